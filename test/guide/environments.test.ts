// What docs/guide/environments.md shows works: its manifests are valid in every environment, and its commands run in a sandbox.
// @module-tag slow

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { ACTION } from '../helpers/action-name.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

// Each test runs the program several times.
vi.setConfig({ testTimeout: 240_000 });

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/guide/environments.md'), 'utf8');

interface Section {
  readonly title: string;
  /** The files that it shows, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** The lines of its shell blocks. */
  readonly commands: readonly string[];
}

/** Files begin with their name in a comment; commands are in blocks of the language `sh`. */
function sectionsOf(page: string): readonly Section[] {
  return page
    .split(/^## /m)
    .slice(1)
    .map((text) => {
      const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, body = '']) => ({
        language,
        body,
      }));
      const files = blocks.flatMap(({ body }) => {
        const name = /^# (\S+\/\S+)\n/.exec(body)?.[1];
        return name === undefined ? [] : [[name, body] as const];
      });
      const commands = blocks.flatMap(({ language, body }) => (language === 'sh' ? body.trim().split('\n') : []));
      return { title: text.split('\n')[0] ?? '', files: Object.fromEntries(files), commands };
    });
}

const sections = sectionsOf(PAGE);
let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.remove());

describe('docs/guide/environments.md', () => {
  // A workflow is no place to run commands in.
  const shown = sections.filter(({ commands, title }) => commands.length > 0 && title !== 'In CI');

  test.each(shown.map((section) => [section.title, section] as const))('%s: its commands run', async (_, section) => {
    for (const [name, text] of Object.entries(section.files)) await place.write(name, text);
    expect(Object.keys(section.files).length).toBeGreaterThan(1);
    for (const command of section.commands) {
      const [program, ...words] = command.replace(/\s+#.*$/, '').split(/\s+/);
      expect(program).toBe('rollcall');
      const run = await place.rollcall(...words);
      expect([command, run.code, run.stderr.includes('error')]).toEqual([command, 0, false]);
    }
  });

  test('shows two sections with commands, and a workflow that the action takes', () => {
    expect(shown.map(({ title }) => title)).toEqual(['Staging and production', 'Ten brands']);
    const workflow = sections.flatMap(({ files }) => files['.github/workflows/contacts.yml'] ?? []);
    expect(workflow).toHaveLength(1);
    const { jobs } = parse(workflow[0] ?? '') as {
      readonly jobs: Readonly<
        Record<string, { readonly steps: readonly { readonly uses?: string; readonly with?: object }[] }>
      >;
    };
    const { inputs } = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as { readonly inputs: object };
    const used = Object.entries(jobs).map(([job, { steps }]) => {
      const own = steps.find(({ uses }) => uses?.startsWith(ACTION));
      expect(Object.keys(own?.with ?? {}).filter((name) => !Object.hasOwn(inputs, name))).toEqual([]);
      return [job, (own?.with as { readonly env?: string } | undefined)?.env];
    });
    expect(used).toEqual([
      ['staging', 'staging'],
      ['production', 'production'],
    ]);
  });
});

test('ten brands in two environments are planned side by side, each on its own', async () => {
  const brands = Array.from({ length: 10 }, (_, index) => `brand-${index + 1}`);
  await place.write(
    'contacts.d/environments.yaml',
    'environments: { staging: { contacts: ["*@our-company.example"] } }\n',
  );
  for (const [index, brand] of brands.entries()) {
    const provider = index % 2 === 0 ? 'omnisend' : 'loops';
    const key = (environment: string): string =>
      `${environment}: { accounts: { ${brand}: { apiKey: "\${${environment}_${brand}_KEY}" } } }`.replaceAll(
        /\$\{[^}]+\}/g,
        (name) => name.replaceAll('-', '_').toUpperCase(),
      );
    await place.write(
      `contacts.d/${brand}/account.yaml`,
      `accounts: { ${brand}: { provider: ${provider} } }\nenvironments:\n  ${key('staging')}\n  ${key('production')}\n`,
    );
    await place.write(
      `contacts.d/${brand}/people.yaml`,
      `defaults: { accounts: [${brand}] }\ncontacts:\n${['ann@our-company.example', `${brand}@example.com`]
        .map((email) => `  - { email: ${email}, channels: { email: subscribed } }\n`)
        .join('')}`,
    );
  }
  const valid = await place.rollcall('validate', '--json');
  expect(JSON.parse(valid.stdout)).toMatchObject({
    valid: true,
    accounts: 10,
    environments: ['production', 'staging'],
  });
  for (const [environment, people] of [
    ['staging', 1],
    ['production', 2],
  ] as const) {
    const run = await place.rollcall('plan', '--env', environment, '--sandbox', '--json');
    expect(run.code).toBe(0);
    const plan = JSON.parse(run.stdout) as {
      readonly environment: string;
      readonly accounts: readonly { readonly account: string; readonly origin: string }[];
      readonly changes: readonly object[];
    };
    expect(plan.environment).toBe(environment);
    expect(plan.accounts.map(({ account, origin }) => [account, origin])).toEqual(
      brands.toSorted().map((brand) => [brand, `sandbox:${environment}/${brand}`]),
    );
    expect(plan.changes).toHaveLength(10 * people);
  }
});
