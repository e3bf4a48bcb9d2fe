// The last round of planning: nobody who has opted out at one account becomes mailable at another account of the same sender
// (docs/semantics.md#opt-outs-of-a-sender). Enters: the decisions on all accounts, and the opt-outs that were seen while these
// were read. Asks only about people who are about to become mailable. Leaves: the decisions, made again for those who opted out.

import type { Elsewhere } from '../../base/contact-to-plan.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import { CHANNELS } from '../../contact/fields.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { CarriedHere } from '../document.ts';
import { becomesMailable } from '../people.ts';
import { type AccountDecisions, decideAgain } from '../planner.ts';
import type { ContactDecision } from '../suppressed/watch.ts';
import { becoming, type Candidate, gettingAddress, notePlanned } from './candidates.ts';
import { questionOf } from './opt-outs.ts';
import { type Answer, askAbout, type NotPlanned, type PlannedHere } from './questions.ts';

/** What the cross-check found for one account. */
export interface CrossChecked {
  readonly decided: AccountDecisions;
  /** Map from contact to the names of accounts that could not be asked about it, because their credentials are missing. */
  readonly notChecked: ReadonlyMap<DesiredContact, readonly string[]>;
  /** Map from a contact that was about to become mailable to what the other accounts said about it; without contacts that may. */
  readonly elsewhere: ReadonlyMap<DesiredContact, Elsewhere>;
  /**
   * Opt-outs at other accounts that have been taken into account at this one; absent unless the manifests say `optOuts: spread`.
   */
  readonly carried?: readonly CarriedHere[];
}

/** Asks the other accounts of each sender about people who would become mailable. Decides again on those who have opted out. */
export async function crossCheck(
  planned: readonly PlannedHere[],
  others: readonly NotPlanned[] = [],
): Promise<readonly CrossChecked[]> {
  for (const { decided, optOuts } of planned) notePlanned(decided, optOuts);
  const candidates = planned.map(({ decided }) => [...becoming('subscribed', decided), ...gettingAddress(decided)]);
  const answered = await Promise.all(
    [...planned, ...others].map(async (asked) => {
      const wanted = planned.flatMap((one, index) =>
        sharesSender(one.account, asked.account) ? (candidates[index] ?? []) : [],
      );
      return { ...asked, answer: await askAbout(asked, wanted) };
    }),
  );
  return planned.map((one, index) => {
    const others = answered.filter(({ account }) => sharesSender(one.account, account));
    return settle(one, candidates[index] ?? [], { others, requests: answered[index]?.answer.requests ?? 0 });
  });
}

/** True if two different accounts have the same sender. Accounts that declare no sender have the same one. */
export function sharesSender(one: Account, other: Account): boolean {
  return one.name !== other.name && one.sender === other.sender;
}

/** Returns what two rounds of questions have found about one contact, each finding once. */
export function joinElsewhere(one: Elsewhere, other: Elsewhere = {}): Elsewhere {
  return Object.fromEntries(
    CHANNELS.flatMap((channel) => {
      const found = one[channel] ?? [];
      const known = new Set(found.map(({ kind, account }) => `${kind} ${account.name}`));
      const added = (other[channel] ?? []).filter(({ kind, account }) => !known.has(`${kind} ${account.name}`));
      return found.length + added.length === 0 ? [] : [[channel, [...found, ...added]]];
    }),
  );
}

/** Another account of the same sender, with its answer. */
type Other = (PlannedHere | NotPlanned) & { readonly answer: Answer };

function settle(
  { decided, contacts }: PlannedHere,
  candidates: readonly Candidate[],
  { others, requests }: { readonly others: readonly Other[]; readonly requests: number },
): CrossChecked {
  const found = new Map<DesiredContact, Elsewhere>();
  const notChecked = new Map<DesiredContact, readonly string[]>();
  for (const candidate of candidates) {
    const { desired } = candidate.change;
    const { known, unasked } = lookAt(candidate, others);
    if (known.length > 0) found.set(desired, { ...found.get(desired), [candidate.channel]: known });
    if (unasked.length > 0) notChecked.set(desired, [...new Set([...(notChecked.get(desired) ?? []), ...unasked])]);
  }
  const concerned = new Map(found.size === 0 ? [] : contacts.map((contact) => [contact.desired, contact]));
  const again = (entry: ContactDecision): ContactDecision => {
    const [contact, elsewhere] = [concerned.get(entry.desired), found.get(entry.desired)];
    if (contact === undefined || elsewhere === undefined || entry.decision.kind !== 'change') return entry;
    return { ...entry, decision: decideAgain({ ...contact, elsewhere }, entry.decision.live, decided) };
  };
  const decisions = found.size === 0 ? decided.decisions : decided.decisions.map(again);
  for (const { desired, decision } of notChecked.size === 0 ? [] : decisions)
    if (notChecked.has(desired) && !(decision.kind === 'change' && becomesMailable(decision)))
      notChecked.delete(desired);
  const reading = { ...decided.reading, requests: decided.reading.requests + requests };
  return { decided: { ...decided, decisions, reading }, notChecked, elsewhere: found };
}

/** Returns what the other accounts say about a candidate, and the names of those that could not be asked (`unasked`). */
function lookAt({ channel, addresses }: Candidate, others: readonly Other[]) {
  const keys = addresses.map((address) => questionOf(channel, address).key);
  const open = others.filter(({ answer }) => keys.some(answer.isOpen));
  const optedOut = others.flatMap(({ account, optOuts }) =>
    addresses.flatMap((address) => {
      const consent = optOuts.find(channel, address);
      return consent === undefined ? [] : [{ kind: 'opted-out', account, consent } as const];
    }),
  );
  const unread = open
    .filter(({ answer }) => answer.isAsked)
    .map(({ account }) => ({ kind: 'unread', account }) as const);
  const unasked = open.filter(({ answer }) => !answer.isAsked).map(({ account }) => account.name);
  return { known: [...optedOut, ...unread], unasked };
}
