import { spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, relative } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTimeOf } from './process-identity.mjs';
import { Refusal } from './refusal.mjs';

const stepDeadlineMs = 20 * 60_000;

/**
 * @typedef {object} StepContext
 * @property {string} root
 * @property {string} logFile
 * @property {string} runFile where the running command is recorded
 * @property {Readonly<Record<string, string | undefined>>} environment
 * @property {AbortSignal} signal
 */

/**
 * Runs a command of a step to its end; what it says goes to the step's log file.
 *
 * @param {StepContext} context
 * @param {string} command
 * @param {readonly string[]} args
 * @throws {Refusal} one sentence that says why it failed and where its log is
 */
export async function runCommand(context, command, args) {
  const { root, logFile, runFile, environment, signal } = context;
  signal.throwIfAborted();
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  try {
    writeSync(log, `\n$ ${[command, ...args].join(' ')}\n`);
    // A session of its own, so that all that it starts can be ended together.
    const child = spawn(command, args, {
      cwd: root,
      env: environment,
      detached: true,
      stdio: ['ignore', log, log],
    });
    const { pid } = child;
    const ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(`it does not run: ${error.message}`));
      child.once('exit', (code, name) =>
        resolve(code === 0 ? '' : `it ended with ${code ?? name}`),
      );
    });
    if (pid !== undefined) {
      writeFileSync(runFile, JSON.stringify({ pid, startTime: startTimeOf(pid) }));
    }
    const stop = () => pid !== undefined && killGroup(pid);
    const late = setTimeout(stop, stepDeadlineMs);
    signal.addEventListener('abort', stop);
    const trouble = /** @type {string} */ (await ended);
    clearTimeout(late);
    signal.removeEventListener('abort', stop);
    rmSync(runFile, { force: true });
    signal.throwIfAborted();
    if (trouble !== '') throw new Refusal(explain(context, trouble));
  } finally {
    closeSync(log);
  }
}

/**
 * Ends a command that an earlier start left running when it was killed.
 *
 * @param {string} runFile
 */
export async function endLeftOver(runFile) {
  const left = readRecord(runFile);
  if (left && startTimeOf(left.pid) === left.startTime) {
    killGroup(left.pid);
    for (let tries = 0; tries < 100 && startTimeOf(left.pid) === left.startTime; tries += 1) {
      await sleep(50);
    }
  }
  rmSync(runFile, { force: true });
}

/**
 * @param {string} path
 * @returns {{ pid: number, startTime: string } | undefined}
 */
function readRecord(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

const unreachable =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ERR_PNPM_META_FETCH_FAIL|Temporary failure in name resolution|Failed to establish a new connection|Network is unreachable|NewConnectionError|ConnectTimeoutError|Read timed out/;

/**
 * @param {StepContext} context
 * @param {string} trouble
 */
function explain({ root, logFile }, trouble) {
  const text = readFileSync(logFile, 'utf8').slice(-20_000);
  const where = `the log is ${relative(root, logFile)}`;
  if (/ENOSPC|No space left on device/.test(text)) {
    return `The disk is full: make room and start again (${where}).`;
  }
  if (unreachable.test(text)) {
    return `A package registry can not be reached: check the network, or the proxy settings, and start again (${where}).`;
  }
  const line = text.split('\n').findLast((candidate) => /error/i.test(candidate));
  const reason = line ? `: ${line.trim().slice(0, 300)}` : ` (${trouble})`;
  return `A step of the installation failed${reason} (${where}).`;
}
