// The laws of pull, over generated layouts of manifests and changes that others make at the vendors, through the sandbox, for every
// dialect: what was pulled drifts no more, nothing else is declared otherwise than before, and only lines of changed values change.

// @module-tag slow

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withBase } from '../../../src/base/compare.ts';
import { byAccount } from '../../../src/base/layers.ts';
import type { Json } from '../../../src/contact/canonical.ts';
import { type Configuration, connectAccounts } from '../../../src/index.ts';
import { isValue } from '../../../src/plan/drift/pulled.ts';
import { DIALECT_NAMES, DIALECTS, type DialectName } from '../../../src/providers/table.ts';
import { type DriftToTake, findDriftToTake, takeDrift } from '../../../src/workflows/pull/index.ts';
import { openWorkbench, type Workbench } from '../../helpers/workbench.ts';
import { type Layout, layoutOf, type Mapping, textOf } from '../../manifest/edit/layouts.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 12);
const NOW = Date.parse('2026-06-01T12:00:00Z');
const FILTERS = { accounts: [], contacts: [], changed: false };

const VERSIONS: Readonly<Partial<Record<DialectName, string>>> = {
  'omnisend@2026-03-15': '2026-03-15',
  'omnisend@v5': 'v5',
  'omnisend@v3': 'v3',
};

/** Two accounts, so that one entry may serve both and only one drift. */
function accountsOf(dialect: DialectName): string {
  const { provider } = DIALECTS[dialect];
  const version = VERSIONS[dialect] === undefined ? '' : `, apiVersion: "${VERSIONS[dialect]}"`;
  const keys = provider === 'envoke' ? 'apiId: "${ID}", apiKey: "${KEY}"' : 'apiKey: "${KEY}"';
  const team = (name: string) => (provider === 'loops' ? `, team: ${name}` : '');
  const account = (name: string) => `  ${name}: { provider: ${provider}${version}, ${keys}${team(name)} }\n`;
  return `accounts:\n${account('shop')}${account('more')}`;
}

const TEXT = fc.constantFrom<Json>('Oslo', 'New York', '02142', "it's", 'a: b', 'true', 'null', '- x', 'Ünï #1');
const TAGS = fc.uniqueArray(fc.constantFrom('vip', 'a', 'x y', '1', 'true'), { minLength: 1, maxLength: 3 });

/** What may be declared of a contact of this dialect. Statuses are the first part, as some vendors create nobody without one. */
function contactOf(dialect: DialectName): fc.Arbitrary<Mapping> {
  const { capabilities } = { capabilities: DIALECTS[dialect] };
  const has = (field: keyof typeof capabilities.fields): boolean => {
    const support = capabilities.fields[field];
    return support.has && support.write && support.read !== false;
  };
  const subscribed: Json =
    capabilities.provider === 'envoke' ? { status: 'subscribed', basis: 'express' } : { status: 'subscribed' };
  const scalars = (['firstName', 'lastName', 'city', 'company', 'group'] as const).filter(has);
  const tags = capabilities.tags.map
    ? fc.oneof(
        TAGS,
        fc.dictionary(fc.constantFrom('vip', 'a', 'x y'), fc.boolean(), {
          minKeys: 1,
          maxKeys: 2,
          noNullPrototype: true,
        }),
      )
    : TAGS;
  const fields = fc.record(
    {
      ...Object.fromEntries(scalars.map((name) => [name, TEXT])),
      ...(has('tags') ? { tags } : {}),
      ...(capabilities.provider === 'omnisend'
        ? {
            customProperties: fc.dictionary(fc.constantFrom('age', 'tier'), fc.constantFrom<Json>(33, 'x', 1.5), {
              minKeys: 1,
              maxKeys: 2,
              noNullPrototype: true,
            }),
          }
        : {}),
    } as Record<string, fc.Arbitrary<Json>>,
    { requiredKeys: [], noNullPrototype: true },
  );
  const status = fc.constantFrom<Json>(subscribed, { status: 'unsubscribed' }, subscribed);
  const accounts = fc.constantFrom<Json>(['shop'], ['more'], ['shop', 'more'], ['shop', 'more']);
  return fc
    .record({ fields, status, accounts })
    .map(({ fields: own, status: email, accounts: at }) => ({ accounts: at, ...own, channels: { email } }) as Mapping);
}

const NAMES = ['jane', 'o', 'p', 'q'];

function contactsOf(dialect: DialectName): fc.Arbitrary<Mapping[]> {
  return fc
    .tuple(...NAMES.map(() => contactOf(dialect)))
    .map((all) => all.map((fields, index) => ({ email: `${NAMES[index]}@x.co`, ...fields })));
}

/** The generated default of accounts would be none of ours; only one file may declare limits. */
function manifestOf(layout: Layout): Layout {
  return { ...layout, lines: layout.lines.filter(({ text }) => !text.startsWith('limits:')) };
}

async function driftOf(bench: Workbench, before: Configuration): Promise<DriftToTake> {
  const configuration = await bench.load();
  const isOwed = () => false;
  const layers = new Map(
    [...byAccount(before.contacts)].map(([name, contacts]) => [name, [{ contacts, owed: false }]]),
  );
  const base = { accounts: before.accounts, layers, isOwed };
  const applied = { state: 'applied', at: '2026-05-01T00:00:00Z', commit: null, owed: 0, position: 'current' } as const;
  const states = new Map(before.accounts.map(({ name }) => [name, applied]));
  const compared = withBase({ configuration, whole: configuration }, base);
  const connections = connectAccounts(compared.configuration, { environment: {}, sandboxUrl: bench.sandbox.url });
  try {
    return await findDriftToTake(compared.configuration, connections.accounts, {
      recording: { whole: configuration, recorded: { base, states, leftOut: new Set() } as never },
      filters: FILTERS,
    });
  } finally {
    await connections.close();
  }
}

describe.each(DIALECT_NAMES)('%s', (dialect) => {
  let bench: Workbench;
  let vendor: Workbench;
  let takenInAll = 0;
  beforeAll(async () => {
    const manifests = { 'accounts.yaml': accountsOf(dialect) };
    bench = await openWorkbench({ manifests });
    // Others change live through the same sandbox: their manifests are applied there.
    vendor = await openWorkbench({ manifests });
  });
  afterAll(async () => {
    // The law would hold for a pull that takes nothing.
    expect(takenInAll).toBeGreaterThan(RUNS);
    await bench.close();
    await vendor.close();
  });

  async function applyAll(where: Workbench, text: string, file: string): Promise<void> {
    await where.write(file, text);
    await where.apply(await where.plan());
  }

  test('what was pulled drifts no more, and only lines of changed values change', { timeout: 600_000 }, () =>
    fc.assert(
      fc.asyncProperty(
        layoutOf(contactsOf(dialect)),
        contactsOf(dialect),
        fc.gen(),
        async (layoutFrom, others, draw) => {
          const layout = manifestOf(layoutFrom(draw));
          const file = `people.${layout.format}`;
          const text = textOf(layout);
          for (const format of ['yaml', 'json', 'ndjson'])
            await bench.write(
              `people.${format}`,
              format === 'yaml' ? 'contacts: []\n' : format === 'json' ? '{"contacts":[]}' : '',
            );
          await bench.write(file, text);
          fc.pre(!(await bench.diagnose()).some(({ severity }) => severity === 'error'));
          await bench.setState({ version: 1, accounts: {} });
          await applyAll(bench, text, file);
          const before = await bench.load();

          await vendor.setState(await bench.state());
          await applyAll(vendor, JSON.stringify({ contacts: others }), 'people.json');
          await bench.setState(await vendor.state());

          const found = await driftOf(bench, before);
          expect(found.drift.complete).toBe(true);
          const taken = await takeDrift(
            found,
            { all: true, optOuts: false, fields: [] },
            { directory: bench.directory, workingDirectory: dirname(bench.directory), now: () => NOW, dryRun: false },
          );
          takenInAll += taken.taken.length;
          const values = found.drift.entries.filter(isValue);
          expect(taken.taken.length + taken.exceptions.length).toBe(values.length);
          for (const { why } of taken.exceptions)
            expect(['not-expressible', 'cannot-clear', 'not-applied']).toContain(why);

          const left = (await driftOf(bench, before)).drift.entries.filter(isValue);
          const name = ({ key, path }: (typeof values)[number]): string => [key, ...path].join('/');
          expect(left.map(name).sort()).toEqual(taken.exceptions.map(({ entry }) => name(entry)).sort());

          const after = await readFile(join(bench.directory, file), 'utf8');
          expectOtherLinesKept(
            layout,
            text,
            after,
            values.map(({ key, path }) => [key, path[0] ?? '']),
          );
          if (values.length === 0) expect(after).toBe(text);
        },
      ),
      { numRuns: RUNS, endOnFailure: true },
    ),
  );
});

/** Comments, blank lines and the lines of other values are there as before, in their order. */
function expectOtherLinesKept(
  layout: Layout,
  before: string,
  after: string,
  changed: readonly (readonly string[])[],
): void {
  if (layout.format !== 'yaml' || before === after) return;
  const fields = new Set(
    changed.map(([key = '', field]) => `${NAMES.indexOf(key.replace(/^.*\/|@.*$/g, ''))}/${field}`),
  );
  const isOwn = (owner: string | undefined): boolean => {
    const [, contact = '', field = ''] = owner?.split('/') ?? [];
    return owner === 'contacts' || (owner !== undefined && (field === '' || fields.has(`${contact}/${field}`)));
  };
  const kept = layout.lines
    .filter(({ owner, holdsValue }) => !(holdsValue && isOwn(owner)))
    .filter(({ owner }) => !isOwn(owner));
  expect(after.startsWith(layout.mark)).toBe(true);
  let rest = after.slice(layout.mark.length).split(layout.eol);
  for (const { text } of kept) {
    const index = rest.indexOf(text);
    expect(index, `${JSON.stringify(text)} is gone`).toBeGreaterThanOrEqual(0);
    rest = rest.slice(index + 1);
  }
}
