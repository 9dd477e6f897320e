// Speaks the runtime's protocol without a model: `node fake-runtime.mjs MODE`.
import { Buffer } from 'node:buffer';
import { setInterval } from 'node:timers';
import { decode, encode } from '@msgpack/msgpack';

const mode = process.argv[2];
const say = (message) => {
  const body = encode(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.byteLength);
  process.stdout.write(Buffer.concat([length, body]));
};
const usage = { promptTokens: 1, completionTokens: 1, cachedTokens: 0 };
const info = { device: 'CPU', precision: 'int8', engineVersion: 'fake', contextTokens: 100 };

const answers = {
  load() {
    if (mode === 'dies-loading') process.exit(3);
    if (mode === 'never-loads') return;
    say({ type: 'ready', info });
    if (mode !== 'silent') setInterval(say, 50, { type: 'heartbeat' });
  },
  generate({ id, request }) {
    const said = request.messages[0].content;
    say({ type: 'text', items: [{ id, parts: [{ type: 'text-delta', text: said }] }] });
    if (said === 'crash') process.exit(1);
    if (said === 'garbage') process.stdout.write('this is no frame at all, it is far too long');
    if (said === 'odd') say({ type: 'nothing-known' });
    if (said === 'hang') return;
    say({ type: 'text', items: [{ id, parts: [{ type: 'finish', reason: 'stop', usage }] }] });
  },
  cancel({ id }) {
    say({ type: 'text', items: [{ id, parts: [{ type: 'finish', reason: 'cancelled', usage }] }] });
  },
};

let pending = Buffer.alloc(0);
process.stdin.on('data', (chunk) => {
  pending = Buffer.concat([pending, chunk]);
  while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32BE(0)) {
    const end = 4 + pending.readUInt32BE(0);
    const command = decode(pending.subarray(4, end));
    pending = pending.subarray(end);
    answers[command.type](command);
  }
});
process.stdin.on('end', () => process.exit(0));

if (mode === 'dies') {
  process.stderr.write('No module named openvino\n');
  process.exit(1);
}
if (mode !== 'mute') {
  say({ type: 'hello', protocol: mode === 'newer' ? 99 : 1, pid: process.pid, network: 'kernel' });
}
