// Decisions → the plan document. Pure: the same decisions give the same bytes, whatever the concurrency, the way of reading or
// the order of files.

import { sha256 } from '../contact/canonical.ts';
import type { Difference } from '../contact/difference.ts';
import type { Budget } from '../http/request.ts';
import type { Account, Configuration } from '../manifest/configuration.ts';
import type { Capabilities } from '../providers/capabilities.ts';
import type { ChangeDraft, Provider, RequestDraft } from '../providers/provider.ts';
import { type DecidedChange, isDelete } from './decision.ts';
import {
  type Overrides,
  PLAN_FORMAT_VERSION,
  type Plan,
  type PlannedAccount,
  type PlannedChange,
  type PlannedItem,
  type PlannedRequest,
} from './document.ts';
import { withDoubts } from './doubts.ts';
import { estimateSeconds, formatRate } from './estimate.ts';
import { advance, fingerprint, stateOf } from './fingerprint.ts';
import { desiredHashOf, planIdOf } from './ids.ts';
import { foldNotices } from './notices.ts';
import { peopleOf } from './people.ts';
import type { AccountDecisions } from './planner.ts';
import { refusalsOf } from './safety.ts';

export { planIdOf };

/** What the plan needs to know of an account beside its decisions. */
export interface PlannedAt {
  readonly provider: Provider;
  /** Base URL, or `sandbox:<account>`. */
  readonly origin: string;
  /** The quotas at the account's own rate. */
  readonly budgets: readonly Budget[];
}

export interface PlanInputs {
  readonly configuration: Pick<Configuration, 'digest' | 'files' | 'notApplied'>;
  readonly version: string;
  readonly filters: Plan['filters'];
  readonly base: Plan['base'];
  readonly notes: Plan['notes'];
  readonly overrides?: Overrides;
  readonly accounts: readonly { readonly decided: AccountDecisions; readonly at: PlannedAt }[];
}

/** A plan larger than this cannot be reviewed, nor held as one text. */
export const MAX_CHANGES = 200_000;

/** Thrown for a plan beyond MAX_CHANGES. */
export class PlanTooLargeError extends Error {
  override readonly name = 'PlanTooLargeError';
  readonly hint = 'split it: `--account NAME` or `--contact PATTERN` plan a part of the contacts';

  constructor(changes: number) {
    super(`the plan would hold ${changes} changes, and ${MAX_CHANGES} is the most`);
  }
}

interface Draft extends DecidedChange {
  readonly id: string;
  readonly account: string;
}

export function buildPlan(inputs: PlanInputs): Plan {
  const accounts = [...inputs.accounts].sort((a, b) => (a.decided.account.name < b.decided.account.name ? -1 : 1));
  const drafts = numberChanges(accounts.map(({ decided }) => decided));
  const changes: PlannedChange[] = [];
  const requests: PlannedRequest[] = [];
  const planned: PlannedAccount[] = [];
  for (const { decided, at } of accounts) {
    const own = drafts.filter((draft) => draft.account === decided.account.name);
    const ownRequests = planRequests(own, decided.account, at, requests.length);
    const requestsOf = groupByChange(ownRequests);
    for (const draft of own) changes.push(planChange(draft, at, requestsOf.get(draft.id) ?? []));
    for (const request of ownRequests) requests.push(request);
    planned.push(planAccount(decided, at, { changes: own, requests: ownRequests, inputs }));
  }
  return {
    formatVersion: PLAN_FORMAT_VERSION,
    planId: planIdOf(changes, requests),
    tool: { name: 'rollcall', version: inputs.version },
    manifests: { digest: inputs.configuration.digest, files: inputs.configuration.files },
    filters: inputs.filters,
    base: inputs.base,
    notes: inputs.notes,
    complete: planned.every((account) => account.complete),
    accounts: planned,
    changes,
    requests,
  };
}

function numberChanges(accounts: readonly AccountDecisions[]): readonly Draft[] {
  const decided = accounts.flatMap(({ account, decisions }) =>
    decisions.flatMap(({ decision }) => (decision.kind === 'change' ? [{ account: account.name, decision }] : [])),
  );
  if (decided.length > MAX_CHANGES) throw new PlanTooLargeError(decided.length);
  return decided.map(({ account, decision }, index) => ({ ...decision, account, id: `c${index + 1}` }));
}

/** Ids of the requests of every change, in plan order. */
function groupByChange(requests: readonly PlannedRequest[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { id, items } of requests) {
    for (const { change } of items) {
      const group = groups.get(change);
      if (group === undefined) groups.set(change, [id]);
      else if (group.at(-1) !== id) group.push(id);
    }
  }
  return groups;
}

function planChange(draft: Draft, at: PlannedAt, requests: readonly string[]): PlannedChange {
  const { desired, live, action, differences, blocked } = draft;
  const { account, key } = desired;
  const desiredHash = desiredHashOf(desired);
  return {
    id: draft.id,
    changeId: sha256({ account, origin: at.origin, key, desired: desiredHash, differences }),
    desiredHash,
    account,
    key,
    action,
    source: desired.source,
    ...(live?.id === undefined ? {} : { contactId: live.id }),
    differences: differences.map((difference) => withDoubts(difference, action, at.provider.capabilities)),
    blocked,
    fingerprint: fingerprint(stateOf(desired, live)),
    requests,
  };
}

function planRequests(
  drafts: readonly Draft[],
  account: Account,
  { provider }: PlannedAt,
  offset: number,
): readonly PlannedRequest[] {
  const writable = drafts.filter((draft) => draft.differences.length > 0 || isDelete(draft));
  const planned = provider.requests.plan(writable.map(toChangeDraft), { keyField: account.keyField });
  const idOf = (index: number): string => `r${offset + index + 1}`;
  const expectations = new Map(writable.map((draft) => [draft.id, { draft, done: [] as Difference[] }]));
  return planned.map((request, index) => ({
    id: idOf(index),
    account: account.name,
    kind: request.kind,
    method: request.method,
    path: request.path,
    query: request.query,
    body: request.body,
    items: request.items.map((item) => expectAfter(item, expectations)),
    after: request.after.map((order) => ({ ...order, request: idOf(order.request) })),
    polls: request.polls,
    estimate: { budgets: provider.api.budgetsOf(request) },
  }));
}

function toChangeDraft({ id, action, desired, live, differences }: Draft): ChangeDraft {
  return live === undefined ? { id, action, desired, differences } : { id, action, desired, live, differences };
}

function expectAfter(
  item: RequestDraft['items'][number],
  expectations: ReadonlyMap<string, { readonly draft: Draft; readonly done: Difference[] }>,
): PlannedItem {
  const expectation = expectations.get(item.change);
  if (expectation === undefined) throw new RangeError(`a request serves ${item.change}, which was not planned`);
  const { draft, done } = expectation;
  done.push(...item.carries.flatMap((index) => draft.differences[index] ?? []));
  return { ...item, expectAfter: fingerprint(advance(stateOf(draft.desired, draft.live), done)) };
}

/** What is planned at one account. */
interface Planned {
  readonly changes: readonly Draft[];
  readonly requests: readonly PlannedRequest[];
  readonly inputs: PlanInputs;
}

function planAccount(
  { account, declared, decisions, reading, failures }: AccountDecisions,
  { provider, origin, budgets }: PlannedAt,
  { changes, requests, inputs }: Planned,
): PlannedAccount {
  const { capabilities } = provider;
  const { filters, overrides = {}, configuration } = inputs;
  const isWhole = filters.contacts.length === 0 && !filters.changed;
  const estimatedSeconds = estimateSeconds(requests, budgets);
  const held = decisions.flatMap(({ decision }) => ('held' in decision ? decision.held : []));
  return {
    account: account.name,
    provider: capabilities.provider,
    dialect: capabilities.dialect,
    origin,
    reading,
    complete: failures.length === 0,
    failures,
    refusals: refusalsOf(account, changes, { declared, reading, requests, isWhole, estimatedSeconds, overrides }),
    ...(Object.keys(overrides).length === 0 ? {} : { overrides }),
    declared,
    unchanged: decisions.filter(({ decision }) => decision.kind === 'unchanged').length,
    skipped: decisions.filter(({ decision }) => decision.kind === 'skipped').length,
    held,
    notices: foldNotices(decisions),
    hints: keptOf(decisions),
    people: peopleOf(changes),
    requests: requests.length,
    estimatedSeconds,
    rate: formatRate(budgets),
    automations: automationsOf(changes, capabilities),
    notApplied: configuration.notApplied
      .filter((entry) => entry.account === account.name)
      .map(({ field, contacts }) => ({ field, contacts })),
  };
}

function keptOf(decisions: AccountDecisions['decisions']): readonly string[] {
  const kept = decisions.filter(({ decision }) => decision.kind === 'kept').length;
  return kept === 0 ? [] : [`contacts that are no longer declared and are left alone: ${kept}`];
}

/** By action, as a vendor may take updates by POST too. */
function automationsOf(changes: readonly Draft[], { automations }: Capabilities): readonly string[] {
  const writes = new Set(changes.filter(({ differences }) => differences.length > 0).map(({ action }) => action));
  const creates = writes.has('create');
  const updates = writes.has('update');
  return [...new Set([...(creates ? automations.create : []), ...(updates ? automations.update : [])])];
}
