import { AppError } from '@atelier/errors';
import { Agent } from 'undici';
import type { HubQuestion } from './hub-error.js';
import { defaultHubLimits, type HubConnection, type HubLimits } from './hub-settings.js';
import { openFile, type FileRequest, type OpenFile } from './open-file.js';
import { commitOf, filesOf, type HubFile } from './repository.js';
import type { RetryNotice } from './retry.js';

export interface HubOptions {
  /** For instance `https://huggingface.co`. */
  readonly endpoint: string;
  /** Access token; shown to the endpoint only. */
  readonly token?: string | undefined;
  readonly limits?: Partial<HubLimits>;
}

export interface RepositoryQuestion {
  readonly repository: string;
  readonly revision: string;
}

/** A model hub. */
export interface Hub {
  readonly limits: HubLimits;
  commitOf(question: RepositoryQuestion, watch: HubWatch): Promise<string>;
  filesOf(
    question: RepositoryQuestion,
    commit: string,
    watch: HubWatch,
  ): Promise<readonly HubFile[]>;
  /** One try; retries are up to the caller, who knows how far it came. */
  open(request: FileRequest, signal: AbortSignal): Promise<OpenFile>;
  close(): Promise<void>;
}

export interface HubWatch {
  readonly onRetry: (notice: RetryNotice) => void;
  readonly signal: AbortSignal;
}

/** @throws AppError `INVALID_CONFIG` when the token would go over the net for all to read. */
export function createHub(options: HubOptions): Hub {
  const limits = { ...defaultHubLimits, ...options.limits };
  const endpoint = new URL(options.endpoint);
  const { token } = options;
  if (token !== undefined && endpoint.protocol !== 'https:' && !isLoopback(endpoint.hostname)) {
    throw new AppError(
      'INVALID_CONFIG',
      'Configuration: HF_TOKEN is not sent over http://. Use https:// in HF_ENDPOINT.',
    );
  }
  const dispatcher = new Agent({
    connect: { timeout: limits.answerMs },
    // The watch over each request keeps the deadlines; undici's own would only race with it.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 65_536,
  });
  const base = endpoint.href.replace(/\/+$/, '');
  const connection: HubConnection = { endpoint, base, token, dispatcher, limits };
  const toContext = (question: RepositoryQuestion, watch: HubWatch) => {
    const asked: HubQuestion = { base, hasToken: token !== undefined, ...question };
    return { hub: connection, asked, ...watch };
  };
  return {
    limits,
    commitOf: (question, watch) => commitOf(toContext(question, watch)),
    filesOf: (question, commit, watch) => filesOf(toContext(question, watch), commit),
    open: (request, signal) => openFile(connection, request, signal),
    close: () => dispatcher.destroy(),
  };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
