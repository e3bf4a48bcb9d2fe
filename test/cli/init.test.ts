// The starter files, as a new user gets them.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { PROVIDER_NAMES } from '../../src/providers/table.ts';
import { ACTION } from '../helpers/action-name.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

const FILES = [
  'contacts.d/accounts.yaml',
  'contacts.d/contacts.yaml',
  '.github/workflows/contacts.yml',
  '.vscode/settings.json',
  '.gitignore',
];

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.remove());

function textOf(file: string): Promise<string> {
  return readFile(join(place.directory, file), 'utf8');
}

describe('init', () => {
  test.each(PROVIDER_NAMES)('in an empty directory without git: %s is valid and can be planned', async (provider) => {
    const run = await place.rollcall('init', '--provider', provider, '--account', 'shop');
    expect([run.code, run.stderr]).toEqual([0, '']);
    for (const file of FILES) expect(run.stdout).toContain(`  ${file}\n`);
    expect(run.stdout).toMatch(/Next: set .*_API_KEY, then rollcall import --account shop/);

    expect(await textOf('.gitignore')).toBe('.rollcall/\nnode_modules/\n/plan*.json\n');
    expect((await place.rollcall('validate')).code).toBe(0);
    expect(await place.rollcall('fmt', '--check')).toMatchObject({ code: 0 });
    const plan = await place.rollcall('plan', '--sandbox', '--json');
    expect(plan.code).toBe(0);
    expect(JSON.parse(plan.stdout)).toMatchObject({ complete: true, changes: [] });
  });

  test.each(PROVIDER_NAMES)(
    'the example of %s, without its number signs, is valid and can be applied',
    async (provider) => {
      await place.rollcall('init', '--provider', provider);
      const [, example = ''] = (await textOf('contacts.d/contacts.yaml')).split(/#\n(?=# defaults:)/);
      await place.write('contacts.d/contacts.yaml', example.replace(/^# ?/gm, ''));
      const run = await place.rollcall('apply', '--sandbox', '--auto-approve');
      expect([run.code, run.stdout]).toEqual([0, expect.stringContaining('1 succeeded')]);
    },
  );

  test.each(PROVIDER_NAMES)(
    'with environments: each of %s can be planned, and has keys of its own',
    async (provider) => {
      const environments = ['--env', 'staging', '--env', 'live'];
      const run = await place.rollcall('init', '--provider', provider, '--account', 'shop', ...environments);
      expect([run.code, run.stderr]).toEqual([0, '']);
      expect(run.stdout).toMatch(/Next: set STAGING_\w+_API_\w+.* then rollcall import --account shop --env live/);
      expect((await place.rollcall('validate')).code).toBe(0);
      expect((await place.rollcall('fmt', '--check')).code).toBe(0);
      const manifest = parse(await textOf('contacts.d/accounts.yaml'));
      const own = Object.entries(manifest.accounts.shop).filter(([, value]) => /^\$\{/.test(String(value)));
      expect(manifest.environments).toEqual({
        staging: {
          contacts: ['*@example.com'],
          accounts: {
            shop: Object.fromEntries(own.map(([name, value]) => [name, String(value).replace('{', '{STAGING_')])),
          },
        },
        live: {},
      });
      for (const name of ['staging', 'live'])
        expect((await place.rollcall('plan', '--env', name, '--sandbox')).code).toBe(0);
      const { jobs } = parse(await textOf('.github/workflows/contacts.yml'));
      const steps = [...jobs.contacts.steps, ...jobs.drift.steps].filter(({ uses = '' }) => uses.startsWith(ACTION));
      expect(steps.map((step) => step.with.env)).toEqual(['live', 'live']);
    },
  );

  test('a file that exists is left and named, and nothing is written among manifests that exist', async () => {
    await place.write('.gitignore', 'node_modules/\n');
    await place.write('contacts.d/mine.yaml', 'contacts: []\n');
    const run = await place.rollcall('init');
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('.gitignore: exists, and lacks the line .rollcall/');
    expect(run.stdout).toContain('contacts.d: has files already');
    expect(run.stdout).toContain('Next: rollcall validate\n');
    expect(await textOf('.gitignore')).toBe('node_modules/\n');
    expect(await readdir(join(place.directory, 'contacts.d'))).toEqual(['mine.yaml']);

    const again = await place.rollcall('init', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ created: [], next: 'rollcall validate' });
  });

  test('the workflow is that of the guide, for this account and its credentials', async () => {
    await place.rollcall('init', '--account', 'shop', '-d', 'people/live');
    const workflow = parse(await textOf('.github/workflows/contacts.yml'));
    const recipe = /```yaml\n(# \.github\/workflows\/contacts\.yml[\s\S]*?)```/.exec(await guide())?.[1] ?? '';
    const { jobs } = parse(recipe);
    expect(workflow.permissions).toEqual(parse(recipe).permissions);
    expect(workflow.jobs.contacts.concurrency).toEqual(jobs.contacts.concurrency);
    expect(workflow.jobs.contacts.steps.slice(0, 2)).toEqual(jobs.contacts.steps.slice(0, 2));
    const [, , own] = workflow.jobs.contacts.steps;
    const [, , theirs] = jobs.contacts.steps;
    expect(own.with).toEqual({ ...theirs.with, directory: 'people/live' });
    expect(own.env).toEqual({ OMNISEND_API_KEY: theirs.env.OMNISEND_API_KEY });
    expect(workflow.jobs.contacts.strategy.matrix).toEqual({ account: ['shop'] });
    const [checkout, drift] = workflow.jobs.drift.steps;
    expect(checkout).toEqual(jobs.drift.steps[0]);
    expect(drift.with).toEqual({ ...jobs.drift.steps[1].with, directory: 'people/live' });
    expect(drift.env).toEqual(own.env);
    for (const part of ['if', 'permissions', 'concurrency'])
      expect(workflow.jobs.drift[part]).toEqual(jobs.drift[part]);
    expect(workflow.on.push.paths).toEqual(['people/live/**']);
    expect(Object.values(JSON.parse(await textOf('.vscode/settings.json'))['yaml.schemas'])).toEqual([
      ['people/live/**/*.yaml', 'people/live/**/*.yml'],
    ]);
  });

  test.each([
    [['--provider', 'mailer'], /mailer is not supported[\s\S]*name one of omnisend, loops, envoke/],
    [['--account', 'My Shop'], /My Shop cannot be an account’s name/],
    [['--env', 'Live'], /Live cannot be an environment’s name/],
    [['--env', 'live', '--env', 'live'], /live is named twice/],
    [['-d', '../elsewhere'], /is not a directory below this one/],
    [['-d', '/tmp/elsewhere'], /is not a directory below this one/],
  ])('%s is refused, and nothing is written', async (args, words) => {
    const run = await place.rollcall('init', ...args);
    expect([run.code, run.stderr]).toEqual([64, expect.stringMatching(words)]);
    expect(await readdir(place.directory)).toEqual([]);
  });
});

function guide(): Promise<string> {
  return readFile(join(import.meta.dirname, '../../docs/guide/ci.md'), 'utf8');
}
