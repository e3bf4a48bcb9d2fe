// The one contact of a rehearsal: creates it, writes to it, reads it and removes it. Every write is addressed to this contact alone.
// It is never subscribed.

import { type LiveContact, liveIdentifiers } from '../../../contact/contact.ts';
import { type Difference, difference } from '../../../contact/difference.ts';
import { normaliseEmail } from '../../../contact/normalise.ts';
import type { StopSignal } from '../../../http/stop-signal.ts';
import { type Problem, problemOfError, problemOfFailure } from '../../../live/problem.ts';
import { sendRead } from '../../../live/reading.ts';
import type { FieldSupport } from '../../../providers/capabilities.ts';
import type { ChangeDraft, ItemResult } from '../../../providers/contract.ts';
import type { ConnectedAccount } from '../../connect.ts';

/** The identifiers of the contact. */
export interface TestIdentity {
  readonly email: string;
  /** An identifier of our own, for vendors that have one: an update by it can create nobody. */
  readonly userId: string;
}

/** Codes of problems with which a vendor refuses what a request says; every other problem ends the rehearsal. */
const REFUSALS: readonly string[] = ['invalid', 'conflict'];

/**
 * What came of a request. `refused`: the vendor does not accept what the request says. `stopped`: a problem that ends the
 * rehearsal.
 */
type Reply<T> =
  | { readonly reply: 'done'; readonly value: T }
  | { readonly reply: 'refused' | 'stopped'; readonly problem: Problem };

/** Operations on the contact. */
export interface TestContact {
  /** Looks the contact up; undefined if the account has no contact of this address. */
  find(): Promise<Reply<LiveContact | undefined>>;
  /** @returns `existed` if the account had a contact of this address all the same; it must not be touched */
  create(): Promise<Reply<'created' | 'existed'>>;
  write(live: LiveContact, differences: readonly Difference[]): Promise<Reply<unknown>>;
  remove(live: LiveContact): Promise<Reply<unknown>>;
}

/** Creates the operations on the contact. Sends nothing yet. */
export function testContact(
  account: ConnectedAccount,
  identity: TestIdentity,
  signal: StopSignal | undefined,
): TestContact {
  const email = normaliseEmail(identity.email);
  const { capabilities, api } = account.provider;
  const userId: FieldSupport = capabilities.fields.userId;
  const identifiers = { email: identity.email, ...(userId.has && userId.write ? { userId: identity.userId } : {}) };
  const desired = { identifiers, welcome: false, scalars: {}, channels: {} };
  const send = (draft: Omit<ChangeDraft, 'id'>) => sendDraft(account, draft, signal);
  return {
    async find() {
      const asked = [{ kind: 'email', value: email }] as const;
      const counted = { ...account, requests: 0, signal };
      const read = await sendRead(counted, api.lookUp(asked), (response) => api.decodeLookUp(response, asked));
      if ('problem' in read) return { reply: 'stopped', problem: read.problem };
      return { reply: 'done', value: read.value.find((live) => live.emails.includes(email)) };
    },
    async create() {
      const names = Object.entries(identifiers).map(([kind, value]) => difference([kind], null, value));
      const differences = capabilities.creates.needsEmailStatus ? [...names, UNSUBSCRIBED] : names;
      const sent = await send({ action: 'create', desired, differences });
      if (sent.reply !== 'done') return sent;
      return { reply: 'done', value: sent.value === 'existed-already' ? 'existed' : 'created' };
    },
    async write(live, differences) {
      requireSame(live, email);
      return send({ action: 'update', desired: { ...desired, scalars: countriesIn(differences) }, live, differences });
    },
    async remove(live) {
      requireSame(live, email);
      return send({ action: 'delete', desired, live, differences: [] });
    },
  };
}

/**
 * Added to the create at a vendor that would otherwise subscribe the contact, because it subscribes contacts without a status.
 */
const UNSUBSCRIBED = difference(['channels', 'email', 'status'], null, 'unsubscribed');

/** @throws Error if the contact is another one, which would be a bug */
function requireSame(live: LiveContact, email: string): void {
  const isOwn = liveIdentifiers(live).some(({ kind, value }) => kind === 'email' && value === email);
  if (!isOwn) throw new Error('a rehearsal writes to its own contact only');
}

/** Returns the new values of `country` and `countryCode`: a request that changes one of them is made from both. */
function countriesIn(
  differences: readonly Difference[],
): Readonly<Partial<Record<'country' | 'countryCode', string | null>>> {
  const own = differences.filter(({ path: [name] }) => name === 'country' || name === 'countryCode');
  return Object.fromEntries(own.map(({ path: [name], after }) => [name, after === null ? null : String(after)]));
}

async function sendDraft(
  { account, provider, connection, keyField }: ConnectedAccount,
  draft: Omit<ChangeDraft, 'id'>,
  signal: StopSignal | undefined,
): Promise<Reply<ItemResult['result'] | undefined>> {
  const [request, ...more] = provider.requests.plan([{ ...draft, id: 'c1' }], { keyField });
  if (request === undefined || more.length > 0) throw new Error('a rehearsal sends one request at a time');
  const { method, path, query, body } = request;
  try {
    const response = await connection.send(
      { method, path, query, ...(body === null ? {} : { body }) },
      {
        budgets: provider.api.budgetsOf(request),
        repeat: draft.action === 'create' ? 'look-first' : 'idempotent',
        signal,
      },
    );
    const results = provider.requests.results(request, response);
    const result = 'poll' in results ? undefined : results[0];
    if (result?.result !== 'failed') return { reply: 'done', value: result?.result };
    const problem = problemOfFailure({ account, connection, request }, result.failure);
    return { reply: REFUSALS.includes(problem.code) ? 'refused' : 'stopped', problem };
  } catch (error) {
    return { reply: 'stopped', problem: problemOfError(error) };
  }
}
