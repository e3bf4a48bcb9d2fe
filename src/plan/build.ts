// Builds the plan document from the decisions. Pure: the same decisions give the same bytes, whatever the concurrency, the
// reading strategy and the order of the files.

import type { ComparedSource } from '../base/sources/compare.ts';
import type { Difference } from '../contact/difference.ts';
import { HintedError } from '../contact/hinted-error.ts';
import { sentence } from '../contact/sentence.ts';
import type { Account, Configuration } from '../manifest/configuration.ts';
import type { RequestItem } from '../providers/contract.ts';
import type { Listing } from '../store/listings.ts';
import { withCaveats } from './caveats.ts';
import { type DecidedChange, isWritten } from './decision.ts';
import {
  type CarriedHere,
  type Overrides,
  PLAN_FORMAT_VERSION,
  type Plan,
  type PlannedChange,
  type PlannedItem,
  type PlannedRequest,
  type PlannedRollback,
  type ProposedChange,
} from './document.ts';
import { advance, fingerprint, stateOf } from './fingerprint.ts';
import { changeIdOf, desiredHashOf, planIdOf } from './ids.ts';
import { withoutRepeated } from './people.ts';
import {
  type AccountBefore,
  type AccountPart,
  contactsOf,
  type NotChecked,
  type PlanTarget,
  planAccount,
} from './planned-account.ts';
import type { AccountDecisions } from './planner.ts';
import { withVendorOnly } from './projection/vendor-only.ts';
import { basisOf, type RequestBasis } from './requests/basis.ts';
import { deriveRequests, groupByChange } from './requests/derive.ts';
import { type Dating, givenDates } from './requests/given-dates.ts';
import { countsOf } from './rules/counts.ts';
import { settleDefinitions } from './rules/properties/define.ts';
import { refusalsOfSources } from './rules/sources/limits.ts';
import { type CountedAccount, refusalsOfAll } from './rules/total-limits.ts';

export { type PlanTarget, planIdOf };

/** Input of `buildPlan`. */
export interface PlanInputs {
  readonly configuration: Pick<Configuration, 'digest' | 'files' | 'environment' | 'unsupportedFields' | 'limits'> & {
    /** Absent if no contacts come from files of data. */
    readonly compared?: readonly ComparedSource[];
  };
  /** The commit that contains exactly these manifests; absent or null if there is none. */
  readonly commit?: string | null;
  readonly version: string;
  /** When planning began: milliseconds since 1970. */
  readonly plannedAt: number;
  readonly filters: Plan['filters'];
  readonly base: Plan['base'];
  readonly notes: Plan['notes'];
  /** The apply that the plan rolls back; absent if it rolls back none. */
  readonly rollback?: PlannedRollback | undefined;
  readonly overrides?: Overrides;
  /** What proposals (entries with `stage: proposed`) would change, sorted by account and key. */
  readonly proposed?: readonly ProposedChange[];
  readonly accounts: readonly {
    readonly decided: AccountDecisions;
    readonly target: PlanTarget;
    /**
     * Size of the account's last complete listing before this plan; undefined if unknown, or if only some contacts are planned.
     */
    readonly lastListing?: Listing | undefined;
    readonly before?: AccountBefore | undefined;
    /** Map from contact to the names of accounts that could not be asked whether the person has opted out; absent if none. */
    readonly notChecked?: NotChecked | undefined;
    /**
     * Opt-outs at other accounts that have been taken into account at this one; absent unless the manifests say
     * `optOuts: spread`.
     */
    readonly carried?: readonly CarriedHere[] | undefined;
    /** The tags of the live contacts that were read; absent if not known. */
    readonly seenTags?: ReadonlySet<string>;
  }[];
}

/** Maximum number of changes. A larger plan cannot be reviewed, and its JSON may exceed the maximum length of a string. */
export const MAX_CHANGES = 200_000;

/** A decided change with its id in the plan. */
interface NumberedChange extends DecidedChange {
  readonly id: string;
  readonly account: string;
  /** What its requests are built from; absent if it has none. */
  readonly basis?: RequestBasis;
}

/**
 * Builds the plan document.
 *
 * @throws HintedError `plan-too-large` if there are more than MAX_CHANGES
 */
export function buildPlan(inputs: PlanInputs): Plan {
  const accounts = inputs.accounts
    .map((one) => ({ ...one, decided: settleDefinitions(one.decided) }))
    .sort((a, b) => (a.decided.account.name < b.decided.account.name ? -1 : 1));
  const environment = inputs.configuration.environment?.name ?? null;
  const numbered = numberChanges(accounts, inputs.plannedAt);
  const changes: PlannedChange[] = [];
  const requests: PlannedRequest[] = [];
  const parts: AccountPart[] = [];
  for (const { decided, target, lastListing, before, notChecked, carried, seenTags } of accounts) {
    const own = numbered.filter((change) => change.account === decided.account.name);
    const insisted = insistsOnChecks(decided.account) ? notChecked : undefined;
    const ownRequests = planRequests(own, decided.account, target, requests.length);
    const requestsOf = groupByChange(ownRequests);
    for (const change of own)
      changes.push(
        planChange(change, { ...target, environment, notChecked: insisted }, requestsOf.get(change.id) ?? []),
      );
    for (const request of ownRequests) requests.push(request);
    parts.push({
      decided,
      target,
      lastListing,
      before,
      notChecked,
      carried,
      seenTags,
      changes: own,
      requests: ownRequests,
    });
  }
  const { overrides = {}, proposed = [], configuration } = inputs;
  const refusalsInAll = refusalsOfAll(parts.map(countPart), configuration.limits ?? {}, overrides);
  const ofSources = refusalsOfSources(configuration.compared ?? []);
  const refusals = { refusalsInAll, refusalsOfSources: ofSources };
  const planned = parts.map((part) => planAccount(part, { ...inputs, requestsInAll: requests.length, ...refusals }));
  const people = withoutRepeated(
    planned.map((account, index) => {
      const isIdle = !account.complete || account.refusals.length > 0;
      return { people: account.people, changes: parts[index]?.changes ?? [], isIdle };
    }),
  );
  return {
    formatVersion: PLAN_FORMAT_VERSION,
    planId: planIdOf(changes, requests, inputs.rollback),
    tool: { name: 'rollcall', version: inputs.version },
    manifests: {
      digest: inputs.configuration.digest,
      files: inputs.configuration.files,
      commit: inputs.commit ?? null,
    },
    environment,
    filters: inputs.filters,
    base: inputs.base,
    ...(inputs.rollback === undefined ? {} : { rollback: inputs.rollback }),
    notes: inputs.notes,
    complete: planned.every((account) => account.complete),
    accounts: planned.map((account, index) => ({ ...account, people: people[index] ?? account.people })),
    ...(proposed.length === 0 ? {} : { proposed }),
    changes,
    requests,
  };
}

function countPart(part: AccountPart): CountedAccount {
  const { name, limits } = part.decided.account;
  return { account: name, limits, counts: countsOf(part.changes, contactsOf(part), part.decided.reading.known) };
}

function numberChanges(
  accounts: readonly { readonly decided: AccountDecisions; readonly target: PlanTarget }[],
  plannedAt: number,
): readonly NumberedChange[] {
  const changes = accounts.flatMap(({ decided: { account, decisions, clock }, target }) => {
    const dating = { capabilities: target.provider.capabilities, plannedAt, clock };
    return decisions.flatMap(({ decision }) =>
      decision.kind === 'change' ? [{ account: account.name, decision, dating }] : [],
    );
  });
  if (changes.length > MAX_CHANGES) throw tooLarge(changes.length);
  return changes.map(({ account, decision, dating }, index) => ({
    ...decision,
    account,
    id: `c${index + 1}`,
    ...(isWritten(decision) ? { basis: planBasis(decision, dating) } : {}),
  }));
}

function planBasis(change: DecidedChange, dating: Dating): RequestBasis {
  return basisOf(change.desired, change.live, change.differences, givenDates(change, dating));
}

function tooLarge(changes: number): HintedError {
  const message = sentence`the plan would contain ${changes} changes, more than the maximum of ${MAX_CHANGES}`;
  const hint = sentence`split it: use \`--account NAME\` or \`--contact PATTERN\` to plan a part of the contacts`;
  return new HintedError('plan-too-large', message, { hint });
}

/** The account and environment that a change is for, and the accounts that could not be asked about its contact. */
interface ChangeTarget extends PlanTarget {
  readonly environment: Plan['environment'];
  readonly notChecked: NotChecked | undefined;
}

/**
 * True if an apply that no person confirms must leave out subscriptions which could not be checked at other accounts of the
 * sender. That is so if the account names its sender: only then is it certain that these accounts belong together.
 */
function insistsOnChecks({ sender, expect }: Account): boolean {
  return sender !== undefined && expect.crossCheck !== false;
}

function planChange(change: NumberedChange, target: ChangeTarget, requests: readonly string[]): PlannedChange {
  const { desired, live, action, differences, blocked } = change;
  const { account, key } = desired;
  const desiredHash = desiredHashOf(change);
  const notChecked = target.notChecked?.get(desired);
  return {
    id: change.id,
    changeId: changeIdOf({ account, key, desiredHash, differences }, target.origin, target.environment),
    desiredHash,
    account,
    key,
    action,
    source: desired.source,
    ...(live?.id === undefined ? {} : { contactId: live.id }),
    ...(change.basis === undefined ? {} : { basis: change.basis }),
    ...(change.base?.owed === true ? { owed: true } : {}),
    ...(notChecked === undefined ? {} : { notChecked }),
    ...(change.suppressed === undefined ? {} : { suppressed: true }),
    differences: differences.map((difference) =>
      withVendorOnly(withCaveats(difference, action, target.provider.capabilities), change),
    ),
    blocked: blocked.map((one) => withVendorOnly(one, change)),
    fingerprint: fingerprint(stateOf(change, live)),
    requests,
  };
}

function planRequests(
  changes: readonly NumberedChange[],
  { name, keyField }: Account,
  { provider }: PlanTarget,
  offset: number,
): readonly PlannedRequest[] {
  const sources = changes.flatMap(({ id, action, live, differences, basis }) =>
    basis === undefined
      ? []
      : [{ id, action, ...(live?.id === undefined ? {} : { contactId: live.id }), differences, basis }],
  );
  const expectations = new Map(changes.map((change) => [change.id, { change, done: [] as Difference[] }]));
  return deriveRequests(sources, { account: name, keyField, provider }, offset).map((request) => ({
    ...request,
    items: request.items.map((item) => expectAfter(item, expectations)),
  }));
}

function expectAfter(
  item: RequestItem,
  expectations: ReadonlyMap<string, { readonly change: NumberedChange; readonly done: Difference[] }>,
): PlannedItem {
  const expectation = expectations.get(item.change);
  if (expectation === undefined) throw new RangeError(`a request serves ${item.change}, which was not planned`);
  const { change, done } = expectation;
  done.push(...item.carries.flatMap((index) => change.differences[index] ?? []));
  return { ...item, expectAfter: fingerprint(advance(stateOf(change, change.live), done)) };
}
