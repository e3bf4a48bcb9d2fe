// The law of import: whatever an account holds, what was imported from it plans to nothing, and the same account gives the same
// bytes. Random accounts of every dialect, decoded by the vendor's codec and planned by the planner.

// @module-tag slow

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LiveContact } from '../../../src/contact/contact.ts';
import { identifierKey } from '../../../src/contact/contact.ts';
import { connectAccounts, loadManifests, makePlan, withoutBase } from '../../../src/index.ts';
import type { LiveSource } from '../../../src/live/source.ts';
import type { Account } from '../../../src/manifest/configuration.ts';
import { DIALECT_NAMES, DIALECTS, type DialectName } from '../../../src/providers/table.ts';
import type { ConnectedAccount } from '../../../src/workflows/connect.ts';
import { type ImportResult, importContacts } from '../../../src/workflows/import/index.ts';
import { takenFields } from '../../../src/workflows/import/selection.ts';
import { decoded } from './decoded.ts';
import { VENDOR_STATES } from './vendor-states.ts';

/** Accounts of every dialect: 10,000 with MATRIX=full, IMPORT_RUNS for another number. */
const RUNS = process.env.MATRIX === 'full' ? 10_000 : Number(process.env.IMPORT_RUNS ?? 40);
const NOW = Date.parse('2026-06-01T12:00:00Z');
const NEVER = new AbortController().signal;

let scratch: string;
let count = 0;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'rollcall-import-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

function sourceOf(live: readonly LiveContact[], suppressed: ReadonlySet<string>, canAsk: boolean): LiveSource {
  return {
    schema: async () => ({ requests: 0, schema: {} }),
    async read(_questions, onContact) {
      for (const contact of live) onContact(contact);
      return { strategy: 'list', requests: 1, seen: live.length, complete: true, failed: new Map() };
    },
    ...(canAsk
      ? {
          suppressed: async (asked) => ({
            requests: asked.length,
            suppressed: new Set(asked.map(identifierKey).filter((key) => suppressed.has(key))),
            failed: new Map(),
          }),
        }
      : {}),
  };
}

interface World {
  readonly account: Account;
  readonly connected: ConnectedAccount;
  readonly directory: string;
}

async function worldOf(dialect: DialectName): Promise<World> {
  const directory = join(scratch, dialect.replace(/\W/g, '-'));
  const { provider, apiVersion, credentials } = DIALECTS[dialect];
  const keys = credentials.map((name) => `${name}: "\${${name.toUpperCase()}}"`).join(', ');
  await mkdir(directory, { recursive: true });
  const text = `accounts:\n  shop: { provider: ${provider}, apiVersion: "${apiVersion}", ${keys} }\n`;
  await writeFile(join(directory, 'accounts.yaml'), text);
  const { configuration } = await load(directory);
  const [account] = configuration.accounts;
  const { accounts } = connectAccounts(configuration, { environment: {}, sandboxUrl: 'http://127.0.0.1:1' });
  const connected = accounts.get('shop');
  if (account === undefined || connected === undefined) throw new Error('no account');
  return { account, connected, directory };
}

function load(directory: string) {
  return loadManifests({ directory, workingDirectory: directory, environment: {}, now: () => NOW, sandbox: true });
}

interface Choice {
  readonly fields: string | undefined;
  readonly split: { readonly size: number; readonly byTag: boolean };
}

async function importInto(
  directory: string,
  live: readonly LiveContact[],
  { account, connected }: World,
  { suppressed, ...choice }: Choice & { readonly suppressed: ReadonlySet<string> },
): Promise<{
  readonly result: ImportResult;
  readonly source: LiveSource;
  readonly files: Readonly<Record<string, string>>;
}> {
  const source = sourceOf(live, suppressed, connected.source.suppressed !== undefined);
  const result = await importContacts({
    ...{ account, directory, store: scratch, now: NOW, signal: NEVER, declared: [], filters: {} },
    connected: { ...connected, source },
    fields: takenFields(choice.fields, account.capabilities),
    split: choice.split,
    questions: [],
  });
  const names = (await readdir(directory).catch(() => [])).sort();
  const files = await Promise.all(
    names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')] as const),
  );
  return { result, source, files: Object.fromEntries(files) };
}

const choice = fc.record({
  fields: fc.constantFrom(undefined, 'all', 'customProperties.age'),
  split: fc.record({ size: fc.constantFrom(1, 2, 1000), byTag: fc.boolean() }),
});

describe.each(DIALECT_NAMES)('%s', (dialect) => {
  test(`what was imported plans to nothing, in ${RUNS} accounts`, { timeout: 3_600_000 }, async () => {
    const world = await worldOf(dialect);
    let written = 0;
    await fc.assert(
      fc.asyncProperty(VENDOR_STATES[dialect], choice, async (contacts, chosen) => {
        const live = decoded(dialect, contacts);
        const suppressed = new Set(
          contacts
            .filter((contact) => contact.suppressed === true)
            .map(({ email }) => identifierKey({ kind: 'email', value: String(email).toLowerCase() })),
        );
        count += 1;
        const directory = join(world.directory, `run-${count}`);
        const again = join(scratch, `again-${count}`);
        try {
          const { result, source, files } = await importInto(directory, live, world, { ...chosen, suppressed });
          const loaded = await load(world.directory);
          expect(loaded.diagnostics.filter(({ code }) => code !== 'no-contacts')).toEqual([]);
          expect(loaded.configuration.contacts).toHaveLength(result.contacts);
          expect(result.contacts + result.excepted.length).toBe(result.read);

          const plan = await makePlan(
            withoutBase(loaded.configuration),
            new Map([['shop', { ...world.connected, source }]]),
            { filters: { accounts: [], contacts: [], changed: false } },
          );
          expect({ changes: plan.changes, requests: plan.requests, complete: plan.complete }).toEqual({
            ...{ changes: [], requests: [], complete: true },
          });
          expect(plan.accounts.flatMap(({ held, refusals }) => [...held, ...refusals])).toEqual([]);

          const other = await importInto(again, [...live].reverse(), world, { ...chosen, suppressed });
          expect(other.files).toEqual(files);
          written += result.contacts;
        } finally {
          await rm(directory, { recursive: true, force: true });
          await rm(again, { recursive: true, force: true });
        }
      }),
      { numRuns: RUNS },
    );
    // The law would hold for an import that writes nobody, too.
    expect(written).toBeGreaterThan(RUNS / 2);
  });
});
