import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir, type TempDir } from '@atelier/testkit';

const script = fileURLToPath(new URL('../../../docker/sbom.mjs', import.meta.url));
const files = {
  'app/package.json': '{"version":"0.1.0"}',
  'app/services/gateway/health.mjs': '',
  'app/models/catalog.json':
    '{"starter":{"chat":"small"},"models":[{"id":"small","licence":{"id":"Apache-2.0"}},{"id":"large","licence":{"id":"MIT"}}]}',
  'app/node_modules/.pnpm/zod@4/node_modules/zod/package.json':
    '{"name":"zod","version":"4.6.7","license":"MIT"}',
  'app/node_modules/.pnpm/@s+a@1/node_modules/@s/a/package.json':
    '{"name":"@s/a","version":"1.0.0"}',
  'app/.venv/lib/python3.13/site-packages/Some_Lib-2.0.dist-info/METADATA':
    'Metadata-Version: 2.4\nName: Some_Lib\nVersion: 2.0\nLicense-Expression: BSD-3-Clause\n\nLicense: no\n',
  'var/lib/dpkg/status':
    'Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:2.36-9\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n',
};

describe('the bill of materials', () => {
  let dir: TempDir;
  beforeEach(async () => {
    dir = await tempDir();
    for (const [path, content] of Object.entries(files)) {
      const file = join(dir.path, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  });
  afterEach(() => dir.remove());

  it('lists packages of every kind, Node, and the models that ship', () => {
    const args = [script, join(dir.path, 'app'), dir.path];
    const bom: unknown = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    const licence = (name: string) => [{ license: { name } }];
    expect(bom).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: { component: { type: 'container', name: 'atelier/gateway', version: '0.1.0' } },
      components: [
        { type: 'application', name: 'node' },
        { type: 'machine-learning-model', name: 'small', licenses: licence('Apache-2.0') },
        { purl: 'pkg:deb/debian/libc6@1%3A2.36-9?arch=amd64', version: '1:2.36-9' },
        { purl: 'pkg:npm/%40s/a@1.0.0' },
        { purl: 'pkg:npm/zod@4.6.7', licenses: licence('MIT') },
        { purl: 'pkg:pypi/some-lib@2.0', licenses: licence('BSD-3-Clause') },
      ],
    });
  });
});
