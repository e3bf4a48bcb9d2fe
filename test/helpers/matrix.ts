// The world of the kill and fault matrices: three accounts, some hundreds of changes of every kind, and people whom nobody
// declares. Enters: how many changes, and a seed. Leaves: manifests, the sandbox's state, and what is to become of everybody.

import { pick, randomOf } from '../../src/sandbox/seeded.ts';
import { FIXTURES } from '../contract/fixtures.ts';
import { type Person, person } from '../contract/person.ts';
import { type AccountName, CASES, type Case } from './matrix-cases.ts';

const FAULT_MIX = '429:0.05,500:0.02,reset:0.01,timeout:0.005,garbage:0.01,slow:0.02,lost-response:0.01';

/** What goes wrong in the world of this seed. */
export function faultMix(seed: number): string {
  return hasSlowBatches(seed) ? `${FAULT_MIX},slow-batch:1` : FAULT_MIX;
}

/** In every second world, batches wait at the vendor for minutes. */
export function hasSlowBatches(seed: number): boolean {
  return seed % 2 === 1;
}

/** Each account with its side of the state, and its words. */
export const VENDORS = {
  shop: { provider: 'omnisend', fixture: FIXTURES['omnisend@2026-03-15'] },
  app: { provider: 'loops', fixture: FIXTURES['loops@v1'] },
  news: { provider: 'envoke', fixture: FIXTURES['envoke@v1'] },
} as const;

const ACCOUNTS = {
  shop: { provider: 'omnisend', apiVersion: '2026-03-15', apiKey: `\${OMNISEND_API_KEY}` },
  app: { provider: 'loops', apiKey: `\${LOOPS_API_KEY}` },
  news: { provider: 'envoke', apiId: `\${ENVOKE_API_ID}`, apiKey: `\${ENVOKE_API_KEY}` },
};

const CONTACTS_A_FILE = 100;
/** People at every account whom no manifest declares, and who must be left alone. */
const BYSTANDERS = 20;

/** What is to become of one declared contact. */
export interface Expected {
  readonly account: AccountName;
  /** As plans and outcomes name it. */
  readonly key: string;
  readonly before: Person | undefined;
  readonly after: Person;
}

export interface World {
  /** Texts of the manifests, by file name. */
  readonly manifests: Readonly<Record<string, string>>;
  readonly state: unknown;
  readonly expected: readonly Expected[];
  readonly bystanders: readonly Person[];
}

export function buildWorld({ changes, seed }: { readonly changes: number; readonly seed: number }): World {
  const cases = Array.from({ length: changes }, (_, index) => caseOf(seed, index + 1));
  const bystanders = Array.from({ length: BYSTANDERS }, (_, index) =>
    person({ email: `bystander${index}@example.org`, scalars: { firstName: 'Nobody’s' } }),
  );
  return {
    manifests: manifestsOf(cases),
    state: {
      version: 1,
      accounts: Object.fromEntries(Object.keys(CASES).map((name) => stateOf(name as AccountName, cases, bystanders))),
    },
    expected: cases.map(({ account, entry, before, after }) => ({
      account,
      key: keyOf(account, entry),
      before,
      after,
    })),
    bystanders,
  };
}

interface Placed extends Case {
  readonly account: AccountName;
}

/** Two fifths of the changes are the shop's, the others are shared by the two other accounts. */
function caseOf(seed: number, n: number): Placed {
  const random = randomOf(seed, n);
  const account = pick(random, ['shop', 'shop', 'app', 'app', 'news'] as const);
  const makers = CASES[account];
  const make = makers[Math.floor(random() * makers.length)];
  if (make === undefined) throw new RangeError('a random number was 1');
  return { account, ...make(n) };
}

function manifestsOf(cases: readonly Placed[]): World['manifests'] {
  const entries = cases.map(({ account, entry }) => ({ ...entry, accounts: [account] }));
  const files = Array.from({ length: Math.ceil(entries.length / CONTACTS_A_FILE) }, (_, index) => [
    `contacts-${index}.json`,
    JSON.stringify({ contacts: entries.slice(index * CONTACTS_A_FILE, (index + 1) * CONTACTS_A_FILE) }),
  ]);
  return { 'accounts.json': JSON.stringify({ accounts: ACCOUNTS }), ...Object.fromEntries(files) };
}

function stateOf(account: AccountName, cases: readonly Placed[], bystanders: readonly Person[]): [string, unknown] {
  const { provider, fixture } = VENDORS[account];
  const there = cases.flatMap((one) => (one.account === account && one.before !== undefined ? [one.before] : []));
  return [account, { [provider]: fixture.encode([...there, ...bystanders]) }];
}

/** The first declared identifier, in the order of docs/semantics.md#the-contact-key. */
function keyOf(account: AccountName, { userId, email, phone }: Case['entry']): string {
  return `${account}/${userId ?? email ?? phone}`;
}
