import { readdir, readFile } from 'node:fs/promises';

/** Processes whose command line names the folder: what a stack on that folder has left behind. */
export async function processesNaming(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '');
    if (command.includes(folder) || environment.includes(folder)) {
      found.push(`${name} ${command.replaceAll('\0', ' ')}`);
    }
  }
  return found;
}
