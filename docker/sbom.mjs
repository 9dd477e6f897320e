// A bill of materials (CycloneDX 1.6) of what a container of Atelier holds: npm and Python packages,
// the system's packages, and the models that ship.
//
//   docker run --rm --entrypoint node atelier/gateway /app/sbom.mjs > gateway.cdx.json
//   node sbom.mjs APP_FOLDER ROOT_FOLDER
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [app = dirname(fileURLToPath(import.meta.url)), root = '/'] = process.argv.slice(2);
const read = (path) => readFileSync(path, 'utf8');
const component = (type, { name, version, purl, licence }) => ({
  type,
  'bom-ref': purl ?? `${type}:${name}`,
  name,
  version,
  ...(purl && { purl }),
  ...(licence && { licenses: [{ license: { name: licence } }] }),
});

/** Paths of what a folder holds; none when it is not there. */
const inside = (folder) =>
  existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];

function npmPackages() {
  return inside(join(app, 'node_modules', '.pnpm'))
    .flatMap((folder) => inside(join(folder, 'node_modules')))
    .flatMap((path) => (basename(path).startsWith('@') ? inside(path) : [path]))
    .map((folder) => join(folder, 'package.json'))
    .filter(existsSync)
    .map((path) => JSON.parse(read(path)))
    .map(({ name, version, license }) =>
      component('library', {
        name,
        version,
        // In a package URL the scope's @ is escaped.
        purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
        licence: typeof license === 'string' ? license : undefined,
      }),
    );
}

function pythonPackages() {
  return inside(join(app, '.venv', 'lib'))
    .flatMap((python) => inside(join(python, 'site-packages')))
    .filter((folder) => folder.endsWith('.dist-info'))
    .map((folder) => mailHeaders(read(join(folder, 'METADATA'))))
    .map((fields) => {
      const name = (fields.get('Name') ?? '').toLowerCase().replaceAll(/[-_.]+/g, '-');
      const version = fields.get('Version') ?? '';
      const licence = fields.get('License-Expression') ?? fields.get('License');
      return component('library', { name, version, purl: `pkg:pypi/${name}@${version}`, licence });
    });
}

function systemPackages() {
  const status = join(root, 'var/lib/dpkg/status');
  if (!existsSync(status)) return [];
  return read(status)
    .split('\n\n')
    .map(mailHeaders)
    .filter((fields) => fields.get('Status')?.endsWith(' installed'))
    .map((fields) => {
      const [name, version] = [fields.get('Package') ?? '', fields.get('Version') ?? ''];
      const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${fields.get('Architecture')}`;
      return component('library', { name, version, purl });
    });
}

function models() {
  const { models: known, starter } = JSON.parse(read(join(app, 'models', 'catalog.json')));
  const shipped = new Set(Object.values(starter));
  return known
    .filter(({ id }) => shipped.has(id))
    .map(({ id, licence }) =>
      component('machine-learning-model', { name: id, version: '1', licence: licence.id }),
    );
}

/** `Name: value` lines up to the first empty one; continued lines are left out. */
function mailHeaders(text) {
  const [head = ''] = text.split('\n\n');
  const lines = head.split('\n').map((line) => /^([\w-]+): (.*)$/.exec(line));
  return new Map(lines.filter(Boolean).map(([, name, value]) => [name, value]));
}

/** Name of the service whose image this is. */
const service = readdirSync(join(app, 'services')).find((name) =>
  existsSync(join(app, 'services', name, 'health.mjs')),
);
const { version } = JSON.parse(read(join(app, 'package.json')));
const components = [...npmPackages(), ...pythonPackages(), ...systemPackages(), ...models()];
const once = new Map([
  ...components.map((entry) => [entry['bom-ref'], entry]),
  ['node', component('application', { name: 'node', version: process.versions.node })],
]);
const bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: `urn:uuid:${randomUUID()}`,
  version: 1,
  metadata: {
    timestamp: new Date().toISOString(),
    component: component('container', { name: `atelier/${service}`, version }),
  },
  components: [...once.values()].sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1)),
};
process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);
