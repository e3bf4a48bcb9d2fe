// Rehearses at one account: creates one contact without mailing rights, tries every unproven fact and every field and list that the
// manifests use, reads back, and removes the contact where the vendor can. No other contact is touched.

import type { ContactToPlan } from '../../../base/contact-to-plan.ts';
import type { LiveContact } from '../../../contact/contact.ts';
import type { Clock } from '../../../http/clock.ts';
import type { StopSignal } from '../../../http/stop-signal.ts';
import type { Problem } from '../../../live/problem.ts';
import type { Account } from '../../../manifest/configuration.ts';
import type { Rehearsal, TrialResult } from '../../../plan/doctor/rehearsal.ts';
import type { ConnectedAccount } from '../../connect.ts';
import { type TestContact, type TestIdentity, testContact } from './contact.ts';
import { failureOf, notTried, type RoundContext, readUntil, runRound } from './rounds.ts';
import { planTrials, type Trials } from './trials.ts';

/** What a rehearsal needs. */
export interface RehearseOptions {
  readonly account: Account;
  readonly connected: ConnectedAccount;
  /** The account's contacts, which tell the fields and lists to try. */
  readonly contacts: readonly ContactToPlan[];
  readonly identity: TestIdentity;
  readonly clock: Clock;
  readonly signal?: StopSignal | undefined;
  /** Asked between the rounds; once it is true, nothing more is tried, and the contact is removed. */
  readonly isInterrupted?: () => boolean;
}

/** Rehearses. Whatever happens once the contact exists, its removal is tried. */
export async function rehearse(options: RehearseOptions): Promise<Rehearsal> {
  const { account, connected, contacts, identity, clock, signal, isInterrupted = () => false } = options;
  const { email } = identity;
  const contact = testContact(connected, identity, signal);
  const context = { contact, clock };
  const before = await contact.find();
  if (before.reply !== 'done') return stopped(email, before.problem);
  if (before.value !== undefined) return { email, ended: 'existed', trials: [], contact: 'none' };
  const defined = await connected.source.schema();
  if ('problem' in defined) return { ...stopped(email), failure: defined.problem };
  const trials = planTrials(account, contacts, defined.schema);
  const created = await contact.create();
  if (created.reply === 'done' && created.value === 'existed')
    return { email, ended: 'existed', trials: [], contact: 'none' };
  // Even if the answer was an error, the vendor may have created the contact.
  const there = await readUntil(() => true, context);
  const problem = created.reply === 'done' ? ('stopped' in there ? there.stopped : undefined) : created.problem;
  if ('stopped' in there) return { ...stopped(email, problem ?? there.stopped), contact: 'left' };
  if (there.live === undefined) return stopped(email, problem);
  const walked =
    problem === undefined && isSilent(there.live)
      ? await walk(trials, there.live, { ...context, isInterrupted })
      : { results: [], live: there.live, ...(problem === undefined ? {} : { problem }) };
  return {
    email,
    ended: walked.problem === undefined && isSilent(there.live) && !isInterrupted() ? 'done' : 'stopped',
    ...(walked.problem === undefined ? {} : { failure: failureOf(walked.problem) }),
    trials: [...walked.results, ...trials.skipped],
    contact: await removed(contact, connected, walked.live, context),
  };
}

function stopped(email: string, problem?: Problem): Rehearsal {
  const failure = problem === undefined ? {} : { failure: failureOf(problem) };
  return { email, ended: 'stopped', ...failure, trials: [], contact: 'none' };
}

/** Whether the vendor sends the contact nothing. One that it has subscribed against what it was told is removed at once. */
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

async function removed(
  contact: TestContact,
  { provider }: ConnectedAccount,
  live: LiveContact,
  { clock }: RoundContext,
): Promise<Rehearsal['contact']> {
  if (!provider.capabilities.deletes) return 'stays';
  await contact.remove(live);
  // Whatever the answer was, only a look-up shows that it is gone.
  for (const pause of [0, 1000, 4000]) {
    if (pause > 0) await clock.sleep(pause);
    const after = await contact.find();
    if (after.reply === 'done' && after.value === undefined) return 'removed';
  }
  return 'left';
}
