process.on('message', () => undefined);
process.send({ type: 'ready' });
