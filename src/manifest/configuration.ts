// Output types of the manifest loader: the complete configuration after defaults, merging and normalisation.

import type { DesiredContact, SourcePosition } from '../contact/contact.ts';
import type { FieldName } from '../contact/fields.ts';
import type { RateLimit } from '../http/limiter/share.ts';
import type { Dialect, KeyField } from '../providers/table.ts';
import type { Policies } from './account-settings.ts';
import type { AccountFact } from './facts/fact.ts';
import type { LoadedSource, SkippedEntry } from './sources/source.ts';
import type { Erasure, Suppression } from './suppressions/person.ts';

/** A reference to the environment variable that holds a credential. Never contains the credential itself. */
export interface CredentialReference {
  readonly variable: string;
  readonly source: SourcePosition;
}

/** Safety limits of an account: a plan that exceeds one is refused. An absent member means no limit of that kind. */
export interface Limits {
  /**
   * Changed existing contacts in percent of the contacts that are declared at the account, now or in the base, whichever are
   * more; checked only above MAX_CHANGED_PERCENT_FROM changes.
   */
  readonly maxChangedPercent?: number;
  /** Minimum number of live contacts that a listing must return. */
  readonly minContacts?: number;
  readonly maxDeletes?: number;
  readonly maxUnsubscribes?: number;
}

/** Limits over all accounts together, which the manifests declare at their top level. */
export type TotalLimits = Pick<Limits, 'maxChangedPercent' | 'maxDeletes' | 'maxUnsubscribes'>;

/** Maximum counts for a plan; a plan that exceeds one fails. */
export interface Expectations {
  readonly becomesMailable?: number;
  readonly stopsBeingMailable?: number;
  readonly creates?: number;
  readonly updates?: number;
  readonly deletes?: number;
  readonly requests?: number;
}

/** Expectations for the plan of an account. */
export interface Expected extends Expectations {
  /**
   * False if an apply that asks nobody may subscribe people although another account of the sender could not be asked whether
   * they have opted out there.
   */
  readonly crossCheck?: boolean;
}

/**
 * The contacts of an account that are never written: those whose live contact has one of the tags or lists, and those whose key
 * matches one of the patterns.
 */
export interface Exclusion {
  readonly tags?: readonly string[];
  readonly lists?: readonly string[];
  /** Patterns of contact keys. */
  readonly contacts?: readonly string[];
}

/** One account with every default filled in. */
export interface Account extends Policies {
  readonly name: string;
  /** What the vendor can do, according to its documents and to the believed facts that were found at this account. */
  readonly capabilities: Dialect;
  /** Without a trailing slash; defaults to the vendor's own origin. */
  readonly baseUrl: string;
  readonly credentials: Readonly<Partial<Record<'apiKey' | 'apiId', CredentialReference>>>;
  /** Maximum request rate, if the manifest sets one. */
  readonly rateLimit?: RateLimit;
  /** Identifier by which an update addresses a contact. */
  readonly keyField: KeyField;
  /** Sender of the account's messages; consent is given to one sender. */
  readonly sender?: string;
  /** Name of the vendor's account, for a vendor whose credentials do not identify the account. */
  readonly team?: string;
  readonly limits: Limits;
  readonly expect: Expected;
  /** True if evidence of consent is sent for people who are subscribed already; absent: it is not. */
  readonly backfillConsent?: boolean;
  /** True if custom properties that the account lacks are defined there; absent: they are not. */
  readonly defineProperties?: boolean;
  /** Absent: nobody is excluded. */
  readonly exclude?: Exclusion;
  /**
   * What a rehearsal found at the account about facts that no document proves; absent if the manifests record nothing.
   * `capabilities` takes only those into account that are believed.
   */
  readonly facts?: readonly AccountFact[];
  /** Patterns of contact keys: only contacts that match belong to the environment. Absent: all contacts do. */
  readonly scope?: readonly string[];
  /** Present if manifests that lack commits which were already applied here may be applied. */
  readonly behind?: 'allow';
  readonly source: SourcePosition;
}

/** A field that some contacts declare and the account's vendor does not have. */
export interface UnsupportedFieldCount {
  readonly account: string;
  readonly field: FieldName;
  readonly contacts: number;
}

/** The chosen environment, the names of all environments, and what the chosen one leaves out. */
export interface Environment {
  readonly name: string;
  /** Names of all environments that the manifests declare, sorted. */
  readonly declared: readonly string[];
  /** Names of the declared accounts that this environment says are not there (`false`). */
  readonly absentAccounts: readonly string[];
  /** Contacts at accounts of this environment that the environment's patterns (`contacts:`) do not choose. */
  readonly outOfScope: readonly DesiredContact[];
}

/** All accounts and contacts that the manifests declare, after defaults, merging and normalisation. */
export interface Configuration {
  /** Sorted by name. */
  readonly accounts: readonly Account[];
  /** One per contact and account, sorted by key. */
  readonly contacts: readonly DesiredContact[];
  /**
   * Contacts as they would be together with their proposed entries (`stage: proposed`), sorted by key; absent if there are none.
   * They are shown and never sent. A contact that has declared entries as well is also in `contacts`, without the proposed ones.
   */
  readonly proposed?: readonly DesiredContact[];
  readonly unsupportedFields: readonly UnsupportedFieldCount[];
  /** Absent if none was chosen: every account is then as it is declared outside the environments. */
  readonly environment?: Environment;
  /** People who must not be mailed, in the order of the files; absent if the manifests name none. */
  readonly suppressions?: readonly Suppression[];
  /** Present if opt-outs are carried to the other accounts of their sender. */
  readonly optOuts?: 'spread';
  /** People who asked to be forgotten; absent if the manifests name none. */
  readonly erasures?: readonly Erasure[];
  /** The data files that contacts come from; absent if the manifests name none. */
  readonly sources?: readonly LoadedSource[];
  /** Entries that are left out because they are invalid; absent if there are none. */
  readonly skipped?: readonly SkippedEntry[];
  /** Limits over all accounts; absent if the manifests declare none. */
  readonly limits?: TotalLimits;
  /** sha256 over the contents of all manifests and data files, independent of their names and order. */
  readonly digest: string;
  /** Number of manifest files. */
  readonly files: number;
}
