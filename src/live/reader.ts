// Live contacts from a vendor, by the cheapest way. Knows no vendor: the provider makes the requests and reads the answers.

import { setImmediate } from 'node:timers/promises';
import {
  type Identifier,
  type IdentifierKey,
  identifierKey,
  type LiveContact,
  liveIdentifiers,
} from '../contact/contact.ts';
import { mapConcurrently } from '../http/concurrently.ts';
import type { ApiRequest, ApiResponse, Connection } from '../http/request.ts';
import type { AccountSchema, Api, Decoded, Page, Provider } from '../providers/provider.ts';
import { groupLookUps } from './group-look-ups.ts';
import { type LatestChange, laterChange, latestChangeOf } from './latest-change.ts';
import { type Problem, problemOfError, problemOfFailure } from './problem.ts';
import type {
  ChangesReport,
  LiveSource,
  Question,
  ReadProgress,
  ReadReport,
  SchemaReport,
  SuppressionReport,
  WishedWay,
} from './source.ts';
import { chooseStrategy, type Strategy } from './strategy.ts';

/** Look-ups in flight at once; the limiter decides how fast they leave. */
const CONCURRENCY = 16;

export interface ReaderOptions {
  readonly account: string;
  readonly provider: Provider;
  readonly connection: Connection;
  /** Contacts at the vendor, if known. */
  readonly size?: number;
}

/** What one reading has seen so far. */
interface Reading extends ReaderOptions {
  readonly onContact: (live: LiveContact) => void;
  readonly onProgress: (progress: ReadProgress) => void;
  readonly failed: Map<IdentifierKey, Problem>;
  requests: number;
  seen: number;
  problem: Problem | undefined;
  latestChange: LatestChange;
}

export function createReader(options: ReaderOptions): LiveSource {
  const { suppression, listChanges } = options.provider.api;
  return {
    schema: () => readSchema(options),
    ...(listChanges === undefined
      ? {}
      : {
          changes: (since, onContact, { maxPages, onProgress }) =>
            readChanges(startReading({ ...options, onContact, onProgress }), listChanges(since), maxPages),
        }),
    ...(suppression === undefined
      ? {}
      : { suppressed: (identifiers) => readSuppression(options, identifiers, suppression) }),
    read(questions, onContact, { onProgress = () => {}, way } = {}) {
      return read(startReading({ ...options, onContact, onProgress }), questions, way);
    },
  };
}

function startReading(options: ReaderOptions & Pick<Reading, 'onContact' | 'onProgress'>): Reading {
  return { ...options, failed: new Map(), requests: 0, seen: 0, problem: undefined, latestChange: undefined };
}

async function read(reading: Reading, questions: readonly Question[], way: WishedWay | undefined): Promise<ReadReport> {
  const { list } = reading.provider.capabilities.reads;
  const groups = groupLookUps(
    questions.map(({ ask }) => ask),
    reading.provider,
  );
  const strategy: Strategy =
    way === 'list' && list !== undefined
      ? { way, maxPages: Number.POSITIVE_INFINITY }
      : chooseStrategy(groups.length, way === 'look-up' || list === undefined ? {} : { list }, reading.size);
  if (strategy.way !== 'list') {
    await lookUp(reading, groups);
    return report(reading, strategy.way, false);
  }
  const missing = new Map(questions.map(({ ask }) => [identifierKey(ask), ask]));
  const finished = await listPages(reading, { ...strategy, first: reading.provider.api.list?.() }, missing);
  if (reading.problem !== undefined || (finished && list?.complete)) return report(reading, 'list', finished);
  await lookUp(reading, groupLookUps([...missing.values()], reading.provider));
  return report(reading, 'list, then look-up', false);
}

function report(reading: Reading, way: ReadReport['way'], complete: boolean): ReadReport {
  const { requests, seen, failed, problem } = reading;
  if (problem !== undefined) return { way, requests, seen, failed, complete: false, problem };
  return { way, requests, seen, failed, complete, ...latestChangeOf(reading.latestChange) };
}

async function readChanges(reading: Reading, first: ApiRequest, maxPages: number): Promise<ChangesReport> {
  const finished = await listPages(reading, { first, maxPages }, new Map());
  const { requests, seen, problem } = reading;
  return {
    requests,
    seen,
    finished,
    ...latestChangeOf(reading.latestChange),
    ...(problem === undefined ? {} : { problem }),
  };
}

/**
 * @param missing identifiers not seen yet; those that come are taken out
 * @returns false if it stopped before the last page
 */
async function listPages(
  reading: Reading,
  { first, maxPages }: { readonly first: ApiRequest | undefined; readonly maxPages: number },
  missing: Map<IdentifierKey, Identifier>,
): Promise<boolean> {
  let request = first;
  let pending = request && readPage(reading, request);
  let previous: string | undefined;
  for (let page = 0; request !== undefined && pending !== undefined && page < maxPages; page += 1) {
    const current: ApiRequest = request;
    const outcome = await pending;
    if ('problem' in outcome) {
      reading.problem = outcome.problem;
      return false;
    }
    const beginning = outcome.value.contacts.slice(0, 1).flatMap(liveIdentifiers).map(identifierKey).join();
    if (page > 0 && beginning !== '' && beginning === previous) {
      reading.problem = repeatedPage(reading.account, current);
      return false;
    }
    previous = beginning;
    request = outcome.value.next;
    // The next page travels while this one is compared.
    pending = request && page + 1 < maxPages ? readPage(reading, request) : undefined;
    if (pending !== undefined) await setImmediate();
    for (const live of outcome.value.contacts) {
      reading.onContact(live);
      for (const identifier of liveIdentifiers(live)) missing.delete(identifierKey(identifier));
    }
    reading.seen += outcome.value.contacts.length;
    reading.latestChange = laterChange(reading.latestChange, outcome.value);
    reading.onProgress({ requests: page + 1, seen: reading.seen });
  }
  return request === undefined;
}

function readPage(reading: Reading, request: ApiRequest): Promise<Outcome<Page>> {
  const { decodePage } = reading.provider.api;
  if (decodePage === undefined) throw new TypeError('a provider that lists decodes pages');
  const outcome = attempt(reading, request, (response) => decodePage(response, request));
  // Looked at when its turn comes; until then a fault of ours in it must not end the program.
  outcome.catch(() => {});
  return outcome;
}

/** A vendor that ignores the offset would send its first page for ever. */
function repeatedPage(account: string, { method, path }: ApiRequest): Problem {
  const message = `${account}: ${method} ${path}: the vendor sent the same page twice`;
  return { message, hint: 'run again later; if it stays so, tell the vendor: its paging is broken', stops: true };
}

async function lookUp(reading: Reading, groups: readonly (readonly Identifier[])[]): Promise<void> {
  const expected = reading.requests + groups.length;
  await mapConcurrently(groups, { limit: CONCURRENCY }, async (group) => {
    const problem = reading.problem ?? (await lookUpGroup(reading, group));
    if (problem !== undefined) for (const identifier of group) reading.failed.set(identifierKey(identifier), problem);
    if (problem?.stops) reading.problem = problem;
    reading.onProgress({ requests: reading.requests, expected, seen: reading.seen });
  });
}

async function lookUpGroup(reading: Reading, group: readonly Identifier[]): Promise<Problem | undefined> {
  const { api } = reading.provider;
  const outcome = await attempt(reading, api.lookUp(group), (response) => api.decodeLookUp(response, group));
  if ('problem' in outcome) return outcome.problem;
  for (const live of outcome.value) reading.onContact(live);
  reading.seen += outcome.value.length;
  return undefined;
}

async function readSchema(options: ReaderOptions): Promise<SchemaReport> {
  const counted = { ...options, requests: 0 };
  let schema: AccountSchema = {};
  for (const { request, decode } of options.provider.api.schema ?? []) {
    const outcome = await attempt(counted, request, decode);
    if ('problem' in outcome) return { requests: counted.requests, problem: outcome.problem };
    schema = { ...schema, ...outcome.value };
  }
  return { requests: counted.requests, schema };
}

type Outcome<T> = { readonly value: T } | { readonly problem: Problem };

async function readSuppression(
  options: ReaderOptions,
  identifiers: readonly Identifier[],
  { request, decode }: NonNullable<Api['suppression']>,
): Promise<SuppressionReport> {
  const counted = { ...options, requests: 0 };
  const suppressed = new Set<IdentifierKey>();
  const failed = new Map<IdentifierKey, Problem>();
  await mapConcurrently(identifiers, { limit: CONCURRENCY }, async (identifier) => {
    const outcome = await attempt(counted, request(identifier), decode);
    if ('problem' in outcome) failed.set(identifierKey(identifier), outcome.problem);
    else if (outcome.value) suppressed.add(identifierKey(identifier));
  });
  return { requests: counted.requests, suppressed, failed };
}

async function attempt<T>(
  reading: Pick<Reading, 'account' | 'connection' | 'provider' | 'requests'>,
  request: ApiRequest,
  decode: (response: ApiResponse) => Decoded<T>,
): Promise<Outcome<T>> {
  const { account, connection, provider } = reading;
  reading.requests += 1;
  try {
    const response = await connection.send(request, { budgets: provider.api.budgetsOf(request), repeat: 'idempotent' });
    const decoded = decode(response);
    return decoded.ok
      ? { value: decoded.value }
      : { problem: problemOfFailure({ account, connection, request }, decoded.failure) };
  } catch (error) {
    return { problem: problemOfError(error) };
  }
}
