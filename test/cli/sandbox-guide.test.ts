// The commands of docs/guide/sandbox.md, as somebody types them: the manifests of its yaml block, then every command of its sh block.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { blocks } from '../guide/blocks.ts';
import { BIN, openWorkplace } from '../helpers/rollcall.ts';

const GUIDE = readFileSync(resolve(import.meta.dirname, '../../docs/guide/sandbox.md'), 'utf8');

function block(language: string): string {
  const one = blocks.filter((block) => block.page === 'docs/guide/sandbox.md' && block.language === language);
  return one.find(({ text }) => language === 'yaml' || text.includes('curl '))?.text ?? '';
}

test('the commands of the guide do what it says', { timeout: 120_000 }, async () => {
  const sandbox = await startSandbox({ contacts: 10 });
  onTestFinished(() => sandbox.close());
  const place = await openWorkplace();
  onTestFinished(() => place.remove());
  await place.write('contacts.d/people.yaml', block('yaml'));
  const script = block('sh').replaceAll('http://127.0.0.1:4010', sandbox.url);
  expect(script.match(/^(?:rollcall|curl) /gm)).toHaveLength(4);
  await place.write('guide.sh', `set -e\nrollcall() { "${process.execPath}" "${BIN}" "$@"; }\n${script}`);
  const { stdout } = await promisify(execFile)('bash', ['guide.sh'], {
    cwd: place.directory,
    env: { PATH: process.env.PATH ?? '', XDG_STATE_HOME: join(place.directory, 'state') },
  });
  expect(stdout).toContain('Applied: 2 succeeded of 2 changes.');
  expect(stdout).toContain('~ city  "Lisbon" → "Berlin"');
  expect(stdout).toContain('~ firstName  "Bella" → "Bela"');
  expect(stdout).toMatch(/^Plan: 2 to update · 2 requests/m);
});

test.each([
  ['team', 'loops'],
  ['book', 'envoke'],
])('the request for another vendor changes a contact of %s', async (account, vendor) => {
  const sandbox = await startSandbox({ contacts: 2 });
  onTestFinished(() => sandbox.close());
  const [, command = ''] = new RegExp(`\`(curl [^\`]*/@${account}/${vendor}/[^\`]*)\``).exec(GUIDE) ?? [];
  const { stdout } = await promisify(execFile)('bash', [
    '-c',
    command.replace('http://127.0.0.1:4010', sandbox.url).replace('"Ada"', '"Changed"'),
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ success: true });
  const { accounts } = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as {
    accounts: Record<string, Record<string, { contacts: readonly unknown[] }>>;
  };
  expect(JSON.stringify(accounts[account]?.[vendor]?.contacts[0])).toContain('Changed');
});
