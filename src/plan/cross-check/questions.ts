// Asks an account whether people have opted out there who are about to become mailable at another account of the same sender.
// Asks only what the account's own reading has not answered already.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import { finalCause, SUPPRESSED } from '../../contact/consent.ts';
import { type DesiredContact, type Identifier, identifierKey } from '../../contact/contact.ts';
import { textsOfEmail } from '../../contact/email.ts';
import type { Channel } from '../../contact/fields.ts';
import type { ReadProblem } from '../../live/problem.ts';
import type { LiveSource, ReadOptions } from '../../live/source.ts';
import type { Account } from '../../manifest/configuration.ts';
import { lookUps } from '../match.ts';
import type { AccountDecisions } from '../planner.ts';
import type { Candidate } from './candidates.ts';
import { ADDRESS_OF, type OptOuts, questionOf } from './opt-outs.ts';

/** An account that was planned. */
export interface PlannedHere {
  readonly account: Account;
  readonly contacts: readonly ContactToPlan[];
  readonly decided: AccountDecisions;
  readonly optOuts: OptOuts;
  readonly source: LiveSource;
}

/** An account of the manifests that is not planned. Without its credentials there is no source, and it cannot be asked. */
export interface NotPlanned {
  readonly account: Account;
  readonly optOuts: OptOuts;
  readonly source: LiveSource | undefined;
}

/** The result of asking an account. The opt-outs that were found are in the account's `optOuts`. */
export interface Answer {
  readonly requests: number;
  /** False if there was something to ask and the account could not be asked. */
  readonly isAsked: boolean;
  /** Tells whether the question with this key (`questionOf`) could not be answered. */
  readonly isOpen: (key: string) => boolean;
}

/**
 * Asks an account about candidates of its sender.
 *
 * @param options `strategy`: how to read; if absent, with the fastest strategy
 */
export async function askAbout(
  asked: PlannedHere | NotPlanned,
  candidates: readonly Candidate[],
  options: Pick<ReadOptions, 'strategy'> = { strategy: 'look-up' },
): Promise<Answer> {
  const wanted = candidates.filter(({ channel }) => canAsk(asked.account, channel));
  const addresses = wanted.flatMap(({ change, channel, addresses }) =>
    addresses.map((address) => ({ channel, address, desired: change.desired })),
  );
  const open = addresses.filter(({ channel, address }) => asked.optOuts.find(channel, address) === undefined);
  const { source } = asked;
  if (source === undefined) {
    const keys = new Set(open.map(({ channel, address }) => questionOf(channel, address).key));
    return { requests: 0, isAsked: keys.size === 0, isOpen: (key) => keys.has(key) };
  }
  const looked = await lookUp(asked, source, open, options);
  const suppressed = await askSuppressed(asked, source, addresses);
  return {
    requests: looked.requests + suppressed.requests,
    isAsked: true,
    isOpen: (key) => looked.isOpen(key) || suppressed.failed.has(key),
  };
}

function canAsk({ capabilities }: Account, channel: Channel): boolean {
  return capabilities.fields[`channels.${channel}`].has && capabilities.identity.lookUp.includes(ADDRESS_OF[channel]);
}

interface Address {
  readonly channel: Channel;
  readonly address: string;
  /** The contact that has the address, or is to have it. */
  readonly desired: DesiredContact;
}

async function lookUp(
  asked: PlannedHere | NotPlanned,
  source: LiveSource,
  addresses: readonly Address[],
  options: Pick<ReadOptions, 'strategy'>,
) {
  const questions = unanswered(asked, addresses);
  if (questions.size === 0) return { requests: 0, isOpen: () => false };
  const wanted = [...questions.values()].flat().map((ask) => ({ ask, also: [] }));
  const { requests, problem, failed } = await source.read(wanted, asked.optOuts.note, options);
  const isOpen = (key: string): boolean => questions.has(key) && (problem !== undefined || failed.has(key));
  return { requests, isOpen };
}

function unanswered(
  asked: PlannedHere | NotPlanned,
  addresses: readonly Address[],
): ReadonlyMap<string, readonly Identifier[]> {
  const isListed = 'decided' in asked && asked.decided.reading.known !== undefined;
  if (isListed || addresses.length === 0) return new Map();
  const answered = 'decided' in asked ? answeredAt(asked) : new Set<string>();
  return new Map(
    addresses.flatMap(({ channel, address, desired }) => {
      const { key, ask } = questionOf(channel, address);
      return answered.has(key) ? [] : [[key, inAllTexts(ask, desired)] as const];
    }),
  );
}

/** Returns the identifier once for each text under which a vendor may store it. */
export function inAllTexts(ask: Identifier, { identifiers, emailSpelling }: DesiredContact): readonly Identifier[] {
  if (ask.kind !== 'email') return [ask];
  const texts = textsOfEmail(ask.value, ask.value === identifiers.email ? emailSpelling : undefined);
  return texts.map((text) => (text === ask.value ? ask : { ...ask, spelling: text }));
}

/** Returns a function that tells whether the reading of an account answered the question with a key (`questionOf`). */
export function answeredBy(planned: PlannedHere): (key: string) => boolean {
  const { failures, reading } = planned.decided;
  if (failures.length === 0 && reading.known !== undefined) return () => true;
  const answered = answeredAt(planned);
  return (key) => answered.has(key);
}

/** Returns the keys of the identifiers that were looked up when the account was planned. */
function answeredAt({ account, contacts, decided }: PlannedHere): ReadonlySet<string> {
  const unread = new Set(decided.failures.flatMap(({ keys = [] }) => keys));
  if (decided.failures.some(({ keys }) => keys === undefined)) return new Set();
  const read = contacts.filter(({ desired }) => !unread.has(desired.key));
  return new Set(read.flatMap((contact) => lookUps(contact, account).map(identifierKey)));
}

/**
 * Asks a vendor that does not show suppressions with its contacts whether it suppresses those of the emails that its contacts
 * have. For a person who has opted out, asks only if the manifest claims newer consent that would end the opt-out, because such a
 * claim does not end a suppression.
 */
async function askSuppressed({ optOuts }: NotPlanned, source: LiveSource, addresses: readonly Address[]) {
  const none = { requests: 0, failed: new Map<string, ReadProblem>() };
  if (source.suppressed === undefined) return none;
  const known = new Map(
    addresses.flatMap(({ channel, address, desired }) => {
      if (channel !== 'email') return [];
      const optOut = optOuts.find('email', address);
      const isLiftable = optOut !== undefined && finalCause(optOut) === undefined;
      const isClaimed = desired.channels.email?.consent?.supersedesOptOut === true;
      const ask = optOut === undefined || (isLiftable && isClaimed) ? optOuts.seen(address) : undefined;
      return ask === undefined ? [] : [[address, ask] as const];
    }),
  );
  if (known.size === 0) return none;
  const { requests, suppressed, failed } = await source.suppressed([...known.values()]);
  for (const [email, ask] of known) if (suppressed.has(identifierKey(ask))) optOuts.add('email', email, SUPPRESSED);
  return { requests, failed };
}
