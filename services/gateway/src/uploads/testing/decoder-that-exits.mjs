process.on('message', () => process.exit(1));
process.send({ type: 'ready' });
