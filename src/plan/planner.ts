// The rounds of planning one account: ask for every contact by its strongest identifier, compare what comes and let it go, ask
// for what is still open (whose is the phone? is the old email still there? is the address suppressed?), then decide. Only reads.

import { type DesiredContact, type Identifier, identifierKey, type LiveContact } from '../contact/contact.ts';
import type { ReadProblem } from '../live/problem.ts';
import type { LiveSource, Question, ReadProgress, ReadReport } from '../live/source.ts';
import type { Account } from '../manifest/configuration.ts';
import type { AccountSchema } from '../providers/contract.ts';
import { decide, decideSeveral, openQuestions } from './decide.ts';
import { blockedChange, type Decision } from './decision.ts';
import type { ReadFailure, Reading } from './document.ts';
import { indexByIdentifier, newPendingContact, type PendingContact } from './draft.ts';
import { blockContact, carriedOf, liveKey } from './match.ts';
import { settleMoves } from './rules/moves.ts';
import { askSuppression } from './rules/suppression.ts';

export interface AccountDecisions {
  readonly account: Account;
  /** Contacts that the manifests declare here, whether their state is known or not. */
  readonly declared: number;
  /** In the order of the contacts; contacts whose state is unknown are not in it. */
  readonly decisions: readonly { readonly desired: DesiredContact; readonly decision: Decision }[];
  readonly reading: Reading;
  readonly failures: readonly ReadFailure[];
}

/** @param contacts the account's, in the plan's order */
export async function decideAccount(
  account: Account,
  contacts: readonly DesiredContact[],
  source: LiveSource,
  onProgress: (progress: ReadProgress) => void = () => {},
): Promise<AccountDecisions> {
  const defined = contacts.some(needsSchema) ? await source.schema() : { requests: 0, schema: {} };
  const declared = contacts.filter(({ removed }) => removed === undefined).length;
  if ('problem' in defined) {
    const reading = { strategy: 'none', requests: defined.requests } as const;
    return { account, declared, decisions: [], reading, failures: [plainFailure(defined.problem)] };
  }
  const { schema } = defined;
  const drafts = contacts.map((desired) => newPendingContact(desired, account));
  const draftsOf = indexByIdentifier(drafts);
  const accept = (live: LiveContact): void => {
    for (const draft of draftsOf(live)) acceptMatch(draft, live, account, schema);
  };

  const first = await source.read(firstQuestions(drafts), accept, { onProgress });
  const second =
    first.problem === undefined && !first.complete ? await askOpen(drafts, first, source, accept) : undefined;
  const problem = first.problem ?? second?.problem;
  const doubled = problem === undefined && isAnyMatchedTwice(drafts);
  if (doubled) settleMoves(drafts, account, (desired) => decide(desired, undefined, account, schema));
  const third =
    problem === undefined
      ? await askSuppression(drafts, source, ({ desired }, live) => decide(desired, live, account, schema))
      : 0;
  const failures: ReadFailure[] = problem === undefined ? groupFailures(drafts) : [plainFailure(problem)];
  const known = problem === undefined ? drafts.filter((draft) => draft.problem === undefined) : [];
  const decisions = known.map((draft) => ({ desired: draft.desired, decision: settle(draft, account, schema) }));
  return {
    account,
    declared,
    decisions: doubled ? blockDoubles(known, decisions) : decisions,
    reading: readingOf(defined.requests + third, first, second),
    failures,
  };
}

/** What the account defines matters only to those who name something of it. */
function needsSchema({ customProperties, sets, dropped }: DesiredContact): boolean {
  const names = [customProperties, sets, dropped?.customProperties ?? {}, dropped?.sets ?? {}];
  return names.some((part) => Object.keys(part).length > 0);
}

function firstQuestions(drafts: readonly PendingContact[]): readonly Question[] {
  const questions: Question[] = [];
  for (const { asked } of drafts) {
    const [ask] = asked;
    if (ask !== undefined) questions.push({ ask, also: asked.length === 1 ? NONE : asked.slice(1) });
  }
  return questions;
}

const NONE: readonly never[] = [];

/** Each match is compared at once, so that the live contact need not be kept; which of several it is shows in the end. */
function acceptMatch(draft: PendingContact, live: LiveContact, account: Account, schema: AccountSchema): void {
  const key = liveKey(live);
  if (draft.matches.some((match) => match.key === key)) return;
  const decision = decide(draft.desired, live, account, schema);
  const match = { key, id: live.id, carries: carriedOf(live, draft.asked), decision };
  draft.matches = [...draft.matches, match];
  draft.decision = draft.matches.length === 1 ? decision : undefined;
}

async function askOpen(
  drafts: readonly PendingContact[],
  first: ReadReport,
  source: LiveSource,
  accept: (live: LiveContact) => void,
): Promise<ReadReport | undefined> {
  const open = new Map<PendingContact, readonly Identifier[]>();
  for (const draft of drafts) {
    const [strongest] = draft.asked;
    draft.problem = strongest && first.failed.get(identifierKey(strongest));
    if (draft.problem !== undefined) continue;
    const questions = openQuestions(draft.asked, draft.matches, (identifier) => identifier === strongest);
    if (questions.length > 0) open.set(draft, questions);
  }
  const questions = [...open.values()].flat().map((ask) => ({ ask, also: [] }));
  if (questions.length === 0) return undefined;
  const report = await source.read(questions, accept, { strategy: 'look-up' });
  for (const [draft, asked] of open) {
    draft.problem = asked.map((identifier) => report.failed.get(identifierKey(identifier))).find((found) => found);
  }
  return report;
}

function settle({ desired, matches, decision }: PendingContact, account: Account, schema: AccountSchema): Decision {
  if (matches.length > 1) return decideSeveral(desired, matches);
  return decision ?? decide(desired, undefined, account, schema);
}

/** Two declared contacts that turn out to be one at the vendor would overwrite each other. */
function blockDoubles(
  drafts: readonly PendingContact[],
  decisions: AccountDecisions['decisions'],
): AccountDecisions['decisions'] {
  const claims = new Map<string, string[]>();
  for (const { desired, matches } of drafts) {
    for (const { key } of matches) {
      const claim = claims.get(key);
      if (claim === undefined) claims.set(key, [desired.key]);
      else claim.push(desired.key);
    }
  }
  return decisions.map(({ desired, decision }, index) => {
    const matches = drafts[index]?.matches ?? [];
    const others = matches.flatMap(({ key }) => claims.get(key) ?? []).filter((key) => key !== desired.key);
    if (others.length === 0) return { desired, decision };
    const blocked = blockContact('ambiguous-match', { why: 'declared-twice', others: others.length });
    return { desired, decision: blockedChange(desired, blocked) };
  });
}

/** Whether some live contact is that of more than one declared contact. Else there is neither a move nor a double. */
function isAnyMatchedTwice(drafts: readonly PendingContact[]): boolean {
  const seen = new Set<string>();
  for (const { matches } of drafts) {
    for (const { key } of matches) {
      if (seen.has(key)) return true;
      seen.add(key);
    }
  }
  return false;
}

function groupFailures(drafts: Iterable<PendingContact>): ReadFailure[] {
  const groups = new Map<string, ReadFailure & { readonly keys: string[] }>();
  for (const { desired, problem } of drafts) {
    if (problem === undefined) continue;
    const failure = plainFailure(problem);
    const said = JSON.stringify(failure);
    const group = groups.get(said) ?? { ...failure, keys: [] };
    group.keys.push(desired.key);
    groups.set(said, group);
  }
  return [...groups.values()];
}

function plainFailure({ code, args }: ReadProblem): ReadFailure {
  return { code, args };
}

function readingOf(beside: number, first: ReadReport, second: ReadReport | undefined): Reading {
  const requests = beside + first.requests + (second?.requests ?? 0);
  const { strategy, complete, seen, cached, notes } = first;
  return {
    strategy,
    requests,
    ...(complete ? { known: seen } : {}),
    ...(cached === undefined ? {} : { cached }),
    ...(notes === undefined ? {} : { notes }),
  };
}
