// `rollcall doctor` without --rehearse: what it finds at every dialect, and that it asks a handful of questions and writes nothing.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectAccounts, withoutBase } from '../../src/index.ts';
import type { AccountDiagnosis, Diagnosis } from '../../src/plan/doctor/document.ts';
import { ALL_DIALECTS, type Dialect } from '../../src/providers/table.ts';
import { renderDoctorJson } from '../../src/render/doctor/json.ts';
import { renderDoctor } from '../../src/render/doctor/text.ts';
import { redactDiagnosis } from '../../src/render/redact/doctor.ts';
import { diagnose } from '../../src/workflows/doctor/index.ts';
import { accountOf } from '../contract/stage.ts';
import { parseDiagnosis } from '../helpers/doctor-schema.ts';
import { openWorkbench, type Workbench } from '../helpers/workbench.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');

let bench: Workbench;

beforeAll(async () => {
  bench = await openWorkbench({ manifests: {} });
});
afterAll(() => bench.close());

interface Case {
  readonly contacts?: readonly unknown[];
  /** The account at the sandbox. */
  readonly state?: unknown;
  readonly answers?: readonly unknown[];
  readonly network?: Readonly<Record<string, string>>;
  /** At the vendor's own address, which nothing may ask. */
  readonly isUnreachable?: boolean;
  readonly lastListing?: { readonly contacts: number; readonly listedAt: string };
  /** By how many milliseconds this machine is ahead of the sandbox. */
  readonly aheadMs?: number;
}

async function examine(dialect: Dialect, given: Case = {}): Promise<Diagnosis> {
  const { contacts = [{ email: 'jane@example.com' }], state = {}, answers = [], network = {} } = given;
  await bench.write('contacts.json', JSON.stringify({ accounts: { shop: accountOf(dialect) }, contacts }));
  await bench.setState({ version: 1, accounts: { shop: { [dialect.provider]: state } } });
  await bench.script(answers);
  await bench.forgetRequests();
  const configuration = withoutBase(await bench.load());
  const clock = { now: () => NOW + (given.aheadMs ?? 0), sleep: async () => {} };
  const connections = connectAccounts(configuration, {
    environment: {},
    sandboxUrl: bench.sandbox.url,
    http: { clock, retry: { maxAttempts: 1 } },
  });
  try {
    const [account] = configuration.accounts;
    if (account === undefined) throw new Error('no account');
    const connected = given.isUnreachable ? undefined : connections.accounts.get('shop');
    const missingVariables = given.isUnreachable ? ['API_KEY'] : [];
    const { lastListing } = given;
    return await diagnose([{ account, contacts: configuration.contacts, connected, missingVariables, lastListing }], {
      environment: undefined,
      network,
      isSandbox: !given.isUnreachable && given.network === undefined,
      now: () => NOW,
    });
  } finally {
    await connections.close();
  }
}

function only({ accounts }: Diagnosis): AccountDiagnosis {
  const [account] = accounts;
  if (account === undefined) throw new Error('no account');
  return account;
}

const LAYOUT = { color: false, width: 80 };

describe.each(ALL_DIALECTS.map((dialect) => [dialect.label, dialect] as const))('%s', (_, dialect) => {
  test('a sound account: few questions, and none of them writes', async () => {
    const found = await examine(dialect);
    const account = only(found);
    expect(account).toMatchObject({
      missingVariables: [],
      way: { kind: 'sandbox' },
      reading: { declared: 1, lookUps: 1 },
    });
    expect(account.access.map(({ what, allowed }) => [what, allowed])).toContainEqual(['contacts', true]);
    expect(account.access.every(({ allowed }) => allowed)).toBe(true);
    expect(account.clockAheadMs).toBeLessThan(2000);
    expect(account.facts.map(({ fact }) => fact)).toEqual(dialect.unproven.map(({ id }) => id));
    const requests = await bench.requests();
    expect(requests.length).toBeLessThanOrEqual(5);
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(renderDoctor(found, LAYOUT)).toMatch(/1 account can be planned; nothing was written anywhere/);
    expect(parseDiagnosis([...renderDoctorJson(found)].join(''))).toMatchObject({ sound: true, formatVersion: 1 });
  });

  test.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [410, 'retired'],
  ] as const)('a key that is answered with %d', async (status, code) => {
    const answers = Array.from({ length: 8 }, () => ({ status, body: { error: 'told secret words' } }));
    const found = await examine(dialect, { answers });
    expect(only(found).access[0]).toMatchObject({ what: 'contacts', allowed: false, failure: { code } });
    expect(renderDoctor(found, LAYOUT)).toMatch(
      /^! key {10}nothing can be read with it$[\s\S]*Something is wrong at shop/m,
    );
    const masked = redactDiagnosis(found);
    expect(JSON.stringify(masked)).not.toContain('secret words');
    expect(parseDiagnosis([...renderDoctorJson(masked)].join(''))).toMatchObject({ sound: false, redacted: true });
  });

  test('the contacts that rest on unproven facts are counted', async () => {
    const [fact] = dialect.unproven;
    if (fact === undefined) return;
    const emptied = { [fact.field]: null };
    const found = only(
      await examine(dialect, { contacts: [{ email: 'a@example.com', ...emptied }, { email: 'b@example.com' }] }),
    );
    expect(found.facts.filter(({ contacts }) => contacts > 0)).toMatchObject([{ fact: fact.id, contacts: 1 }]);
  });

  test('without credentials nothing is asked', async () => {
    const found = await examine(dialect, { isUnreachable: true });
    expect(only(found)).toMatchObject({ access: [], clockAheadMs: null, size: null, origin: dialect.origin });
    expect(await bench.requests()).toEqual([]);
    expect(renderDoctor(found, LAYOUT)).toMatch(/! key .*API_KEY is not set/);
  });
});

const [OMNISEND, , , LOOPS, ENVOKE] = ALL_DIALECTS as readonly [Dialect, Dialect, Dialect, Dialect, Dialect];

describe('details', () => {
  test('a clock that is off', async () => {
    const found = await examine(OMNISEND, { aheadMs: 3_600_000 });
    expect(renderDoctor(found, LAYOUT)).toMatch(
      /^! clock {8}60 min ahead of the vendor’s$\n.*→ set this machine’s clock/m,
    );
  });

  test('how many contacts the account has, and how they will be read', async () => {
    const contacts = Array.from({ length: 300 }, (_, index) => ({
      identifiers: [{ type: 'email', id: `p${index}@example.com`, channels: { email: { status: 'nonSubscribed' } } }],
    }));
    const big = only(await examine(OMNISEND, { state: { contacts } }));
    expect(big).toMatchObject({ size: { contacts: 250, exact: false }, reading: { strategy: 'look-up' } });
    const listedAt = '2026-05-30T10:00:00Z';
    const listed = await examine(OMNISEND, { state: { contacts }, lastListing: { contacts: 300, listedAt } });
    expect(only(listed)).toMatchObject({ size: { contacts: 300, exact: true, listedAt }, reading: { pages: 2 } });
    expect(renderDoctor(listed, LAYOUT).replace(/\s+/g, ' ')).toContain(
      '1 contact declared; the account has 300 when it was listed on 30 May 2026',
    );
    const small = only(await examine(OMNISEND, { state: { contacts: contacts.slice(0, 7) } }));
    expect(small).toMatchObject({ size: { contacts: 7, exact: true }, reading: { pages: 1 } });
    expect(only(await examine(LOOPS)).size).toBeNull();
  });

  test('what the account defines', async () => {
    const envoke = await examine(ENVOKE, {
      state: { interests: [{ name: 'News' }], customFields: [{ name: 'planName' }] },
    });
    expect(only(envoke).defines).toMatchObject({ properties: 1, lists: 1 });
    expect(only(await examine(OMNISEND)).defines).toBeNull();
  });

  test('proxies and certificates', async () => {
    const lines = async (network: Readonly<Record<string, string>>) =>
      only(await examine(OMNISEND, { network, isUnreachable: true })).way;
    expect(await lines({})).toEqual({ kind: 'direct', authorities: [] });
    expect(await lines({ HTTPS_PROXY: 'http://jane:secret@proxy.example:8080' })).toEqual({
      ...{ kind: 'proxy', variable: 'HTTPS_PROXY', proxy: 'proxy.example:8080', authorities: [] },
    });
    const excepted = { HTTPS_PROXY: 'http://proxy.example:8080', NO_PROXY: 'omnisend.com' };
    expect(await lines(excepted)).toMatchObject({ kind: 'excepted' });
    const broken = await examine(OMNISEND, { network: { HTTPS_PROXY: 'ftp://x', SSL_CERT_FILE: '/nowhere' } });
    expect(only(broken).way).toMatchObject({ kind: 'unusable', authorities: [{ problem: 'ENOENT' }] });
    expect(renderDoctor(broken, LAYOUT).replace(/\s+/g, ' ')).toMatch(
      /! network HTTPS_PROXY is not the URL of a proxy; SSL_CERT_FILE is not used: ENOENT/,
    );
  });

  test('a scope that is missing for one kind of read is named, and the others are tried', async () => {
    const answers = [{ match: { path: '/v2/customfields' }, status: 403, body: {} }];
    const found = await examine(ENVOKE, { answers });
    expect(only(found).access.map(({ what, allowed }) => [what, allowed])).toEqual([
      ['contacts', true],
      ['definitions', false],
    ]);
    expect(renderDoctor(found, LAYOUT)).toMatch(/key {10}may read contacts;[\s\S]*! {14}what the account defines: /);
  });
});
