import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DecodeOutcome, DecodeTask } from './decode-picture.js';

/** What a decoder process says. */
export type DecoderMessage =
  | { readonly type: 'ready' }
  | {
      readonly type: 'decoded';
      readonly outcome: DecodeOutcome;
      /** Memory that the process holds now, in bytes. */
      readonly rssBytes: number;
    };

/** How to start a decoder process. */
export interface DecoderLaunch {
  readonly entry: string;
  readonly execArgv: readonly string[];
}

/** What became of one task. */
export type DecoderAnswer =
  | Omit<Extract<DecoderMessage, { type: 'decoded' }>, 'type'>
  /** It did not answer in time, and is gone. */
  | 'late'
  /** It ended. */
  | 'lost'
  /** It never got as far as to take a task. */
  | 'not-started';

/** A running decoder process. It takes one task at a time. */
export interface DecoderChild {
  readonly pid: number | undefined;
  isGone(): boolean;
  /** @param deadlineMs from the moment at which it begins. */
  decode(task: DecodeTask, deadlineMs: number): Promise<DecoderAnswer>;
  kill(): void;
}

/** The process as it is built. */
export const builtDecoder: DecoderLaunch = {
  entry: fileURLToPath(new URL('./decoder-process.js', import.meta.url)),
  // Pixels lie outside of the heap.
  execArgv: ['--max-old-space-size=128'],
};

/** Of a process that has just been started, in milliseconds. */
const startWithinMs = 30_000;

/** Starts the process with nothing of our environment, arguments or standard input. */
export function forkDecoder({ entry, execArgv }: DecoderLaunch): DecoderChild {
  const child = fork(entry, [], {
    env: {},
    execArgv: [...execArgv],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  let isGone = false;
  let isReady = false;
  let onReady: () => void = () => undefined;
  let onAnswer: (answer: DecoderAnswer) => void = () => undefined;

  const gone = () => {
    isGone = true;
    onAnswer(isReady ? 'lost' : 'not-started');
  };
  child.on('error', gone);
  child.on('exit', gone);
  child.on('message', (message: DecoderMessage) => {
    if (message.type === 'ready') {
      isReady = true;
      onReady();
      return;
    }
    onAnswer({ outcome: message.outcome, rssBytes: message.rssBytes });
  });
  // Without work it keeps nobody from ending.
  const setBusy = (isBusy: boolean) => {
    if (isBusy) child.ref();
    else child.unref();
    if (isBusy) child.channel?.ref();
    else child.channel?.unref();
  };
  setBusy(false);

  return {
    pid: child.pid,
    isGone: () => isGone,
    decode: (task, deadlineMs) =>
      new Promise((resolve) => {
        setBusy(true);
        let timer: NodeJS.Timeout;
        const give = (answer: DecoderAnswer) => {
          clearTimeout(timer);
          onAnswer = () => undefined;
          onReady = () => undefined;
          setBusy(false);
          resolve(answer);
        };
        const limit = (ms: number, answer: DecoderAnswer) => {
          timer = setTimeout(() => {
            isGone = true;
            child.kill('SIGKILL');
            give(answer);
          }, ms);
        };
        const begin = () => {
          clearTimeout(timer);
          limit(deadlineMs, 'late');
          // A failure to send shows as its end.
          child.send(task, () => undefined);
        };
        onAnswer = give;
        onReady = begin;
        if (isGone) give('lost');
        else if (isReady) begin();
        else limit(startWithinMs, 'not-started');
      }),
    kill() {
      isGone = true;
      child.kill('SIGKILL');
    },
  };
}
