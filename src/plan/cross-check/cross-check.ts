// The last round of planning: nobody who has opted out at one account becomes mailable at another account of the same sender
// (docs/semantics.md#opt-outs-of-a-sender). Enters: the decisions on all accounts, and the opt-outs that were seen while these were
// read. Asks only about people who are about to become mailable. Leaves: the decisions, made again for those who opted out.

import type { ContactToPlan, Elsewhere } from '../../base/contact-to-plan.ts';
import type { Status } from '../../contact/consent.ts';
import { type DesiredContact, type Identifier, identifierKey } from '../../contact/contact.ts';
import { textsOfEmail } from '../../contact/email.ts';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
import type { ReadProblem } from '../../live/problem.ts';
import type { LiveSource } from '../../live/source.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { DecidedChange } from '../decision.ts';
import { lookUps } from '../match.ts';
import { becomesMailable } from '../people.ts';
import { type AccountDecisions, decideAgain } from '../planner.ts';
import { ADDRESS_OF, addressesOf, type OptOuts, questionOf } from './opt-outs.ts';

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

/** What the cross-check found for one account. */
export interface CrossChecked {
  readonly decided: AccountDecisions;
  /** Names of accounts that could not be asked about a contact, because their credentials are not there. */
  readonly notChecked: ReadonlyMap<DesiredContact, readonly string[]>;
}

/** A change of a channel's status, and the addresses of the contact that it concerns. */
interface Candidate {
  readonly change: DecidedChange;
  readonly channel: Channel;
  readonly addresses: readonly string[];
}

/** Asks the other accounts of each sender, and decides again on those who have opted out there. */
export async function crossCheck(
  planned: readonly PlannedHere[],
  others: readonly NotPlanned[] = [],
): Promise<readonly CrossChecked[]> {
  for (const { decided, optOuts } of planned) notePlanned(decided, optOuts);
  const candidates = planned.map(({ decided }) => [...becoming('subscribed', decided), ...gettingAddress(decided)]);
  const asked = [...planned, ...others];
  const questions = asked.map((one) => questionsFor(one, planned, candidates));
  const answers = await Promise.all(asked.map((one, index) => ask(one, questions[index] ?? NO_QUESTIONS)));
  return planned.map((one, index) => {
    const others = asked.flatMap((other, at) => {
      const answer = answers[at];
      return answer !== undefined && sharesSender(one.account, other.account) ? [{ ...other, answer }] : [];
    });
    return settle(one, candidates[index] ?? [], { others, requests: answers[index]?.requests ?? 0 });
  });
}

/** Accounts without a sender have the same one. */
export function sharesSender(one: Account, other: Account): boolean {
  return one.name !== other.name && one.sender === other.sender;
}

/** Whom the same plan unsubscribes counts as opted out. */
function notePlanned(decided: AccountDecisions, optOuts: OptOuts): void {
  for (const { change, channel, addresses } of becoming('unsubscribed', decided)) {
    const since = change.desired.channels[channel]?.statusChangedAt ?? 'unknown';
    for (const address of addresses) optOuts.add(channel, address, { ...PLANNED, since });
  }
}

const PLANNED = { status: 'unsubscribed', optedOut: true, cause: 'person', word: 'planned' } as const;

function becoming(status: Status, { decisions }: AccountDecisions): readonly Candidate[] {
  return decisions.flatMap(({ decision }) => {
    if (decision.kind !== 'change') return [];
    return CHANNELS.flatMap((channel) => {
      const becomes = decision.differences.some(
        ({ path, after }) => path[0] === 'channels' && path[1] === channel && after === status,
      );
      return becomes ? [{ change: decision, channel, addresses: addressesAt(decision, channel) }] : [];
    });
  });
}

/** Subscribed people who get another email: they would become mailable at that one. */
function gettingAddress({ decisions }: AccountDecisions): readonly Candidate[] {
  return decisions.flatMap(({ decision }) => {
    if (decision.kind !== 'change' || decision.live?.channels.email?.status !== 'subscribed') return [];
    const { after } = decision.differences.find(({ path: [field] }) => field === 'email') ?? {};
    return typeof after === 'string' ? [{ change: decision, channel: 'email', addresses: [after] }] : [];
  });
}

/** The addresses that the contact has and is to have. */
function addressesAt({ desired, live }: DecidedChange, channel: Channel): readonly string[] {
  const declared = desired.identifiers[ADDRESS_OF[channel]];
  const all = [
    ...(declared === undefined ? [] : [declared]),
    ...(live === undefined ? [] : addressesOf(live, channel)),
  ];
  return [...new Set(all)];
}

/** The identifiers to look up, by all the texts that a vendor may have of each. */
type Questions = ReadonlyMap<string, readonly Identifier[]>;
const NO_QUESTIONS: Questions = new Map();

/** The addresses to ask an account about: those of candidates of its sender that its reading has not answered already. */
function questionsFor(
  asked: PlannedHere | NotPlanned,
  planned: readonly PlannedHere[],
  candidates: readonly (readonly Candidate[])[],
): Questions {
  const { lookUp } = asked.account.capabilities.identity;
  const wanted = planned.flatMap((one, index) =>
    sharesSender(one.account, asked.account) ? (candidates[index] ?? []) : [],
  );
  if (wanted.length === 0 || ('decided' in asked && asked.decided.reading.known !== undefined)) return NO_QUESTIONS;
  const answered = 'decided' in asked ? answeredAt(asked) : new Set<string>();
  const questions = new Map<string, readonly Identifier[]>();
  for (const { change, channel, addresses } of wanted) {
    if (!hasChannel(asked.account, channel) || !lookUp.includes(ADDRESS_OF[channel])) continue;
    for (const address of addresses) {
      const { key, ask } = questionOf(channel, address);
      if (!answered.has(key) && asked.optOuts.find(channel, address) === undefined)
        questions.set(key, inAllTexts(ask, change.desired));
    }
  }
  return questions;
}

function inAllTexts(ask: Identifier, { identifiers, emailSpelling }: DesiredContact): readonly Identifier[] {
  if (ask.kind !== 'email') return [ask];
  const texts = textsOfEmail(ask.value, ask.value === identifiers.email ? emailSpelling : undefined);
  return texts.map((text) => (text === ask.value ? ask : { ...ask, spelling: text }));
}

function hasChannel({ capabilities }: Account, channel: Channel): boolean {
  return capabilities.fields[`channels.${channel}`].has;
}

/** The identifiers that were looked up when the account was planned. */
function answeredAt({ account, contacts, decided }: PlannedHere): ReadonlySet<string> {
  const unread = new Set(decided.failures.flatMap(({ keys = [] }) => keys));
  if (decided.failures.some(({ keys }) => keys === undefined)) return new Set();
  const read = contacts.filter(({ desired }) => !unread.has(desired.key));
  return new Set(read.flatMap((contact) => lookUps(contact, account).map(identifierKey)));
}

/** What an account answered. Its opt-outs are in its collection. */
interface Answer {
  readonly requests: number;
  readonly isAsked: boolean;
  readonly problem: ReadProblem | undefined;
  readonly failed: ReadonlyMap<string, ReadProblem>;
  readonly questions: Questions;
}

async function ask({ source, optOuts }: PlannedHere | NotPlanned, questions: Questions): Promise<Answer> {
  const none = { requests: 0, problem: undefined, failed: new Map<string, ReadProblem>(), questions };
  if (questions.size === 0) return { ...none, isAsked: true };
  if (source === undefined) return { ...none, isAsked: false };
  const wanted = [...questions.values()].flat().map((one) => ({ ask: one, also: [] }));
  const { requests, problem, failed } = await source.read(wanted, optOuts.note, { strategy: 'look-up' });
  return { requests, isAsked: true, problem, failed, questions };
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
  const decisions = decided.decisions.map((entry) => {
    const [contact, elsewhere] = [concerned.get(entry.desired), found.get(entry.desired)];
    if (contact === undefined || elsewhere === undefined || entry.decision.kind !== 'change') return entry;
    return { ...entry, decision: decideAgain({ ...contact, elsewhere }, entry.decision.live, decided) };
  });
  for (const { desired, decision } of decisions)
    if (notChecked.has(desired) && !(decision.kind === 'change' && becomesMailable(decision)))
      notChecked.delete(desired);
  const reading = { ...decided.reading, requests: decided.reading.requests + requests };
  return { decided: { ...decided, decisions, reading }, notChecked };
}

/** What the other accounts say about a candidate. */
function lookAt({ channel, addresses }: Candidate, others: readonly Other[]) {
  const keys = addresses.map((address) => questionOf(channel, address).key);
  const isOpen = ({ answer }: Other): boolean => keys.some((key) => answer.questions.has(key));
  const optedOut = others.flatMap(({ account, optOuts }) =>
    addresses.flatMap((address) => {
      const optOut = optOuts.find(channel, address);
      return optOut === undefined ? [] : [{ kind: 'opted-out', account, consent: optOut } as const];
    }),
  );
  const unread = others
    .filter((other) => isOpen(other) && isUnread(other.answer, keys))
    .map(({ account }) => ({ kind: 'unread', account }) as const);
  const unasked = others.filter((other) => !other.answer.isAsked && isOpen(other)).map(({ account }) => account.name);
  return { known: [...optedOut, ...unread], unasked };
}

function isUnread({ problem, failed }: Answer, keys: readonly string[]): boolean {
  return problem !== undefined || keys.some((key) => failed.has(key));
}
