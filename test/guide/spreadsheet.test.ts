// docs/guide/from-a-spreadsheet.md: its manifest reads a table with the columns that it names, its commands run, and what it prints is
// what the program prints.
// @module-tag slow

import { execFileSync } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';
import { blocksOf } from './blocks.ts';

const PAGE = 'docs/guide/from-a-spreadsheet.md';
const SHOP = 'accounts:\n  shop: { provider: omnisend, apiKey: "${KEY}" }\n';
const HEADER = 'Email,First name,Spent,Subscribed,Form,Signed up,Country';
const ROWS = ['ann', 'bob', 'cleo'].map((name) => `${name}@example.com,${name},12.5,yes,fair,2026-03-14,DE`);

const blocks = blocksOf(PAGE);
const [manifest = '', invalid = ''] = blocks.filter(({ language }) => language === 'yaml').map(({ text }) => text);
const [mistake = '', head = ''] = blocks.filter(({ language }) => language === 'text').map(({ text }) => text);
// The table of the test is smaller than the one that the page has in mind.
const small = manifest.replace('minRows: 1000', 'minRows: 1');

async function aPlace(text: string, rows: readonly string[]): Promise<Workplace> {
  const place = await openWorkplace({ KEY: 'k', CI: '' });
  onTestFinished(() => place.remove());
  await place.write('contacts.d/accounts.yaml', SHOP);
  await place.write('contacts.d/newsletter.yaml', text);
  await place.write('contacts.d/newsletter.csv', `${[HEADER, ...rows].join('\n')}\n`);
  return place;
}

function git(place: Workplace, ...args: readonly string[]): void {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  execFileSync('git', [...identity, ...args], { cwd: place.directory, stdio: 'pipe' });
}

test('the manifest is valid, and the commands show and plan its rows', async () => {
  const place = await aPlace(small, ROWS);
  git(place, 'init', '--quiet');
  const commands = blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.trim().split('\n'));
  expect(commands.length).toBeGreaterThan(3);
  for (const command of commands) {
    const [program, ...words] = command.replace(/\s+#.*$/, '').split(/\s+/);
    if (program === 'git') {
      git(place, 'add', 'contacts.d');
      git(place, 'commit', '--quiet', '--message', 'contacts');
      continue;
    }
    expect(program).toBe('rollcall');
    const reaches = words.includes('plan') && !words.includes('--sandbox') ? ['--sandbox'] : [];
    const run = await place.rollcall(
      ...words,
      ...reaches,
      ...(reaches.length > 0 || words.includes('plan') ? ['--define'] : []),
    );
    expect([command, run.code, run.stderr]).toEqual([command, 0, expect.not.stringContaining('error')]);
  }
  const applied = await place.rollcall('apply', '--sandbox', '--define', '--auto-approve');
  expect(applied.code).toBe(0);
  await place.write(
    'contacts.d/newsletter.csv',
    `${[HEADER, ...ROWS, ROWS[0]?.replaceAll('ann', 'dan')].join('\n')}\n`,
  );
  const { stdout } = await place.rollcall('plan', '--sandbox', '--define');
  expect(stdout).toContain(head.trim().replace('3 rows', '4 rows'));
});

test('a mistake is shown with its row, and `invalid: skip` leaves the row out', async () => {
  const wrong = [ROWS[0] ?? '', 'tom@example,Tom,8.00,yes,landing page,2026-03-14,AT'];
  const place = await aPlace(small, wrong);
  const [line = ''] = mistake.split('\n');
  expect((await place.rollcall('validate')).stderr).toContain(line);
  const skipping = small.replace(
    /^ {4}limits: .*$/m,
    invalid.trimEnd().replace('maxInvalidPercent: 1', 'maxInvalidPercent: 50'),
  );
  await place.write('contacts.d/newsletter.yaml', skipping);
  const run = await place.rollcall('plan', '--sandbox', '--define');
  expect([run.code, run.stdout]).toEqual([3, expect.stringContaining('invalid')]);
});
