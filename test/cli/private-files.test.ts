// What the program leaves on the disk, seen by another user of the machine, and by whoever finds the disk: no file is for others, even
// where the user's own files are, and a journal names nobody.

import { execFile } from 'node:child_process';
import { chmod, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { git } from '../helpers/repository.ts';
import { BIN, openWorkplace, type Workplace } from '../helpers/rollcall.ts';

const execute = promisify(execFile);

const CANARIES = ['canary.one@example.com', 'Canarytwo', '+37060000077', 'Canaryfour', 'canary-five'];
const [EMAIL, NAME, PHONE, CITY, TAG] = CANARIES;

let sandbox: Sandbox;
let place: Workplace;

/** Runs the program as a user whose files are for everybody, unless a program says otherwise. */
async function rollcall(...args: readonly string[]): Promise<void> {
  const env = { PATH: process.env.PATH ?? '', XDG_STATE_HOME: place.stateHome, SHOP_KEY: 'brand1-key0123456789' };
  const shell = ['-c', 'umask 0; exec "$@"', 'sh', process.execPath, '--', BIN, ...args];
  await execute('sh', shell, { cwd: place.directory, env });
}

/** Every file that the program made, apart from the manifests and git's files. */
async function made(): Promise<readonly string[]> {
  const roots = [place.directory, place.stateHome];
  const found = await Promise.all(
    roots.map(async (root) => {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    }),
  );
  return found.flat().filter((path) => !/\/(?:\.git|contacts\.d)\//.test(path));
}

beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace();
  await place.write(
    'contacts.d/all.yaml',
    `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}", baseUrl: "${sandbox.baseUrls.omnisend}", limits: { minContacts: 0 } }
contacts:
  - { email: ${EMAIL}, phone: "${PHONE}", firstName: ${NAME}, city: ${CITY}, tags: { ${TAG}: true } }
`,
  );
  git(place.directory, 'init', '--quiet');
  await rollcall('plan', '--out', 'plan.json');
  await rollcall('apply', 'plan.json', '--report', 'report.json');
  await rollcall('snapshot', '--out', 'live.ndjson');
  await rollcall('plan', '--refresh=incremental');
  await rollcall('drift');
}, 120_000);

afterAll(async () => {
  await sandbox.close();
  await place.remove();
});

test.skipIf(process.platform === 'win32')(
  'no file of the program is for others, whatever the umask allows',
  async () => {
    const files = await made();
    const holding = ['plan.json', 'report.json', 'live.ndjson', '/journal/', '/cache/', '/record/'];
    for (const name of holding) expect(files.filter((path) => path.includes(name))).not.toEqual([]);
    const open = [];
    for (const path of files) {
      const { mode } = await stat(path);
      if ((mode & 0o077) !== 0) open.push(`${path} ${(mode & 0o777).toString(8)}`);
    }
    expect(open).toEqual([]);
  },
);

test.runIf(process.getuid?.() === 0)('another user can read none of them', async () => {
  // The directory that they lie in is open to everybody, as a shared one is.
  await chmod(place.directory, 0o755);
  await chmod(place.stateHome, 0o755);
  const nobody = { uid: 65_534, gid: 65_534, cwd: '/', env: { PATH: process.env.PATH ?? '' } };
  await execute('cat', [join(place.directory, 'contacts.d/all.yaml')], nobody);
  for (const path of await made())
    await expect(execute('cat', [path], nobody), path).rejects.toThrow(/ermission denied/);
});

test('a journal holds neither a value nor an address, and what else holds one is a file that says so', async () => {
  const holding = new Set<string>();
  for (const path of await made()) {
    const text = await readFile(path, 'utf8');
    if (CANARIES.some((canary) => text.includes(canary))) holding.add(path.slice(place.directory.length + 1));
  }
  const journals = (await made()).filter((path) => path.includes('/journal/'));
  expect(journals).not.toEqual([]);
  expect([...holding].filter((path) => path.includes('journal/'))).toEqual([]);
  const named = /^(?:plan\.json|report\.json|live\.ndjson|\.rollcall\/(?:plans|live|cache|record|manifests|sandbox)\b)/;
  expect([...holding].filter((path) => !named.test(path))).toEqual([]);
});
