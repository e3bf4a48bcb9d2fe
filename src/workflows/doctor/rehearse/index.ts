// Rehearses at one account: creates one contact without mailing rights, tries every unproven fact and every field and list that the
// manifests use, reads back, and removes the contact where the vendor can. No other contact is touched.

import type { ContactToPlan } from '../../../base/contact-to-plan.ts';
import type { LiveContact } from '../../../contact/contact.ts';
import { difference } from '../../../contact/difference.ts';
import type { Clock } from '../../../http/clock.ts';
import type { StopSignal } from '../../../http/stop-signal.ts';
import type { Problem } from '../../../live/problem.ts';
import type { Account } from '../../../manifest/configuration.ts';
import type { Rehearsal, TrialResult } from '../../../plan/doctor/rehearsal.ts';
import type { ConnectedAccount } from '../../connect.ts';
import { type TestIdentity, testContact } from './contact.ts';
import { failureOf, notTried, type RoundContext, readUntil, runRound } from './rounds.ts';
import { planTrials, type Trials } from './trials.ts';

/** What a rehearsal needs. */
export interface RehearseOptions {
  readonly account: Account;
  readonly connected: ConnectedAccount;
  /** The account's contacts, which determine the fields and lists to try. */
  readonly contacts: readonly ContactToPlan[];
  readonly identity: TestIdentity;
  readonly clock: Clock;
  readonly signal?: StopSignal | undefined;
  /** Called between the rounds; once it returns true, nothing more is tried, and the contact is removed. */
  readonly isInterrupted?: () => boolean;
}

/** Rehearses at one account. Once the contact exists, its removal is tried whatever happens. */
export async function rehearse(options: RehearseOptions): Promise<Rehearsal> {
  const { account, connected, contacts, identity, clock, signal, isInterrupted = () => false } = options;
  const { email } = identity;
  const contact = testContact(connected, identity, signal);
  const context = { contact, clock };
  const before = await contact.find();
  if (before.reply !== 'done') return stopped(email, before.problem);
  const left = before.value;
  if (left !== undefined && !isLeftByRehearsal(left, connected))
    return { email, ended: 'existed', trials: [], contact: 'none' };
  const defined = await connected.source.schema();
  if ('problem' in defined) return { ...stopped(email), failure: defined.problem };
  const begun = left === undefined ? await create(email, context) : { live: left };
  if (!('live' in begun)) return begun;
  const { live, problem } = begun;
  const trials = planTrials(account, contacts, defined.schema);
  const walked =
    problem === undefined && isSilent(live)
      ? await walk(trials, live, { ...context, isInterrupted })
      : { results: [], live, ...(problem === undefined ? {} : { problem }) };
  return {
    email,
    ended: walked.problem === undefined && isSilent(live) && !isInterrupted() ? 'done' : 'stopped',
    ...(walked.problem === undefined ? {} : { failure: failureOf(walked.problem) }),
    trials: [...walked.results, ...trials.skipped],
    contact: await removed(connected, walked.live, context),
  };
}

/** Creates the contact. @returns the contact, with the problem if the create failed all the same; or how the rehearsal ended */
async function create(
  email: string,
  context: RoundContext,
): Promise<Rehearsal | { readonly live: LiveContact; readonly problem?: Problem }> {
  const created = await context.contact.create();
  if (created.reply === 'done' && created.value === 'existed')
    return { email, ended: 'existed', trials: [], contact: 'none' };
  if (created.reply === 'refused' || (created.reply === 'stopped' && created.problem.stops))
    return stopped(email, created.problem);
  // Even if the answer was an error, the vendor may have created the contact.
  const there = await readUntil(() => true, context);
  const failed = created.reply === 'done' ? {} : { problem: created.problem };
  if ('stopped' in there) return { ...stopped(email, failed.problem ?? there.stopped), contact: 'left' };
  if (there.live !== undefined) return { live: there.live, ...failed };
  return { ...stopped(email, failed.problem), contact: created.reply === 'done' ? 'left' : 'none' };
}

function stopped(email: string, problem?: Problem): Rehearsal {
  const failure = problem === undefined ? {} : { failure: failureOf(problem) };
  return { email, ended: 'stopped', ...failure, trials: [], contact: 'none' };
}

/**
 * True if no channel is subscribed, so that the vendor sends the contact nothing. If the vendor has subscribed the contact
 * although it was told not to, the contact is removed at once.
 */
function isSilent({ channels }: LiveContact): boolean {
  return Object.values(channels).every((consent) => consent.optedOut || consent.status !== 'subscribed');
}

interface Walked {
  readonly results: readonly TrialResult[];
  /** The contact as it was last read. */
  readonly live: LiveContact;
  readonly problem?: Problem;
}

async function walk(
  { rounds }: Trials,
  created: LiveContact,
  { isInterrupted, ...context }: RoundContext & { readonly isInterrupted: () => boolean },
): Promise<Walked> {
  const results: TrialResult[] = [];
  let live = created;
  for (const [index, round] of rounds.entries()) {
    if (isInterrupted()) return { results: [...results, ...rounds.slice(index).flat().map(notTried)], live };
    const end = await runRound(round, live, context);
    results.push(...end.results);
    if ('stopped' in end) {
      const rest = rounds.slice(index + 1).flat();
      return { results: [...results, ...rest.map(notTried)], live, problem: end.stopped };
    }
    live = end.live;
  }
  return { results, live };
}

/** The tag of a contact that a rehearsal leaves behind where the vendor cannot delete contacts. */
const LEFT = 'rollcall-doctor';

/** Whether a contact is one that an earlier rehearsal left, and may be used again. */
function isLeftByRehearsal(live: LiveContact, { provider: { capabilities } }: ConnectedAccount): boolean {
  return !capabilities.deletes && live.sets.tags?.includes(LEFT) === true && isSilent(live);
}

/** Removes the contact; where the vendor cannot delete contacts, tags it, so that people and a later rehearsal recognise it. */
async function removed(
  { provider: { capabilities } }: ConnectedAccount,
  live: LiveContact,
  context: RoundContext,
): Promise<Rehearsal['contact']> {
  if (!capabilities.deletes) return capabilities.tags.list ? tagged(live, context) : 'stays';
  const { contact, clock } = context;
  await contact.remove(live);
  // Whatever the answer was, only a look-up shows that it is gone.
  for (const pause of [0, 1000, 4000]) {
    if (pause > 0) await clock.sleep(pause);
    const after = await contact.find();
    if (after.reply === 'done' && after.value === undefined) return 'removed';
  }
  return 'left';
}

/** Tags the contact. @returns `left` if no later rehearsal can recognise it, because it was not seen to have the tag */
async function tagged(live: LiveContact, context: RoundContext): Promise<'stays' | 'left'> {
  const hasTag = ({ sets }: LiveContact): boolean => sets.tags?.includes(LEFT) === true;
  await context.contact.write(live, [difference(['tags'], live.sets.tags ?? null, [LEFT])]);
  // Whatever the answer was, only a look-up shows the tag.
  const after = await readUntil(hasTag, context);
  return 'live' in after && after.live !== undefined && hasTag(after.live) ? 'stays' : 'left';
}
