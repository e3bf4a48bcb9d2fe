// The plan as a document: plain JSON with a version, in a stable order. apply sends exactly the requests in it. The plan id is
// the sha256 of the changes and requests. Parts that are for display only (estimates, source lines, the reading strategy,
// messages) do not influence the id.

import type { CountedOptOut } from '../base/contact-to-plan.ts';
import type { BaseNote } from '../base/notes.ts';
import type { RecordState } from '../base/record/state.ts';
import type { RecordBefore } from '../base/rollback/rolled-back.ts';
import type { Arguments } from '../contact/argument.ts';
import type { Json } from '../contact/canonical.ts';
import type { SourcePosition } from '../contact/contact.ts';
import type { Difference, FieldPath, FieldValue } from '../contact/difference.ts';
import type { Channel, FieldName } from '../contact/fields.ts';
import type { Method } from '../http/request.ts';
import type { ReadNote } from '../live/note.ts';
import type { Limits } from '../manifest/configuration.ts';
import type { RecordedFilters } from '../manifest/recorded-filters.ts';
import type { RequestItem, RequestKind, RequestOrder } from '../providers/contract.ts';
import type { DialectName, ProviderName } from '../providers/table.ts';
import type { RequestBasis } from './requests/basis.ts';
import type { HeldReason, NoticeRule, RefusalRule, RuleId } from './rules/catalogue.ts';

export type { HeldReason, NoticeRule, RefusalRule, RuleId };

/** Must be incremented with every change of the format that consumers must handle. */
export const PLAN_FORMAT_VERSION = 7;

/** What a change does to a contact. */
export type Action = 'create' | 'update' | 'delete';

/** A difference that the plan refuses to carry out. An empty path means the whole contact. */
export interface BlockedDifference {
  readonly rule: RuleId;
  readonly path: FieldPath;
  readonly before: FieldValue;
  readonly after: FieldValue;
  /** Arguments of the rule's sentence. */
  readonly args: Arguments;
  /** As in a planned difference. */
  readonly vendorOnly?: true;
}

/** A difference in a plan, with its caveats. */
export interface PlannedDifference extends Difference {
  /** It is not documented whether the vendor carries this out. apply finds out by reading the contact back. */
  readonly unproven?: true;
  /** The vendor ignores the addition if the contact has left the set before. apply finds out by reading the contact back. */
  readonly mayBeIgnored?: true;
  /**
   * Neither the manifests nor the base name the custom property; `prune` removes it, or a rollback brings it back. On a set as a whole: a
   * rollback may bring members back that no manifest names.
   */
  readonly vendorOnly?: true;
  /** Evidence of consent for a subscription that stays as it is (`backfillConsent`). */
  readonly backfill?: true;
}

/** The change of one contact: its differences, the requests that carry them out, and what is blocked and why. */
export interface PlannedChange {
  /** Unique within this plan: `c1`, `c2`, … in the order of account and key. */
  readonly id: string;
  /**
   * sha256 of account, environment, origin, key, desired values and differences: the same change in another plan has the same id.
   */
  readonly changeId: string;
  /** sha256 of what the contact should become; see `desiredHashOf`. */
  readonly desiredHash: string;
  readonly account: string;
  readonly key: string;
  readonly action: Action;
  readonly source: SourcePosition;
  /** The vendor's id; absent for creates. */
  readonly contactId?: string;
  /** What the requests are built from, in addition to the id and the differences; absent if there are no requests. */
  readonly basis?: RequestBasis;
  /** An earlier apply did not carry out, or could not confirm, what was then declared for the contact. For display only. */
  readonly owed?: true;
  /**
   * Names of accounts of the same sender that could not be asked whether the person, whom the change subscribes, has opted out
   * there. An apply that no person confirms leaves the change out. Absent if all could be asked, or if the account does not
   * require it.
   */
  readonly notChecked?: readonly string[];
  /** Present if `suppressions` or `erasures` of the manifests name the person. */
  readonly suppressed?: true;
  readonly differences: readonly PlannedDifference[];
  readonly blocked: readonly BlockedDifference[];
  /** Fingerprint of the live values that the differences were computed from. */
  readonly fingerprint: string;
  /** Ids of the requests that carry the differences out, in plan order. */
  readonly requests: readonly string[];
}

/**
 * What the proposed entries of a contact (`stage: proposed`) would change. For display only: it has no requests and no id, and
 * does not influence counts, limits, exit codes or the record.
 */
export interface ProposedChange {
  readonly account: string;
  readonly key: string;
  readonly action: Exclude<Action, 'delete'>;
  /** Position of the first proposed entry. */
  readonly source: SourcePosition;
  /** The differences that the plan does not make for the contact anyway. */
  readonly differences: readonly PlannedDifference[];
  readonly blocked: readonly BlockedDifference[];
  /** Present if the contact could not be read. */
  readonly unread?: true;
}

/** The part of a request that serves one change. */
export interface PlannedItem extends RequestItem {
  /** Fingerprint that the contact will have after this item and all earlier items of its change. */
  readonly expectAfter: string;
}

/** One request to a vendor, exactly as apply sends it. Its body is JSON. */
export interface PlannedRequest {
  readonly id: string;
  readonly account: string;
  readonly kind: RequestKind;
  readonly method: Method;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly body: Json;
  readonly items: readonly PlannedItem[];
  /** Requests that must have a result before this one is sent. */
  readonly after: readonly RequestOrder<string>[];
  /** How the effect is verified: by the response, by reading the contact until it shows, or by polling the vendor's job. */
  readonly polls: 'none' | 'read-back' | 'job';
  /**
   * The request might create a contact if the one to update does not exist, so apply reads the contact right before sending it.
   */
  readonly mayCreate?: true;
  /** Names of the rate-limit budgets that the request uses up. For display only. */
  readonly estimate: { readonly budgets: readonly string[] };
}

/**
 * Something that the manifests declare and the plan does not do, because a person has decided otherwise: a subscription after an
 * opt-out, or a deletion that would lose the record of an opt-out. This is normal: it is no change, does not influence exit
 * codes, and is not kept as unfinished work for later plans.
 */
export interface Held {
  readonly key: string;
  readonly channel: Channel;
  readonly reason: HeldReason;
  /** Instant at which the vendor's state began, such as that of the opt-out; or `unknown`. */
  readonly since: string;
  /** Arguments of the reason's sentence; absent if it takes none. */
  readonly args?: Arguments;
  /** Present if the vendor does not have the contact and the plan does not create it. */
  readonly absent?: true;
}

/**
 * Opt-outs at other accounts of the sender that have already been taken into account for a contact at this account. If the
 * contact is subscribed here later, the person has come back, and these opt-outs do not end that subscription.
 */
export interface CarriedHere {
  readonly key: string;
  readonly channel: Channel;
  /** The opt-outs, in the order of the accounts. */
  readonly from: readonly CountedHere[];
}

/**
 * An opt-out at another account that has been taken into account at this one; `at` is absent if this plan is the first to do so.
 */
export type CountedHere = Omit<CountedOptOut, 'at'> & Partial<Pick<CountedOptOut, 'at'>>;

/** All notices of one rule, with the fields that they concern. */
export interface PlannedNotice {
  readonly rule: NoticeRule;
  readonly entries: readonly { readonly key: string; readonly source: SourcePosition; readonly path: FieldPath }[];
}

/** Why one account's part of the plan cannot be applied. */
export interface Refusal {
  readonly rule: RefusalRule;
  /** Arguments of the rule's sentence, such as the limit and the number that exceeds it. */
  readonly args: Arguments;
}

/** Limits given on the command line; each replaces only the limit of the same name. */
export interface Overrides extends Limits {
  /** Maximum percentage by which the account's listing may be smaller than the previous one. */
  readonly maxShrinkPercent?: number;
  /** Maximum number of requests of the whole plan. */
  readonly maxRequests?: number;
  /** Maximum duration of one account's requests in minutes, at its rate limit. */
  readonly maxMinutes?: number;
  /** Approves the first run at a destination (`--first-run`). */
  readonly firstRun?: true;
}

/** A limit or a safety setting that is less strict in the manifests than in the base. */
export interface RaisedLimit {
  /** Its name in the manifests: `limits.maxDeletes`, `expect.creates`, `onRemoved`. */
  readonly limit: string;
  /** Present if it is one of the limits over all accounts together. */
  readonly total?: true;
  /** Its value in the base; null if it was not declared there. */
  readonly before: string | number | null;
  /** Its value now; null if it is no longer declared. */
  readonly after: string | number | null;
}

/** A read of an account that failed, as a whole or for some contacts. */
export interface ReadFailure {
  /** Keys of the contacts whose state is unknown; absent if the whole account could not be read. */
  readonly keys?: readonly string[];
  /** Stable code of the reason: `unauthorized`, `timeout`, … */
  readonly code: string;
  /** Arguments of the code's sentence. */
  readonly args: Arguments;
}

/** How an account was read. */
export interface Reading {
  /**
   * `incremental`: only changes were read; the other contacts come from the live cache. `snapshot`: contacts come from a file, so
   * the plan can be shown but not applied. `none`: no contacts were read.
   */
  readonly strategy: 'list' | 'look-up' | 'list, then look-up' | 'incremental' | 'snapshot' | 'none';
  /** Number of requests sent. */
  readonly requests: number;
  /** Number of live contacts of the account, if a complete listing counted them. */
  readonly known?: number;
  /** Present only for incremental readings. RFC 3339 instants. */
  readonly cached?: {
    /** Changes at or after this instant were read from the vendor. */
    readonly since: string;
    /** When the whole account was last listed. Contacts that were deleted after it may still be included. */
    readonly fullAt: string;
  };
  /** Why the reading was not incremental although that was requested, or why nothing was cached for the next reading. */
  readonly notes?: readonly ReadNote[];
}

/** How many suppressed people an account was searched for. For display only. */
export interface SuppressionCounts {
  /** Number of people whom the suppressions for the account name. */
  readonly people: number;
  /** Number of digests that could be compared with declared contacts only, because the vendor cannot list its contacts. */
  readonly declaredOnly?: number;
}

/** How many people the plan affects. */
export interface People {
  /** Number of contacts that are written or deleted. */
  readonly touched: number;
  /** How many of the `touched` contacts the manifests do not declare; absent if there are none. */
  readonly undeclared?: number;
  readonly becomeMailable: number;
  readonly stopBeingMailable: number;
  /** How many people of `becomeMailable` and `stopBeingMailable` an earlier account also counts; absent if there are none. */
  readonly repeated?: Pick<People, 'becomeMailable' | 'stopBeingMailable'>;
}

/** One account's part of the plan: how it was read, whether it may be applied, and totals. */
export interface PlannedAccount {
  readonly account: string;
  readonly provider: ProviderName;
  readonly dialect: DialectName;
  /** The key by which updates address their contact. */
  readonly keyField: string;
  /**
   * The base URL, or `sandbox:<account>`, with an environment `sandbox:<environment>/<account>`; a plan can only be applied to
   * the origin it was made for.
   */
  readonly origin: string;
  readonly reading: Reading;
  /** False if a read failed. */
  readonly complete: boolean;
  readonly failures: readonly ReadFailure[];
  readonly refusals: readonly Refusal[];
  /** What a person at a terminal may approve and an apply without a person refuses; absent if there is nothing. */
  readonly unattended?: readonly Refusal[];
  /** Limits and safety settings that are less strict than in the base; absent if there are none. */
  readonly raised?: readonly RaisedLimit[];
  /** Limits given on the command line, which replace the account's own; absent if there are none. */
  readonly overrides?: Overrides;
  /** What is recorded about earlier applies; absent if it could not be determined. */
  readonly record?: RecordState;
  /** Number of declared contacts. */
  readonly declared: number;
  /** Number of contacts that the base declares; absent without a base. */
  readonly declaredBefore?: number;
  /** Number of contacts without differences. */
  readonly unchanged: number;
  /** How many of the `unchanged` contacts differ from what is declared, because something is held; absent if there are none. */
  readonly unchangedHeld?: number;
  /** Number of contacts that the vendor does not have and that are not created (`onMissing: skip`). */
  readonly skipped: number;
  /** Number of contacts that the account excludes, so that they are never written; absent if there are none. */
  readonly excluded?: number;
  readonly held: readonly Held[];
  /** Opt-outs at other accounts that the record will store for this one; absent unless the manifests say `optOuts: spread`. */
  readonly carried?: readonly CarriedHere[];
  /**
   * Accounts of the same sender that could not be asked about people who become mailable, each with the number of these people.
   */
  readonly notChecked?: readonly { readonly account: string; readonly contacts: number }[];
  readonly notices: readonly PlannedNotice[];
  /** The suppressions that apply to the account; absent if there are none. */
  readonly suppressions?: SuppressionCounts;
  /**
   * Tags that the plan adds and that no contact of the account has; absent if there are none, or if not all contacts were read.
   */
  readonly newTags?: readonly string[];
  readonly people: People;
  /** Number of requests. */
  readonly requests: number;
  /** Estimated duration of the requests at the account's rate limit. Does not include the reads during apply. */
  readonly estimatedSeconds: number;
  /** The highest of the account's rate limits: `300/min`. */
  readonly rate: string;
  /** Map from the id of each list of the account to its name; absent unless the plan mentions lists and they have names. */
  readonly listNames?: Readonly<Record<string, string>>;
  /** Automations at the vendor that the writes may trigger. */
  readonly automations: readonly string[];
  /** Declared fields that the vendor does not have, each with the number of contacts that declare it. */
  readonly unsupportedFields: readonly { readonly field: FieldName; readonly contacts: number }[];
}

/** The base that the manifests were compared with, to find what they no longer declare. */
export interface PlanBase {
  /** As given on the command line: `record`, a ref, or a directory. */
  readonly name: string;
  /** Full ids of its commits. Empty for a directory; manifests that are in no commit contribute none. */
  readonly commits: readonly string[];
}

/** The earlier apply that a plan rolls back. The changes of such a plan come from that apply, not from the manifests. */
export interface PlannedRollback {
  /** Id of that apply's plan. */
  readonly planId: string;
  /** When that apply began, RFC 3339. */
  readonly startedAt: string;
  /** Present if that apply was itself a rollback. */
  readonly ofRollback?: true;
  /** For each account with a record: what the record said about the contacts before that apply. */
  readonly before: readonly RecordBefore[];
}

/** A plan, as JSON (schemas/plan.schema.json). All lists are in a stable order. */
export interface Plan {
  readonly formatVersion: typeof PLAN_FORMAT_VERSION;
  readonly planId: string;
  readonly tool: { readonly name: 'rollcall'; readonly version: string };
  readonly manifests: {
    readonly digest: string;
    readonly files: number;
    /** Full id of the commit that contains exactly these manifests; null if there is none. */
    readonly commit: string | null;
  };
  /**
   * Name of the environment; null if the manifests declare none. A plan can only be applied in the environment it was made for.
   */
  readonly environment: string | null;
  readonly filters: RecordedFilters;
  readonly base: PlanBase | null;
  /** Present if the plan rolls an apply back. */
  readonly rollback?: PlannedRollback;
  /** Notes about the base that concern no single contact. For display only. */
  readonly notes: readonly BaseNote[];
  /** False if a read failed in any account. apply refuses the incomplete accounts. */
  readonly complete: boolean;
  readonly accounts: readonly PlannedAccount[];
  /** What proposals (`stage: proposed`) would change, sorted by account and key; absent if there are none. For display only. */
  readonly proposed?: readonly ProposedChange[];
  readonly changes: readonly PlannedChange[];
  readonly requests: readonly PlannedRequest[];
}
