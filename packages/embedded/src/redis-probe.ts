import { connect } from 'node:net';

const answerDeadlineMs = 2_000;

/** True when the Redis on 127.0.0.1 is the process `pid`, takes this password and answers a PING. */
export function answersPing(port: number, pid: number, password: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: answerDeadlineMs });
    let answer = '';
    const settle = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.once('connect', () => socket.write(`AUTH ${password}\r\nINFO server\r\nPING\r\n`));
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      if (answer.startsWith('-')) settle(false);
      if (answer.endsWith('+PONG\r\n')) {
        settle(answer.includes(`\r\nprocess_id:${String(pid)}\r\n`));
      }
    });
    socket.once('timeout', () => {
      settle(false);
    });
    socket.once('error', () => {
      settle(false);
    });
    socket.once('close', () => {
      settle(false);
    });
  });
}
