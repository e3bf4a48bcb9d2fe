// The drift document: where the accounts differ from what was last applied, although nobody changed the manifests. It is plain
// JSON (schemas/drift.schema.json) in a stable order. Nothing can be applied from it.

import type { RecordState } from '../../base/record/state.ts';
import type { Arguments } from '../../contact/argument.ts';
import type { Cause } from '../../contact/consent.ts';
import type { SourcePosition } from '../../contact/contact.ts';
import type { FieldPath, FieldValue } from '../../contact/difference.ts';
import type { DialectName, ProviderName } from '../../providers/table.ts';
import type { Action, Plan, ReadFailure, Reading, Refusal, RuleId } from '../document.ts';

/** Must be incremented with every change of the format that consumers must handle. */
export const DRIFT_FORMAT_VERSION = 3;

/**
 * Kinds of drift, the most important first.
 *
 * - `opted-out`: declared `subscribed` or `nonSubscribed`, and the person has opted out since the last apply;
 * - `subscribed`: declared with another status, and the person is subscribed;
 * - `suppressed`: a suppression names the person, who is still subscribed;
 * - `not-erased`: the person asked to be forgotten, and is still at the vendor;
 * - `gone`: the vendor had the contact at the last apply, and no longer has it;
 * - `missing`: nothing is recorded, and the vendor does not have the contact;
 * - `still-there`: an earlier apply should have deleted the contact, and the vendor still has it;
 * - `unclear`: it cannot be told who the contact is at the vendor;
 * - `field`: a managed value was changed at the vendor;
 * - `owed`: an earlier apply did not carry out, or did not confirm, what was declared.
 */
export const DRIFT_KINDS = [
  'opted-out',
  'subscribed',
  'suppressed',
  'not-erased',
  'gone',
  'missing',
  'still-there',
  'unclear',
  'field',
  'owed',
] as const;
/** Kind of drift. */
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** What ended a subscription. */
export type EndedBy = Exclude<Cause, 'none' | 'pending'>;

/** A managed field whose live value is neither the one that was last applied nor the one that the manifests declare now. */
export interface DriftedValue {
  /** Path as in a difference, but each member of a set always has a path of its own: `['tags', 'vip']`. */
  readonly path: FieldPath;
  /** What was last applied; absent if nothing is recorded. */
  readonly recorded?: FieldValue;
  readonly declared: FieldValue;
  readonly live: FieldValue;
  /** Present if neither the manifests nor the record name the member or property. */
  readonly vendorOnly?: true;
}

/** Drift of one contact, or of one of its values. */
export type DriftEntry = DriftPlace &
  (
    | ({ readonly kind: 'field' | 'subscribed' } & DriftedValue)
    /** `since`: RFC 3339 instant of the opt-out, or `unknown`. `cause`: why nothing is delivered any more. */
    | ({ readonly kind: 'opted-out'; readonly since: string; readonly cause?: EndedBy } & DriftedValue)
    | { readonly kind: 'suppressed' | 'not-erased' | 'gone' | 'missing' | 'still-there' }
    /** `rule` and `args` say why. */
    | { readonly kind: 'unclear'; readonly rule: RuleId; readonly args: Arguments }
    /** `paths`: the fields that a plan would still write or that it blocks; empty if the whole contact is concerned. */
    | { readonly kind: 'owed'; readonly action: Action; readonly paths: readonly FieldPath[] }
  );

/** The contact that an entry concerns, and where it is declared. */
export interface DriftPlace {
  readonly account: string;
  readonly key: string;
  readonly source: SourcePosition;
}

/** One account's part of the drift. */
export interface DriftAccount {
  readonly account: string;
  readonly provider: ProviderName;
  readonly dialect: DialectName;
  /** The base URL, or `sandbox:<account>`. */
  readonly origin: string;
  /** `manifests`: nothing is recorded, so live was compared with the manifests alone. `nothing`: the record must not be used. */
  readonly comparedWith: 'record' | 'manifests' | 'nothing';
  /** What is recorded about earlier applies; absent if it could not be determined. */
  readonly record?: RecordState;
  readonly reading: Reading;
  /** False if a read failed, if the reading is not plausible, or if the record must not be used. */
  readonly complete: boolean;
  readonly failures: readonly ReadFailure[];
  readonly refusals: readonly Refusal[];
  /** Number of declared contacts. */
  readonly declared: number;
  /** Number of entries of each kind. */
  readonly counts: Readonly<Record<DriftKind, number>>;
  /** Number of contacts for which the manifests declare something that is not applied yet, which is no drift. */
  readonly pending: number;
  /** Number of opt-outs from before the last apply that are still declared as subscribed. They are respected, and no drift. */
  readonly earlierOptOuts: number;
  /** Number of contacts that were not compared, because they were changed in commits that these manifests lack. */
  readonly leftOut: number;
}

/** What `rollcall drift` found. */
export interface Drift {
  readonly formatVersion: typeof DRIFT_FORMAT_VERSION;
  readonly tool: Plan['tool'];
  readonly manifests: Plan['manifests'];
  readonly environment: Plan['environment'];
  readonly filters: Plan['filters'];
  readonly notes: Plan['notes'];
  /** False if any account is incomplete. Then an empty list of entries does not mean that there is no drift. */
  readonly complete: boolean;
  readonly accounts: readonly DriftAccount[];
  /** In the order of the accounts, the kinds, and the keys. */
  readonly entries: readonly DriftEntry[];
}
