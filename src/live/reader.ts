// Reads live contacts from a vendor with the fastest strategy. Enters: questions. Leaves: contacts and a report. The provider
// builds the requests and decodes the responses; this module never does.

import { type Identifier, type IdentifierKey, identifierKey } from '../contact/contact.ts';
import { type Clock, systemClock } from '../http/clock.ts';
import { mapConcurrently } from '../http/concurrently.ts';
import type { ApiRequest } from '../http/request.ts';
import type { AccountSchema, Api } from '../providers/contract.ts';
import { type BegunListing, beginListing, goOnWith } from './begun-listing.ts';
import { askedToDoubt, problemOfListing } from './doubt-listing.ts';
import { countLookUps, groupLookUps } from './group-look-ups.ts';
import { latestChangeOf } from './incremental/latest-change.ts';
import { listPages } from './list-pages.ts';
import { trackMissing } from './missing.ts';
import type { Problem } from './problem.ts';
import { type ReadContext, type ReaderOptions, recordUnreadable, sendRead, startReadContext } from './reading.ts';
import type {
  ChangesReport,
  LiveSource,
  Question,
  ReadReport,
  ReadStrategy,
  SchemaReport,
  SuppressionReport,
} from './source.ts';
import { CONCURRENT_LOOK_UPS, chooseStrategy, type Strategy } from './strategy.ts';

/** Creates the live source of one vendor account. */
export function createReader(options: ReaderOptions): LiveSource {
  const { suppression, listChanges } = options.provider.api;
  let begun: BegunListing | undefined;
  return {
    begin(expected) {
      begun ??= beginListing(options, expected);
    },
    clock: () => options.connection.vendorClock?.(),
    schema: freshFor(SCHEMA_MAX_AGE_MS, options.clock ?? systemClock, () => readSchema(options)),
    ...(listChanges === undefined
      ? {}
      : {
          changes: (since, onContact, { maxPages, onProgress }) =>
            readChanges(startReadContext({ ...options, onContact, onProgress }), listChanges(since), maxPages),
        }),
    ...(suppression === undefined
      ? {}
      : { suppressed: (identifiers) => readSuppression(options, identifiers, suppression) }),
    read(questions, onContact, { onProgress = () => {}, strategy, signal, known } = {}) {
      const settings = { ...options, onContact, onProgress, signal, known };
      const take = (): BegunListing | undefined => {
        const taken = begun;
        begun = undefined;
        return taken;
      };
      return read(startReadContext(settings), questions, { requested: strategy, take });
    },
  };
}

interface HowToRead {
  readonly requested: ReadStrategy | undefined;
  /** Returns the listing that `begin` has begun, if there is one, and forgets it, so that only one reading takes it over. */
  readonly take: () => BegunListing | undefined;
}

async function read(
  reading: ReadContext,
  questions: readonly Question[],
  { requested, take }: HowToRead,
): Promise<ReadReport> {
  const { reads, budgets } = reading.provider.capabilities;
  const { list } = reads;
  // Built anew each time: while an account is listed, nobody needs to hold them.
  const asks = (): readonly Identifier[] => questions.map(({ ask }) => ask);
  const lookUps = reads.lookUpGroup === 1 ? questions.length : countLookUps(asks(), reading.provider);
  const chosen: Strategy =
    requested === 'list' && list !== undefined
      ? { strategy: requested, maxPages: Number.POSITIVE_INFINITY }
      : chooseStrategy(
          { contacts: questions.length, lookUps },
          { reads: requested === 'look-up' ? {} : reads, budgets },
          reading.size ?? reading.known,
        );
  if (chosen.strategy !== 'list') {
    await lookUp(reading, groupLookUps(asks(), reading.provider));
    return buildReport(reading, chosen.strategy, false);
  }
  const begun = take();
  return listThenLookUp(begun === undefined ? reading : goOnWith(reading, begun), questions, {
    ...chosen,
    begun: begun?.page,
  });
}

/** Lists the account. Unless the listing is complete, then looks up the contacts that it did not return. */
async function listThenLookUp(
  reading: ReadContext,
  questions: readonly Question[],
  how: { readonly maxPages: number; readonly begun: BegunListing['page'] | undefined },
): Promise<ReadReport> {
  const { list } = reading.provider.capabilities.reads;
  const missing = trackMissing(questions);
  const finished = await listPages(reading, { ...how, first: reading.provider.api.list?.() }, missing);
  if (reading.problem === undefined && finished && list?.complete) await doubtListing(reading, missing.remaining());
  if (reading.problem !== undefined || (finished && list?.complete)) return buildReport(reading, 'list', finished);
  await lookUp(reading, groupLookUps(missing.remaining(), reading.provider));
  return { ...buildReport(reading, 'list, then look-up', false), ...(finished ? { listed: true } : {}) };
}

/**
 * Looks up some of the contacts that a complete listing did not return. If one of them exists, the listing is wrong, and
 * `reading.problem` says so. Failed look-ups are ignored, because the vendor may have rejected that one address.
 */
async function doubtListing(reading: ReadContext, missing: readonly Identifier[]): Promise<void> {
  const { seen: listed } = reading;
  const asked = askedToDoubt(listed, missing);
  if (asked.length === 0) return;
  await lookUp(reading, groupLookUps(asked, reading.provider));
  for (const identifier of asked) reading.failed.delete(identifierKey(identifier));
  const found = reading.seen - listed;
  reading.seen = listed;
  reading.problem ??= problemOfListing(reading.account, { listed, asked: asked.length, found });
}

function buildReport(reading: ReadContext, strategy: ReadReport['strategy'], complete: boolean): ReadReport {
  const { requests, seen, failed, problem, begunAt } = reading;
  if (problem !== undefined) return { strategy, requests, seen, failed, complete: false, problem };
  const early = begunAt === undefined ? {} : { begunAt };
  return { strategy, requests, seen, failed, complete, ...early, ...latestChangeOf(reading.latestChange) };
}

async function readChanges(reading: ReadContext, first: ApiRequest, maxPages: number): Promise<ChangesReport> {
  const finished = await listPages(reading, { first, maxPages }, trackMissing([]));
  const { requests, seen, failed } = reading;
  // A contact that cannot be decoded has changed as well, so its cached state is outdated.
  const [unreadable] = failed.values();
  const problem = reading.problem ?? (unreadable && { ...unreadable, stops: false });
  return {
    requests,
    seen,
    finished,
    ...latestChangeOf(reading.latestChange),
    ...(problem === undefined ? {} : { problem }),
  };
}

async function lookUp(reading: ReadContext, groups: readonly (readonly Identifier[])[]): Promise<void> {
  const expected = reading.requests + groups.length;
  await mapConcurrently(groups, { limit: CONCURRENT_LOOK_UPS }, async (group) => {
    const problem = reading.problem ?? (await lookUpGroup(reading, group));
    if (problem !== undefined) for (const identifier of group) reading.failed.set(identifierKey(identifier), problem);
    if (problem?.stops) reading.problem = problem;
    reading.onProgress({ requests: reading.requests, expected, seen: reading.seen });
  });
}

async function lookUpGroup(reading: ReadContext, group: readonly Identifier[]): Promise<Problem | undefined> {
  const { api } = reading.provider;
  const outcome = await sendRead(reading, api.lookUp(group), (response) => api.decodeLookUp(response, group));
  if ('problem' in outcome) return outcome.problem;
  for (const live of outcome.value) reading.onContact(live);
  recordUnreadable(reading, outcome.unreadable);
  reading.seen += outcome.value.length + outcome.unreadable.length;
  return undefined;
}

/** For how long a report of what the account defines is used again, in milliseconds. */
const SCHEMA_MAX_AGE_MS = 60_000;

/**
 * Wraps `read` so that its last successful report is returned again while it is younger than `maxAge` milliseconds. A report that
 * is returned again counts no requests.
 */
function freshFor(maxAge: number, clock: Clock, read: () => Promise<SchemaReport>): () => Promise<SchemaReport> {
  let last: { readonly readAt: number; readonly report: SchemaReport } | undefined;
  return async () => {
    const readAt = clock.now();
    if (last !== undefined && readAt - last.readAt < maxAge) return { ...last.report, requests: 0 };
    const report = await read();
    if ('schema' in report) last = { readAt, report };
    return report;
  };
}

async function readSchema(options: ReaderOptions): Promise<SchemaReport> {
  const counted = { ...options, requests: 0 };
  const reads = options.provider.api.schema ?? [];
  // Send the requests in parallel, because none needs the response to another.
  const outcomes = await Promise.all(reads.map(({ request, decode }) => sendRead(counted, request, decode)));
  let schema: AccountSchema = {};
  for (const outcome of outcomes) {
    if ('problem' in outcome) return { requests: counted.requests, problem: outcome.problem };
    schema = { ...schema, ...outcome.value };
  }
  return { requests: counted.requests, schema };
}

async function readSuppression(
  options: ReaderOptions,
  identifiers: readonly Identifier[],
  { request, decode }: NonNullable<Api['suppression']>,
): Promise<SuppressionReport> {
  const counted = { ...options, requests: 0 };
  const suppressed = new Set<IdentifierKey>();
  const failed = new Map<IdentifierKey, Problem>();
  await mapConcurrently(identifiers, { limit: CONCURRENT_LOOK_UPS }, async (identifier) => {
    const outcome = await sendRead(counted, request(identifier), decode);
    if ('problem' in outcome) failed.set(identifierKey(identifier), outcome.problem);
    else if (outcome.value) suppressed.add(identifierKey(identifier));
  });
  return { requests: counted.requests, suppressed, failed };
}
