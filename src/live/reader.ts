// Live contacts from a vendor, by the cheapest way. Knows no vendor: the provider makes the requests and reads the answers.

import {
  type Identifier,
  type IdentifierKey,
  identifierKey,
  type LiveContact,
  liveIdentifiers,
} from '../contact/contact.ts';
import { IDENTIFIER_KINDS } from '../contact/fields.ts';
import { mapConcurrently } from '../http/concurrently.ts';
import type { ApiRequest, ApiResponse, Connection } from '../http/request.ts';
import type { Decoded, Provider } from '../providers/provider.ts';
import { type Problem, problemOfError, problemOfFailure } from './problem.ts';
import type { LiveSource, Question, ReadProgress, ReadReport } from './source.ts';
import { chooseStrategy } from './strategy.ts';

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
}

export function createReader(options: ReaderOptions): LiveSource {
  return {
    read(questions, onContact, { onProgress = () => {}, way } = {}) {
      const state = { failed: new Map(), requests: 0, seen: 0, problem: undefined };
      return read({ ...options, onContact, onProgress, ...state }, questions, way === 'look-up');
    },
  };
}

async function read(reading: Reading, questions: readonly Question[], lookUpOnly: boolean): Promise<ReadReport> {
  const { lookUpGroup, budgets, list } = reading.provider.capabilities.reads;
  const reads = lookUpOnly || list === undefined ? { lookUpGroup, budgets } : { lookUpGroup, budgets, list };
  const strategy = chooseStrategy(questions.length, reads, reading.size);
  if (strategy.way !== 'list') {
    await lookUp(
      reading,
      questions.map(({ ask }) => ask),
    );
    return report(reading, strategy.way, false);
  }
  const missing = new Map(questions.map(({ ask }) => [identifierKey(ask), ask]));
  const finished = await listPages(reading, strategy.maxPages, missing);
  if (reading.problem !== undefined || (finished && list?.complete)) return report(reading, 'list', finished);
  await lookUp(reading, [...missing.values()]);
  return report(reading, 'list, then look-up', false);
}

function report(reading: Reading, way: ReadReport['way'], complete: boolean): ReadReport {
  const { requests, seen, failed, problem } = reading;
  if (problem !== undefined) return { way, requests, seen, failed, complete: false, problem };
  return { way, requests, seen, failed, complete };
}

/**
 * @param missing identifiers not seen yet; those that come are taken out
 * @returns false if it stopped before the last page
 */
async function listPages(
  reading: Reading,
  maxPages: number,
  missing: Map<IdentifierKey, Identifier>,
): Promise<boolean> {
  const { list, decodePage } = reading.provider.api;
  let request = list?.();
  for (let page = 0; request !== undefined && decodePage !== undefined && page < maxPages; page += 1) {
    const current: ApiRequest = request;
    const outcome = await attempt(reading, current, (response) => decodePage(response, current));
    if ('problem' in outcome) {
      reading.problem = outcome.problem;
      return false;
    }
    for (const live of outcome.value.contacts) {
      reading.onContact(live);
      for (const identifier of liveIdentifiers(live)) missing.delete(identifierKey(identifier));
    }
    reading.seen += outcome.value.contacts.length;
    reading.onProgress({ requests: reading.requests, seen: reading.seen });
    request = outcome.value.next;
  }
  return request === undefined;
}

async function lookUp(reading: Reading, identifiers: readonly Identifier[]): Promise<void> {
  const groups = groupByKind(identifiers, reading.provider.capabilities.reads.lookUpGroup);
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

async function attempt<T>(
  reading: Reading,
  request: ApiRequest,
  decode: (response: ApiResponse) => Decoded<T>,
): Promise<{ readonly value: T } | { readonly problem: Problem }> {
  const { account, connection, provider } = reading;
  reading.requests += 1;
  try {
    const response = await connection.send(request, { budgets: provider.api.budgetsOf(request), repeat: 'idempotent' });
    const decoded = decode(response);
    return decoded.ok ? { value: decoded.value } : { problem: problemOfFailure(account, request, decoded.failure) };
  } catch (error) {
    return { problem: problemOfError(error) };
  }
}

/** Groups of one identifier kind, at most `size` each. */
function groupByKind(identifiers: readonly Identifier[], size: number): readonly (readonly Identifier[])[] {
  return IDENTIFIER_KINDS.flatMap((kind) => {
    const group = identifiers.filter((identifier) => identifier.kind === kind);
    return Array.from({ length: Math.ceil(group.length / size) }, (_, index) =>
      group.slice(index * size, (index + 1) * size),
    );
  });
}
