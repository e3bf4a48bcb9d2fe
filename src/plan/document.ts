// The plan as a document: plain JSON with a version, in a stable order. Its id is the sha256 of what the plan will do. apply
// sends exactly these requests. Parts that are for display only (estimates, source lines, the reading strategy, messages) never
// influence it.

import type { BaseNote } from '../base/notes.ts';
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
import type { HeldReason, NoticeRule, RefusalRule, RuleId } from './rules/catalogue.ts';

export type { HeldReason, NoticeRule, RefusalRule, RuleId };

/** Incremented with every change of the format that consumers must handle. */
export const PLAN_FORMAT_VERSION = 2;

/** Kind of change to a contact. */
export type Action = 'create' | 'update' | 'delete';

/** A difference that the plan refuses to carry out. An empty path means the whole contact. */
export interface BlockedDifference {
  readonly rule: RuleId;
  readonly path: FieldPath;
  readonly before: FieldValue;
  readonly after: FieldValue;
  /** Arguments of the rule's sentence. */
  readonly args: Arguments;
}

/** A difference with its caveats. */
export interface PlannedDifference extends Difference {
  /** Whether the vendor does this is not documented; the read-back after the write shows it. */
  readonly unproven?: true;
  /** The vendor does not add contacts again who left, and does not say who did; the read-back after the write shows it. */
  readonly mayBeIgnored?: true;
  /** The property is named neither in the manifests nor in the base: `prune` removes it. */
  readonly vendorOnly?: true;
}

/** The change of one contact: its differences, the requests that carry them out, and what is blocked and why. */
export interface PlannedChange {
  /** Unique within this plan: `c1`, `c2`, … in the order of account and key. */
  readonly id: string;
  /** sha256 of account, origin, key, desired values and differences: the same change in another plan has the same id. */
  readonly changeId: string;
  /** sha256 of the desired values alone. */
  readonly desiredHash: string;
  readonly account: string;
  readonly key: string;
  readonly action: Action;
  readonly source: SourcePosition;
  /** The vendor's id; absent for creates. */
  readonly contactId?: string;
  readonly differences: readonly PlannedDifference[];
  readonly blocked: readonly BlockedDifference[];
  /** Fingerprint of the live values that the differences were computed from. */
  readonly fingerprint: string;
  /** Ids of its requests, in plan order. */
  readonly requests: readonly string[];
}

/** The part of a request that serves one change. */
export interface PlannedItem extends RequestItem {
  /** Fingerprint of the contact once this item and all earlier ones of its change took effect. */
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
  readonly after: readonly RequestOrder<string>[];
  /** How the result is found out: from the response, by reading until the effect is visible, or from the vendor's job. */
  readonly polls: 'none' | 'read-back' | 'job';
  /** An update that creates, or may create, a contact if it finds none: its contact is read immediately before it. */
  readonly mayCreate?: true;
  /** For display only. */
  readonly estimate: { readonly budgets: readonly string[] };
}

/** A subscription that the manifest still declares, but that the person has ended; it is not written. */
export interface Held {
  readonly key: string;
  readonly channel: Channel;
  readonly reason: HeldReason;
  /** Instant of the opt-out, or `unknown`. */
  readonly since: string;
}

/** All notices of one rule, with the fields that they concern. */
export interface PlannedNotice {
  readonly rule: NoticeRule;
  readonly entries: readonly { readonly key: string; readonly source: SourcePosition; readonly path: FieldPath }[];
}

/** Why one account's part of the plan cannot be applied. */
export interface Refusal {
  readonly rule: RefusalRule;
  /** Arguments of the rule's sentence: the numbers. */
  readonly args: Arguments;
}

/** Limits given on the command line; each replaces only the limit of the same name. */
export interface Overrides extends Limits {
  /** Percentage by which the account's listing may have shrunk since the last one. */
  readonly maxShrinkPercent?: number;
  /** Requests of the whole plan. */
  readonly maxRequests?: number;
  /** Minutes for one account, at its rate limit. */
  readonly maxMinutes?: number;
}

/** A failed read. */
export interface ReadFailure {
  /** Contacts whose state is unknown; absent if it is the whole account. */
  readonly keys?: readonly string[];
  /** Stable code of the reason: `unauthorized`, `timeout`, … */
  readonly code: string;
  /** Arguments of the code's sentence. */
  readonly args: Arguments;
}

/** How an account was read. */
export interface Reading {
  /**
   * `incremental`: only changes were read, the rest comes from the live cache. `snapshot`: read from a file, so that the plan can
   * only be shown.
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
    /** When everything was last listed: contacts deleted after it may still be included. */
    readonly fullAt: string;
  };
  /** Why it is not incremental although that was requested, or why nothing was cached. */
  readonly notes?: readonly ReadNote[];
}

/** How many people the plan affects. */
export interface People {
  readonly touched: number;
  readonly becomeMailable: number;
  readonly stopBeingMailable: number;
}

/** One account's part of the plan: how it was read, whether it may be applied, and totals. */
export interface PlannedAccount {
  readonly account: string;
  readonly provider: ProviderName;
  readonly dialect: DialectName;
  /** The base URL, or `sandbox:<account>`; a plan can only be applied to the origin it was made for. */
  readonly origin: string;
  readonly reading: Reading;
  /** False if a read failed. */
  readonly complete: boolean;
  readonly failures: readonly ReadFailure[];
  readonly refusals: readonly Refusal[];
  /** Limits given on the command line, each replacing the account's own; absent if there are none. */
  readonly overrides?: Overrides;
  /** Number of declared contacts. */
  readonly declared: number;
  /** Number of contacts without differences. */
  readonly unchanged: number;
  /** Number of contacts that the vendor does not have and that are not created (`onMissing: skip`). */
  readonly skipped: number;
  readonly held: readonly Held[];
  readonly notices: readonly PlannedNotice[];
  readonly people: People;
  /** Number of requests. */
  readonly requests: number;
  /** Duration of the requests at the account's rate limit, without the reads during apply. */
  readonly estimatedSeconds: number;
  /** The account's rate in the budget that allows most: `300/min`. */
  readonly rate: string;
  /** Automations at the vendor that the writes may trigger. */
  readonly automations: readonly string[];
  readonly unsupportedFields: readonly { readonly field: FieldName; readonly contacts: number }[];
}

/** The base that the manifests were compared with, to find what they no longer declare. */
export interface PlanBase {
  /** As given on the command line: `applied`, a ref, or a directory. */
  readonly name: string;
  /** Full ids of its commits; none for a directory. */
  readonly commits: readonly string[];
}

/** A plan, as JSON (schemas/plan.schema.json). All lists are in a stable order. */
export interface Plan {
  readonly formatVersion: typeof PLAN_FORMAT_VERSION;
  readonly planId: string;
  readonly tool: { readonly name: 'rollcall'; readonly version: string };
  readonly manifests: { readonly digest: string; readonly files: number };
  readonly filters: RecordedFilters;
  readonly base: PlanBase | null;
  /** Notes about the base that concern no single contact. For display only. */
  readonly notes: readonly BaseNote[];
  /** False if a read failed: apply refuses the incomplete accounts. */
  readonly complete: boolean;
  readonly accounts: readonly PlannedAccount[];
  readonly changes: readonly PlannedChange[];
  readonly requests: readonly PlannedRequest[];
}
