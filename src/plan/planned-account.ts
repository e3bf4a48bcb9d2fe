// Builds one account's part of the plan document (totals, notices, refusals) from its decisions and requests. Pure.

import type { RecordState } from '../base/record/state.ts';
import type { DesiredContact } from '../contact/contact.ts';
import type { Budget } from '../http/request.ts';
import type { Account, Configuration, TotalLimits } from '../manifest/configuration.ts';
import { choosesContacts } from '../manifest/recorded-filters.ts';
import type { Capabilities } from '../providers/capabilities.ts';
import type { Provider } from '../providers/contract.ts';
import type { Listing } from '../store/listings.ts';
import type { DecidedChange, Decision } from './decision.ts';
import type { CarriedHere, Overrides, Plan, PlannedAccount, PlannedRequest, Refusal } from './document.ts';
import { estimateSeconds, formatRate } from './estimate.ts';
import { foldNotices } from './notices.ts';
import { peopleOf } from './people.ts';
import type { AccountDecisions } from './planner.ts';
import { newTagsOf } from './reading/new-tags.ts';
import { refusalsOf } from './rules/limits.ts';
import { raisedLimits } from './rules/raised.ts';
import type { Absent } from './rules/reading-limits.ts';
import { refusalWithBase } from './rules/record-state.ts';
import { unattendedRefusals } from './rules/unattended.ts';

/**
 * What planning an account's requests needs in addition to its decisions: the provider, the origin and the rate-limit budgets.
 */
export interface PlanTarget {
  readonly provider: Provider;
  /** Base URL, or `sandbox:<account>`. */
  readonly origin: string;
  /** The rate-limit budgets, with the rate that applies to this account. */
  readonly budgets: readonly Budget[];
}

/** What the record and the base say about an account. */
export interface AccountBefore {
  readonly record?: RecordState | undefined;
  /** Number of contacts that the base declares. */
  readonly declared?: number | undefined;
  /** Number of contacts that the manifests declare now, whatever the filters. */
  readonly declaredNow?: number | undefined;
  /** The account as the base declares it, to see which of its limits were raised. */
  readonly account?: Account | undefined;
  /** The limits over all accounts together, as the base declares them. */
  readonly totalLimits?: TotalLimits | undefined;
}

/** One account's decisions with its numbered changes and requests. */
export interface AccountPart {
  readonly decided: AccountDecisions;
  readonly target: PlanTarget;
  readonly lastListing: Listing | undefined;
  readonly before: AccountBefore | undefined;
  readonly changes: readonly DecidedChange[];
  readonly requests: readonly PlannedRequest[];
  readonly notChecked: NotChecked | undefined;
  readonly carried: readonly CarriedHere[] | undefined;
  readonly seenTags: ReadonlySet<string> | undefined;
}

/** Map from contact to the names of accounts that could not be asked whether the person has opted out there. */
export type NotChecked = ReadonlyMap<DesiredContact, readonly string[]>;

/** The parts of the whole plan that an account's part depends on. */
export interface PlanContext {
  readonly configuration: Pick<Configuration, 'unsupportedFields' | 'limits'>;
  readonly filters: Plan['filters'];
  readonly base: Plan['base'];
  readonly rollback?: Plan['rollback'];
  readonly overrides?: Overrides;
  /** Number of requests of the whole plan. */
  readonly requestsInAll: number;
  /** Refusals by limits over all accounts, by account. */
  readonly refusalsInAll: ReadonlyMap<string, readonly Refusal[]>;
  /** Refusals by limits of sources, by account. */
  readonly refusalsOfSources: ReadonlyMap<string, readonly Refusal[]>;
}

/** Number of contacts that percentages refer to: those declared now or in the base, whichever are more, whatever the filters. */
export function contactsOf({ decided, before }: Pick<AccountPart, 'decided' | 'before'>): number {
  return Math.max(before?.declaredNow ?? decided.declared, before?.declared ?? 0);
}

/** Builds one account's part of the plan document. */
export function planAccount(part: AccountPart, context: PlanContext): PlannedAccount {
  const { decided, target, lastListing, before, changes, requests } = part;
  const { provider, origin, budgets } = target;
  const { filters, base, rollback, overrides = {}, configuration, requestsInAll, refusalsInAll } = context;
  const { account, declared, decisions, reading, failures } = decided;
  const { capabilities } = provider;
  const isWhole = !choosesContacts(filters) && !filters.changed;
  const estimatedSeconds = estimateSeconds(requests, budgets);
  const record = before?.record;
  const declaredBefore = before?.declared;
  const absent = absentOf(decisions);
  const read = { origin, declared, reading, absent, lastListing, isWhole, record, declaredBefore };
  const reads = { ...read, contacts: contactsOf(part) };
  const counted = { ...reads, requests, requestsInAll, estimatedSeconds, overrides };
  const unattended = unattendedRefusals(account, changes, {
    origin,
    declared,
    reading,
    absent,
    record,
    base,
    overrides,
  });
  const raised = raisedLimits(
    { account, totalLimits: configuration.limits ?? {} },
    before?.account && { account: before.account, totalLimits: before.totalLimits ?? {} },
  );
  const held = decisions.flatMap(({ decision }) => heldOf(decision));
  return {
    account: account.name,
    provider: account.capabilities.provider,
    dialect: account.capabilities.dialect,
    keyField: account.keyField,
    origin,
    reading,
    complete: failures.length === 0,
    failures,
    refusals: [
      ...(record?.state === 'refused' ? [refusalWithBase(record, { base, rollback })].flatMap((one) => one ?? []) : []),
      ...refusalsOf(account, changes, counted),
      ...(refusalsInAll.get(account.name) ?? []),
      ...(context.refusalsOfSources.get(account.name) ?? []),
    ],
    ...(unattended.length === 0 ? {} : { unattended }),
    ...(raised.length === 0 ? {} : { raised }),
    ...(Object.keys(overrides).length === 0 ? {} : { overrides }),
    ...(record === undefined ? {} : { record }),
    declared,
    ...(declaredBefore === undefined ? {} : { declaredBefore }),
    ...unchangedOf(decisions),
    skipped: absent.skipped,
    ...countExcluded(decisions),
    held,
    ...(part.carried === undefined ? {} : { carried: part.carried }),
    ...countNotChecked(part.notChecked),
    notices: foldNotices(decisions),
    ...(decided.suppressions === undefined ? {} : { suppressions: decided.suppressions }),
    // A rollback brings back what was there, so that none of its tags is a typing error.
    ...(rollback === undefined ? newTagsOf({ reading, changes, seenTags: part.seenTags }) : {}),
    people: peopleOf(changes),
    requests: requests.length,
    estimatedSeconds,
    rate: formatRate(budgets),
    ...listNamesOf(decided),
    automations: automationsOf(changes, capabilities),
    unsupportedFields: configuration.unsupportedFields
      .filter((entry) => entry.account === account.name)
      .map(({ field, contacts }) => ({ field, contacts })),
  };
}

function unchangedOf(decisions: AccountDecisions['decisions']): Pick<PlannedAccount, 'unchanged' | 'unchangedHeld'> {
  let unchanged = 0;
  let unchangedHeld = 0;
  for (const { decision } of decisions) {
    if (decision.kind !== 'unchanged') continue;
    unchanged += 1;
    if (decision.held.length > 0) unchangedHeld += 1;
  }
  return unchangedHeld === 0 ? { unchanged } : { unchanged, unchangedHeld };
}

/** Counts the contacts that the vendor does not have and that are not created. Nothing is held of contacts that are not declared. */
function absentOf(decisions: AccountDecisions['decisions']): Absent {
  const held = decisions.filter(({ decision }) => decision.kind === 'held' && decision.held.length > 0);
  return { held: held.length, skipped: decisions.filter(({ decision }) => decision.kind === 'skipped').length };
}

function heldOf(decision: Decision): PlannedAccount['held'] {
  if (!('held' in decision)) return [];
  return decision.kind === 'held' ? decision.held.map((held) => ({ ...held, absent: true })) : decision.held;
}

function listNamesOf({ account, decisions, schema }: AccountDecisions): Pick<PlannedAccount, 'listNames'> {
  const { listNames } = schema;
  if (account.capabilities.lists.haveNames !== true || listNames === undefined || listNames.size === 0) return {};
  const isUsed = ({ desired, decision }: AccountDecisions['decisions'][number]): boolean =>
    desired.sets.lists !== undefined ||
    (decision.kind === 'change' &&
      [...decision.differences, ...decision.blocked].some(({ path }) => path[0] === 'lists'));
  return account.exclude?.lists !== undefined || decisions.some(isUsed)
    ? { listNames: Object.fromEntries([...listNames].sort(([a], [b]) => (a < b ? -1 : 1))) }
    : {};
}

function countExcluded(decisions: AccountDecisions['decisions']): Pick<PlannedAccount, 'excluded'> {
  const excluded = decisions.filter(({ decision }) => decision.kind === 'excluded').length;
  return excluded === 0 ? {} : { excluded };
}

function countNotChecked(notChecked: NotChecked = new Map()): Pick<PlannedAccount, 'notChecked'> {
  const counts = new Map<string, number>();
  for (const account of [...notChecked.values()].flat()) counts.set(account, (counts.get(account) ?? 0) + 1);
  const counted = [...counts].map(([account, contacts]) => ({ account, contacts }));
  return counted.length === 0 ? {} : { notChecked: counted.sort((a, b) => (a.account < b.account ? -1 : 1)) };
}

/** Returns the vendor's automations that the writes may trigger. Which ones depends on the action, not on the HTTP method. */
function automationsOf(changes: readonly DecidedChange[], { automations }: Capabilities): readonly string[] {
  const writes = new Set(changes.filter(({ differences }) => differences.length > 0).map(({ action }) => action));
  const creates = writes.has('create');
  const updates = writes.has('update');
  return [...new Set([...(creates ? automations.create : []), ...(updates ? automations.update : [])])];
}
