// H8: contacts are chosen by lists in files and left out by patterns, and the plan records both.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/document.ts';
import { BIN, openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

const PEOPLE = ['ana', 'bob', 'cid', 'dan'];
const MANIFEST = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
  app: { provider: loops, apiKey: "\${APP_KEY}" }
defaults: { accounts: [shop] }
contacts:
${PEOPLE.map((name) => `  - { email: ${name}@example.com, firstName: ${name}, channels: { email: unsubscribed } }\n`).join('')}`;

let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace();
  await place.write('contacts.d/all.yaml', MANIFEST);
});
afterAll(() => place.remove());

async function planned(...args: readonly string[]): Promise<Plan> {
  const { code, stdout, stderr } = await place.rollcall('plan', '--sandbox', '--json', '--no-redact', ...args);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Plan;
}

function namesIn({ changes }: Plan): readonly string[] {
  return changes.map(({ key }) => key.replace(/^shop\/|@.*$/g, '')).sort();
}

describe('a plan', () => {
  test.each([
    ['of a list', 'ana@example.com\nshop/cid@example.com\n', [], ['ana', 'cid']],
    ['of patterns', 'a*\n?an@*\n', [], ['ana', 'dan']],
    ['of all but some', '!ana*\n!bob@example.com\n', [], ['cid', 'dan']],
    ['of a list with comments and blank lines', '# VIPs\n\n  ana@example.com  \n # bob@example.com\n', [], ['ana']],
    ['of a list as a spreadsheet saves it', '\ufeffAna@Example.com\r\nbob@example.com\r\n', [], ['ana', 'bob']],
    ['of a list and --contact', 'ana@example.com\n', ['--contact', 'cid*'], ['ana', 'cid']],
    ['of a list without some', 'ana@example.com\nbob@example.com\n', ['--contact', '!b*'], ['ana']],
  ])('%s', async (_, text, args, names) => {
    await place.write('some.txt', text);
    const plan = await planned('--contacts-from', 'some.txt', ...args);
    expect(namesIn(plan)).toEqual(names);
    expect(plan.accounts.map(({ account }) => account)).toEqual(['shop']);
    const digest = createHash('sha256').update(text).digest('hex');
    const patterns = text.split(/\r?\n/).filter((line) => /^\s*[^#\s]/.test(line)).length;
    expect(plan.filters).toEqual({
      accounts: [],
      contacts: args.slice(1),
      contactsFrom: { digest, patterns },
      changed: false,
    });
  });

  test('of all but some by --contact', async () => {
    const plan = await planned('--contact', '!ana*', '--contact', '!b*');
    expect(namesIn(plan)).toEqual(['cid', 'dan']);
    expect(plan.filters).toEqual({ accounts: [], contacts: ['!ana*', '!b*'], changed: false });
  });

  test('hides the digest of the list where personal data are masked', async () => {
    await place.write('some.txt', 'ana@example.com\n');
    const run = await place.rollcall('plan', '--sandbox', '--json', '--redact', '--contacts-from', 'some.txt');
    expect(JSON.parse(run.stdout).filters.contactsFrom).toEqual({
      digest: expect.not.stringMatching(/[0-9a-f]{16}/),
      patterns: 1,
    });
  });

  test('of a list is saved and applied: others are left alone', async () => {
    await place.write('some.txt', 'ana@example.com\n!cid*\n');
    const fresh = ['--sandbox', 'x.json'];
    expect((await place.rollcall('plan', ...fresh, '--contacts-from', 'some.txt', '--out', 'p.json')).code).toBe(0);
    const applied = await place.rollcall('apply', 'p.json', ...fresh, '--json', '--no-redact');
    expect(applied.code).toBe(0);
    expect(JSON.parse(applied.stdout).outcomes).toMatchObject([{ key: 'shop/ana@example.com', status: 'succeeded' }]);
    const refused = await place.rollcall('apply', 'p.json', ...fresh, '--contacts-from', 'some.txt');
    expect(refused.code).toBe(64);
    expect(refused.stderr).toContain('--contacts-from cannot be combined with a saved plan');
  });
});

test('validate, explain and snapshot take a list too', async () => {
  await place.write('some.txt', 'ana@example.com\nbob@example.com\n');
  const from = ['--contacts-from', 'some.txt'];
  expect((await place.rollcall('validate', ...from)).stdout).toContain('Valid: 2 contacts at 2 accounts');
  expect((await place.rollcall('explain', 'ana@example.com', '--sandbox', ...from)).code).toBe(0);
  expect((await place.rollcall('explain', 'cid@example.com', '--sandbox', ...from)).code).toBe(1);
  expect((await place.rollcall('snapshot', '--out', 's.ndjson', '--sandbox', ...from)).code).toBe(0);
});

test('what matches nobody is one warning a list', async () => {
  await place.write('some.txt', 'ana@example.com\nzoe@example.com\nyan*\n!xenia\n');
  const { code, stderr } = await place.rollcall('validate', '--contacts-from', 'some.txt');
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^some\.txt:1:1 warning no-contact-matches {2}No contact matches zoe@example\.com, nor 2 other lines of this file\n/,
  );
  expect(stderr.match(/warning/g)).toHaveLength(1);
});

describe('a list that is none', () => {
  test.each<readonly [string, string, string | Uint8Array | undefined, string]>([
    ['is missing', 'nowhere.txt', undefined, 'cannot read nowhere.txt: ENOENT'],
    ['is a directory', 'contacts.d', undefined, 'cannot read contacts.d: EISDIR'],
    ['is empty', 'bad.txt', '', 'bad.txt names no contact'],
    ['has comments only', 'bad.txt', '# none today\n\n', 'bad.txt names no contact'],
    ['has a line of !', 'bad.txt', 'ana*\n!\n', 'bad.txt has a line with nothing after its !'],
    ['is not UTF-8', 'bad.txt', Buffer.from('\u00e9@example.com\n', 'latin1'), 'bad.txt is not UTF-8 text'],
  ])('%s', async (_, name, content, message) => {
    if (content !== undefined) await place.write(name, content);
    for (const command of ['plan', 'validate']) {
      const run = await place.rollcall(command, '--sandbox', '--contacts-from', name, '--json');
      expect(run.code).toBe(1);
      expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'contacts-file', message } });
    }
  });

  test.each([
    [['--contact', '!'], 'A key or pattern must follow the !'],
    [['--contacts-from', 'a', '--contacts-from', 'b'], 'It can be given only once'],
  ])('is a mistake of usage: %j', async (args, message) => {
    const run = await place.rollcall('plan', '--sandbox', ...args);
    expect(run.code).toBe(64);
    expect(run.stderr).toContain(message);
  });
});

describe('the standard input', () => {
  function withInput(text: string, ...args: readonly string[]): Promise<Run> {
    return new Promise((settle, reject) => {
      const env = { PATH: process.env.PATH ?? '' };
      const child = spawn(process.execPath, ['--', BIN, ...args], { cwd: place.directory, env });
      const told = { stdout: '', stderr: '' };
      child.stdout.on('data', (chunk) => {
        told.stdout += chunk;
      });
      child.stderr.on('data', (chunk) => {
        told.stderr += chunk;
      });
      child.on('error', reject).on('close', (code) => settle({ code, ...told }));
      child.stdin.end(text);
    });
  }

  test('is a list', async () => {
    const run = await withInput('bob@example.com\n', 'plan', '--sandbox', '--json', '--contacts-from', '-');
    expect(run.code).toBe(0);
    expect(namesIn(JSON.parse(run.stdout) as Plan)).toEqual(['bob']);
  });

  test('that is empty names nobody', async () => {
    const run = await withInput('', 'plan', '--sandbox', '--contacts-from', '-');
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('the standard input names no contact')]);
  });
});
