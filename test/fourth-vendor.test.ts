// A fourth vendor is two files of `src` outside its own folder and its sandbox's: the table of dialects and the sandbox's list of
// vendors. The proof: a copy of the tree, the vendor of test/fourth-vendor, its lines in those two files, a build with types
// checked, and a reconciliation over HTTP. docs/adding-a-vendor.md tells the same in words.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkplace, type Workplace } from './helpers/rollcall.ts';

const ROOT = resolve(import.meta.dirname, '..');
const VENDOR = resolve(import.meta.dirname, 'fourth-vendor/src');

const IMPORT = "import { example } from './example/index.ts';\n";

/** What changes outside the vendor's folders: an import and an entry in each of two files. */
const EDITS: Readonly<Record<string, readonly (readonly [after: string, added: string])[]>> = {
  'providers/table.ts': [
    ["import { envoke } from './envoke/index.ts';\n", IMPORT],
    ["  'envoke@v1': envoke,\n", "  'example@v1': example,\n"],
  ],
  'sandbox/vendors.ts': [
    ["import { envoke } from './envoke/index.ts';\n", IMPORT],
    ['[omnisend, loops, envoke', ', example'],
  ],
};

let copy: string;
let sandbox: RunningSandbox;
let workplace: Workplace;

beforeAll(async () => {
  copy = copyTree();
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: copy, stdio: 'pipe' });
  sandbox = await startSandbox(join(copy, 'dist/bin.js'));
  workplace = await openWorkplace({ EXAMPLE_KEY: 'key' }, join(copy, 'dist/bin.js'));
}, 60_000);

afterAll(async () => {
  sandbox?.process.kill();
  await workplace?.remove();
  rmSync(copy, { recursive: true, force: true });
});

function copyTree(): string {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-vendor-'));
  for (const name of ['src', 'scripts', 'schemas', 'package.json', 'tsconfig.json']) {
    cpSync(join(ROOT, name), join(directory, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'), 'dir');
  cpSync(VENDOR, join(directory, 'src'), { recursive: true });
  for (const [file, edits] of Object.entries(EDITS)) {
    const path = join(directory, 'src', file);
    writeFileSync(path, edits.reduce(edited, readFileSync(path, 'utf8')));
  }
  return directory;
}

function edited(text: string, [after, added]: readonly [string, string]): string {
  if (text.split(after).length !== 2) throw new Error(`not once there: ${after}`);
  return text.replace(after, after + added);
}

interface RunningSandbox {
  readonly process: ChildProcess;
  readonly url: string;
  /** What it printed when it began. */
  readonly greeting: string;
}

async function startSandbox(bin: string): Promise<RunningSandbox> {
  const child = spawn(process.execPath, [bin, 'sandbox', '--port', '0', '--contacts', '120'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunk] = await once(child.stdout, 'data');
  const greeting = String(chunk);
  return { process: child, greeting, url: /http:\/\/127\.0\.0\.1:\d+/.exec(greeting)?.[0] ?? '' };
}

interface Logged {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

async function admin(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${sandbox.url}/_sandbox${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.status === 204 ? undefined : response.json();
}

async function peopleNamed(...emails: readonly string[]): Promise<readonly unknown[]> {
  const { accounts } = (await admin('GET', '/state')) as {
    readonly accounts: { readonly default: { readonly example: { readonly contacts: readonly { email: string }[] } } };
  };
  return accounts.default.example.contacts.filter(({ email }) => emails.includes(email));
}

function filesOf(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replaceAll('\\', '/'));
}

test('only the two tables changed, and everything else that is new stands in folders of its own', () => {
  const [before, now] = [join(ROOT, 'src'), join(copy, 'src')];
  const changed = filesOf(before).filter((file) =>
    readFileSync(join(before, file)).compare(readFileSync(join(now, file))),
  );
  expect(changed.sort()).toEqual(['providers/table.ts', 'sandbox/vendors.ts']);
  const known = new Set(filesOf(before));
  const added = filesOf(now).filter((file) => !known.has(file));
  expect(added.filter((file) => !/^(?:providers|sandbox)\/example\//.test(file))).toEqual([]);
  expect(added.length).toBeGreaterThan(5);
});

test('schemas, help and the sandbox know the vendor from the tables', () => {
  const schema = (name: string): string => readFileSync(join(copy, 'schemas', `${name}.schema.json`), 'utf8');
  expect(JSON.parse(schema('manifest')).definitions.account.properties.provider.enum).toContain('example');
  const { provider, dialect } = JSON.parse(schema('plan')).definitions;
  expect([provider.enum.at(-1), dialect.enum.at(-1)]).toEqual(['example', 'example@v1']);
  expect(sandbox.greeting).toContain(`baseUrl of example: ${sandbox.url}/example\n`);
});

test('a 429 of its own says how long to wait', async () => {
  const ask = (): Promise<Response> =>
    fetch(`${sandbox.url}/example/v1/people?email=nobody@example.com`, { headers: { authorization: 'Bearer key' } });
  const answers = await Promise.all(Array.from({ length: 25 }, ask));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(5);
  expect(refused[0]?.headers.get('retry-after')).toBe('1');
});

async function declare(contacts: readonly unknown[]): Promise<void> {
  const accounts = { news: { provider: 'example', apiKey: '${EXAMPLE_KEY}', baseUrl: `${sandbox.url}/example` } };
  await workplace.write('contacts.d/people.json', JSON.stringify({ accounts, contacts }));
}

/** Sixty of the hundred and twenty people that the sandbox has: a listing of three pages is cheaper than looking each up. */
const SIXTY = Array.from({ length: 60 }, (_, index) => ({ email: emailOf(index + 1), firstName: 'Ada' }));

function emailOf(n: number): string {
  return `user${String(n).padStart(6, '0')}@example.com`;
}

test('plan, apply with a 429 on the way, and plan again empty', async () => {
  const [first, ...others] = SIXTY;
  const created = { email: 'new@example.com', firstName: 'Noa', channels: { email: 'subscribed' } };
  await declare([{ ...first, lastName: null }, ...others, created]);
  const planned = await workplace.rollcall('plan', '--json');
  expect(planned.stderr).toBe('');
  const plan = JSON.parse(planned.stdout);
  expect(plan.accounts).toMatchObject([
    {
      provider: 'example',
      dialect: 'example@v1',
      reading: { strategy: 'list', requests: 3, known: 120 },
      declared: 61,
    },
  ]);
  expect(plan.requests).toMatchObject([
    { method: 'POST', path: '/v1/people', body: { email: 'new@example.com', first_name: 'Noa', status: 'subscribed' } },
    { method: 'PATCH', path: '/v1/people/p1', body: { last_name: null } },
  ]);

  await admin('DELETE', '/requests');
  const answer = {
    match: { method: 'POST' },
    status: 429,
    headers: { 'retry-after': '1' },
    body: { error: 'slow down' },
  };
  await admin('PUT', '/next', [answer]);
  const applied = await workplace.rollcall('apply', '--auto-approve', '--quiet');
  expect({ ...applied, stdout: '' }).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await peopleNamed('new@example.com', 'user000001@example.com')).toEqual([
    { id: 'p1', email: 'user000001@example.com', first_name: 'Ada', last_name: null, status: 'subscribed' },
    { id: 'p121', email: 'new@example.com', first_name: 'Noa', last_name: null, status: 'subscribed' },
  ]);
  const posts = ((await admin('GET', '/requests')) as readonly Logged[]).filter(({ method }) => method === 'POST');
  expect(posts.map(({ status }) => status)).toEqual([429, 201]);
  expect(Date.parse(posts[1]?.at ?? '') - Date.parse(posts[0]?.at ?? '')).toBeGreaterThanOrEqual(1000);

  const again = await workplace.rollcall('plan', '--detailed-exitcode');
  expect(again.code).toBe(0);
});

test('one contact is looked up, and what others may read names no person', async () => {
  await declare([{ email: emailOf(2), lastName: 'Skywalker' }]);
  // Without a base, as the record names many contacts that are no longer declared.
  const { stdout } = await workplace.rollcall('plan', '--json', '--base', 'none');
  expect(JSON.parse(stdout).accounts).toMatchObject([{ reading: { strategy: 'look-up', requests: 1 } }]);
  const redacted = await workplace.rollcall('plan', '--redact', '--requests', '--base', 'none');
  expect(redacted.stdout).toContain('/v1/people/‹id›');
  expect(redacted.stdout).not.toMatch(/user000002|Skywalker/);
});
