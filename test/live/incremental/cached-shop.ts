// A sandbox account with a live cache. Both clocks, the vendor's and ours, stand still until a test moves them. Pages hold two
// contacts, so that few contacts make many pages.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LiveContact } from '../../../src/contact/contact.ts';
import { connect } from '../../../src/http/index.ts';
import type { ApiRequest } from '../../../src/http/request.ts';
import { type IncrementalOptions, incrementalSource } from '../../../src/live/incremental/index.ts';
import { createReader } from '../../../src/live/reader.ts';
import type { LiveSource, ReadReport } from '../../../src/live/source.ts';
import type { Provider } from '../../../src/providers/contract.ts';
import { providerOf } from '../../../src/providers/table.ts';
import { type Observer, startSandbox } from '../../../src/sandbox/index.ts';
import type { ReceivedRequest } from '../../helpers/workbench.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const START = Date.parse('2026-06-01T12:00:00Z');
const PAGE = 2;

/** A contact in the sandbox's state; tests set only some members. */
export interface VendorContact {
  readonly id: string;
  readonly email?: string;
  readonly phone?: string;
  readonly updatedAt?: string;
  readonly [field: string]: unknown;
}

export interface Read {
  readonly report: ReadReport;
  /** Contacts that were read, sorted by id. */
  readonly people: readonly LiveContact[];
  readonly requests: readonly ReceivedRequest[];
}

export interface CachedShop {
  readonly clock: { vendor: number; ours: number };
  /** Path of the live cache. */
  readonly file: string;
  readonly provider: Provider;
  /** Lists the whole account in every reading. */
  readonly everything: LiveSource;
  /** Reads incrementally. */
  incremental(options?: Partial<IncrementalOptions>): LiveSource;
  read(asked: readonly string[], options?: Partial<IncrementalOptions>): Promise<Read>;
  /** Reads everything from the vendor. */
  readAll(): Promise<readonly LiveContact[]>;
  contacts(): readonly VendorContact[];
  /** Replaces the vendor's contacts; a contact without a date changed now. */
  setContacts(contacts: readonly VendorContact[]): Promise<void>;
  script(answers: readonly unknown[]): Promise<void>;
}

export async function openCachedShop(options: { readonly observe?: Observer } = {}): Promise<CachedShop> {
  const clock = { vendor: START, ours: START };
  const sandbox = await startSandbox({ ...options, rateLimit: 'off', now: () => clock.vendor });
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-kept-'));
  const provider = narrow(providerOf('omnisend@2026-03-15'));
  const headers = provider.api.headers({ apiKey: 'sandbox' });
  const connection = connect({ baseUrl: `${sandbox.url}/@shop/omnisend`, label: 'shop', headers });
  onTestFinished(async () => {
    await connection.close();
    await sandbox.close();
    await rm(directory, { recursive: true });
  });
  const source = createReader({ account: 'shop', provider, connection });
  const file = join(directory, 'live', 'shop.ndjson');
  const place = { file, key: 'shop', now: () => clock.ours, whole: true };
  const door = (name: string, init?: RequestInit): Promise<Response> => fetch(`${sandbox.url}/_sandbox/${name}`, init);
  let contacts: readonly VendorContact[] = [];
  const incremental: CachedShop['incremental'] = (more = {}) =>
    incrementalSource({ ...place, source, provider, ...more });
  return {
    ...{ clock, file, provider, incremental },
    everything: createReader({ account: 'shop', provider, connection, size: 1 }),
    async read(asked, more) {
      await door('requests', { method: 'DELETE' });
      const people: LiveContact[] = [];
      const questions = asked.map((value) => ({ ask: { kind: 'email', value } as const, also: [] }));
      const report = await incremental(more).read(questions, (live) => people.push(live));
      const requests = (await (await door('requests')).json()) as ReceivedRequest[];
      return { report, people: byId(people), requests };
    },
    async readAll() {
      const people: LiveContact[] = [];
      await source.read([], (live) => people.push(live), { strategy: 'list' });
      return byId(people);
    },
    contacts: () => contacts,
    async setContacts(next) {
      const now = new Date(clock.vendor).toISOString();
      contacts = next.map((contact) => ({ createdAt: '2024-01-01T00:00:00Z', updatedAt: now, ...contact }));
      const state = { version: 1, accounts: { shop: { omnisend: { contacts: contacts.map(inVendor) } } } };
      await expectOk(await door('state', { method: 'PUT', body: JSON.stringify(state) }));
    },
    script: async (answers) => expectOk(await door('next', { method: 'PUT', body: JSON.stringify(answers) })),
  };
}

export const COUNT = 12;
export const ALL = emails(COUNT);

/** Twelve contacts on six pages, read and cached an hour ago. */
export async function openKept(): Promise<CachedShop> {
  const shop = await openCachedShop();
  await shop.setContacts(crowd(COUNT));
  await shop.read(ALL);
  pass(shop, HOUR);
  return shop;
}

export function pass({ clock }: CachedShop, milliseconds: number): void {
  clock.vendor += milliseconds;
  clock.ours += milliseconds;
}

function kindOf({ path, query }: ReceivedRequest): string {
  const names = new Map(query as [string, string][]);
  if (names.has('updatedAtFrom')) return 'changes';
  if (names.has('sort')) return 'page';
  return names.has('email') || names.has('phone') ? 'look-up' : path.endsWith('contacts') ? 'other' : 'by id';
}

/** The requests that the vendor received. */
export function kinds({ requests }: Read): readonly string[] {
  return requests.map(kindOf);
}

/** Reduces the page size to two. */
function narrow(provider: Provider): Provider {
  const limited = (request: ApiRequest | undefined): ApiRequest => {
    if (request === undefined) throw new TypeError('it lists');
    const query = request.query.map(([name, value]) => [name, name === 'limit' ? String(PAGE) : value] as const);
    return { ...request, query };
  };
  const { api, capabilities } = provider;
  const reads = { ...capabilities.reads, list: { pageSize: PAGE, complete: true } };
  return {
    ...provider,
    capabilities: { ...capabilities, reads },
    api: {
      ...api,
      list: () => limited(api.list?.()),
      listChanges: (since) => limited(api.listChanges?.(since)),
    },
  };
}

/** `person1@example.com` …, each changed on a different day before today. */
export function crowd(count: number): readonly VendorContact[] {
  return Array.from({ length: count }, (_, index) => ({
    id: idOf(index + 1),
    email: emailOf(index + 1),
    firstName: 'Old',
    updatedAt: new Date(START - (count - index) * DAY).toISOString(),
  }));
}

export function emails(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => emailOf(index + 1));
}

export function emailOf(number: number): string {
  return `person${number}@example.com`;
}

export function idOf(number: number): string {
  return `66a0000000000000${String(number).padStart(8, '0')}`;
}

/** The contact with the given number, changed now. */
export function change(
  contacts: readonly VendorContact[],
  number: number,
  more: Partial<VendorContact>,
): readonly VendorContact[] {
  return contacts.map((contact) => {
    const { updatedAt: _, ...rest } = contact;
    return contact.id === idOf(number) ? { ...rest, ...more } : contact;
  });
}

export function without(contacts: readonly VendorContact[], number: number): readonly VendorContact[] {
  return contacts.filter(({ id }) => id !== idOf(number));
}

function inVendor({ email, phone, status = 'nonSubscribed', ...fields }: VendorContact) {
  const channel = { status, statusChangedAt: '2024-01-01T00:00:00Z' };
  const identifiers = [
    ...(email === undefined ? [] : [{ type: 'email', id: email, channels: { email: channel } }]),
    ...(phone === undefined ? [] : [{ type: 'phone', id: phone, channels: { sms: channel } }]),
  ];
  return { identifiers, ...fields };
}

function byId(people: readonly LiveContact[]): readonly LiveContact[] {
  return people.toSorted((a, b) => ((a.id ?? '') < (b.id ?? '') ? -1 : 1));
}

async function expectOk(response: Response): Promise<void> {
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${await response.text()}`);
}
