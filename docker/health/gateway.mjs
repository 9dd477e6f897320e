// Whether the gateway runs. What it waits for is told by /health and /health/ready.
const response = await fetch(`http://127.0.0.1:${process.env['PORT'] ?? 8080}/health/live`, {
  signal: AbortSignal.timeout(4_000),
});
process.exit(response.ok ? 0 : 1);
