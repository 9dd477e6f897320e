import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { benchCancel } from './cancel/command.js';
import { benchEngine } from './engine/command.js';
import { benchGateway } from './gateway/command.js';
import { benchKills } from './kills/command.js';
import { benchMixed } from './mixed/command.js';
import { benchOverhead } from './overhead/command.js';
import { benchPage } from './page/command.js';
import { benchSessions } from './sessions/command.js';
import { benchSoak } from './soak/command.js';

const help = `npm run bench -- COMMAND [options]

  engine   the raw OpenVINO GenAI pipeline in plain Python beside Atelier's driver, in turns
  soak     thousands of mixed requests, and the memory they leave in use
  kills    runtimes killed in the middle of requests: how fast callers learn of it, what is left
  sessions many people chatting over streams with a running Atelier, and one who floods it
  overhead what the way of a picture costs besides drawing it, from the request to the end seen
  mixed    chat beside two workers that draw without pause, and what each costs the other
  cancel   pictures cancelled while they are denoised, and how many steps that takes
  page     the dashboard in a browser: its first load, a long conversation, a full gallery
  gateway  what the gateway adds to a turn, and how many events it streams

npm run bench -- COMMAND --help tells the options of each.
`;

const commands = {
  engine: benchEngine,
  soak: benchSoak,
  kills: benchKills,
  sessions: benchSessions,
  overhead: benchOverhead,
  mixed: benchMixed,
  cancel: benchCancel,
  page: benchPage,
  gateway: benchGateway,
} as const;
const python = fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url));

async function main([name = '--help', ...options]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(commands, name)
    ? commands[name as keyof typeof commands]
    : undefined;
  if (!command) {
    process.stdout.write(help);
    return name === '--help' ? 0 : 2;
  }
  if (!existsSync(python)) throw new Error('OpenVINO is not installed yet: run npm start once.');
  await command(options, python, process.env);
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
