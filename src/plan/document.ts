// The plan as a document: plain JSON with a version, in a stable order, whose id is the sha256 of what it will do.
// apply sends exactly these requests; nothing that is for reading only (estimates, source lines, the way of reading,
// messages) may influence it.

import type { BaseNote } from '../base/notes.ts';
import type { Arguments } from '../contact/argument.ts';
import type { Json } from '../contact/canonical.ts';
import type { SourcePosition } from '../contact/contact.ts';
import type { Difference, FieldPath, FieldValue } from '../contact/difference.ts';
import type { Channel, FieldName } from '../contact/fields.ts';
import type { Method } from '../http/request.ts';
import type { ReadNote } from '../live/note.ts';
import type { Limits } from '../manifest/configuration.ts';
import type { RequestItem, RequestKind, RequestOrder } from '../providers/contract.ts';
import type { DialectName, ProviderName } from '../providers/table.ts';
import type { HeldReason, NoticeRule, RefusalRule, RuleId } from './rules/catalogue.ts';

export type { HeldReason, NoticeRule, RefusalRule, RuleId };

/** Incremented for every change that a consumer of the document must know of. */
export const PLAN_FORMAT_VERSION = 2;

export type Action = 'create' | 'update' | 'delete';

/** A difference that the plan refuses to carry out. An empty path means the whole contact. */
export interface BlockedDifference {
  readonly rule: RuleId;
  readonly path: FieldPath;
  readonly before: FieldValue;
  readonly after: FieldValue;
  /** What the rule's sentence takes. */
  readonly args: Arguments;
}

export interface PlannedDifference extends Difference {
  /** The vendor is not known to do this; the read-back after the write proves it. */
  readonly unproven?: true;
  /** The vendor puts nobody back who has left, and does not say who has; the read-back after the write shows it. */
  readonly mayBeIgnored?: true;
  /** No manifest names this property, now or in the base: `prune` takes it away. */
  readonly vendorOnly?: true;
}

/** What becomes of one contact: what differs, what of it is sent, and what is not and why. */
export interface PlannedChange {
  /** Within this plan: `c1`, `c2`, … in the order of account and key. */
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
  /** How the effect is known: from the answer, by reading until it shows, or by asking for the job's result. */
  readonly polls: 'none' | 'read-back' | 'job';
  /** An update that creates, or might, where it finds nobody: whom it is for is read right before it. */
  readonly mayCreate?: true;
  /** For reading only. */
  readonly estimate: { readonly budgets: readonly string[] };
}

/** A subscription that the manifest still declares and the person has ended. */
export interface Held {
  readonly key: string;
  readonly channel: Channel;
  readonly reason: HeldReason;
  /** Instant of the opt-out, or `unknown`. */
  readonly since: string;
}

/** What one rule has to say, and of which fields of which contacts. */
export interface PlannedNotice {
  readonly rule: NoticeRule;
  readonly entries: readonly { readonly key: string; readonly source: SourcePosition; readonly path: FieldPath }[];
}

/** Why the plan, as far as it concerns one account, may be shown and not applied. */
export interface Refusal {
  readonly rule: RefusalRule;
  /** What the rule's sentence takes: the numbers. */
  readonly args: Arguments;
}

/** Each stands in place of one limit, and of that one only. */
export interface Overrides extends Limits {
  /** By how much the account's listing may have shrunk since the last one. */
  readonly maxShrinkPercent?: number;
  /** Of the whole plan. */
  readonly maxRequests?: number;
  /** Of one account, at its rate limit. */
  readonly maxMinutes?: number;
}

export interface ReadFailure {
  /** Contacts whose state is unknown; absent: the whole account. */
  readonly keys?: readonly string[];
  /** Stable word for the reason: `unauthorized`, `timeout`, … */
  readonly code: string;
  /** What the sentence of the code takes. */
  readonly args: Arguments;
}

export interface Reading {
  /**
   * `incremental`: what changed was read, the rest is as an earlier reading kept it. `snapshot`: from a file, so that the plan can
   * be shown and never applied.
   */
  readonly strategy: 'list' | 'look-up' | 'list, then look-up' | 'incremental' | 'snapshot' | 'none';
  readonly requests: number;
  /** Live contacts of the account, if a complete listing counted them. */
  readonly known?: number;
  /** Present only where it is incremental. */
  readonly cached?: {
    /** What changed at or after this instant was read. */
    readonly since: string;
    /** When everything was last read: what was deleted after it may still seem to be there. */
    readonly fullAt: string;
  };
  /** Why it is not incremental although that was asked for, or why nothing is kept for the next time. */
  readonly notes?: readonly ReadNote[];
}

/** What the plan means for people. */
export interface People {
  readonly touched: number;
  readonly becomeMailable: number;
  readonly stopBeingMailable: number;
}

/** One account of the plan: how it was read, whether it may be applied, and what it comes to. */
export interface PlannedAccount {
  readonly account: string;
  readonly provider: ProviderName;
  readonly dialect: DialectName;
  /** The base URL, or `sandbox:<account>`; a plan is only applied where it was made. */
  readonly origin: string;
  readonly reading: Reading;
  readonly complete: boolean;
  readonly failures: readonly ReadFailure[];
  readonly refusals: readonly Refusal[];
  /** Limits given when planning, each in place of the account's own; absent if none was. */
  readonly overrides?: Overrides;
  readonly declared: number;
  readonly unchanged: number;
  /** Contacts that the vendor does not have and `onMissing: skip` leaves alone. */
  readonly skipped: number;
  readonly held: readonly Held[];
  readonly notices: readonly PlannedNotice[];
  readonly people: People;
  readonly requests: number;
  /** At the account's rate limit; reads of the apply not counted. */
  readonly estimatedSeconds: number;
  /** The account's own pace in its widest budget: `300/min`. */
  readonly rate: string;
  readonly automations: readonly string[];
  readonly unsupportedFields: readonly { readonly field: FieldName; readonly contacts: number }[];
}

/** What the manifests were compared with, to know what they no longer declare. */
export interface PlanBase {
  /** As it was asked for: `applied`, a ref, or a directory. */
  readonly name: string;
  /** Resolved, in full; none for a directory. */
  readonly commits: readonly string[];
}

/** What is to be done at every account, as JSON (schemas/plan.schema.json). Everything in it is in a stable order. */
export interface Plan {
  readonly formatVersion: typeof PLAN_FORMAT_VERSION;
  readonly planId: string;
  readonly tool: { readonly name: 'rollcall'; readonly version: string };
  readonly manifests: { readonly digest: string; readonly files: number };
  readonly filters: {
    readonly accounts: readonly string[];
    readonly contacts: readonly string[];
    /** Only contacts whose desired state differs from the base were planned. */
    readonly changed: boolean;
  };
  readonly base: PlanBase | null;
  /** What the base says that concerns no single contact. For reading only. */
  readonly notes: readonly BaseNote[];
  /** False if a read failed: the plan can be shown, and its incomplete accounts are refused by apply. */
  readonly complete: boolean;
  readonly accounts: readonly PlannedAccount[];
  readonly changes: readonly PlannedChange[];
  readonly requests: readonly PlannedRequest[];
}
