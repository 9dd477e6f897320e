import { setTimeout as sleep } from 'node:timers/promises';

const everyMs = 5_000;

/**
 * Runs the health checks of a project's containers. Docker does that by itself; podman leaves it to
 * systemd, which is not everywhere.
 *
 * @param {import('./podman.mjs').Podman} podman
 * @param {string} project
 */
export function keepChecking(podman, project) {
  /** @type {Map<string, string>} */
  const states = new Map();
  const stopped = new AbortController();
  const filter = ['--filter', `label=com.docker.compose.project=${project}`];

  const round = async () => {
    const list = await podman.attempt(['ps', ...filter, '--format', '{{.Names}}']);
    const names = list.code === 0 ? list.output.split('\n').filter(Boolean) : [];
    for (const name of names) {
      if (stopped.signal.aborted) return;
      const { code } = await podman.attempt(['healthcheck', 'run', name], { timeoutMs: 30_000 });
      states.set(name, code === 0 ? 'healthy' : 'unhealthy');
    }
  };
  const loop = async () => {
    while (!stopped.signal.aborted) {
      await round();
      await sleep(everyMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  void loop();

  return {
    states: () => Object.fromEntries(states),
    stop: () => stopped.abort(),
  };
}
