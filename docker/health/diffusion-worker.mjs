// Whether this diffusion-worker takes jobs off the queue.
const response = await fetch(`http://127.0.0.1:${process.env['METRICS_PORT']}/health`, {
  signal: AbortSignal.timeout(4_000),
});
process.exit(response.ok ? 0 : 1);
