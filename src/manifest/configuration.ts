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
   * Changed existing contacts in percent of the contacts that are declared at the account, now or in the base, whichever are more;
   * checked only above MAX_CHANGED_PERCENT_FROM changes.
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

/** What is expected of an account's plan. */
export interface Expected extends Expectations {
  /**
   * False if an apply that asks nobody may subscribe people although another account of the sender could not be asked whether they
   * have opted out there.
   */
  readonly crossCheck?: boolean;
}

/** Which contacts of an account are never written: whose live contact has a tag or a list, or whose key matches a pattern. */
export interface Exclusion {
  readonly tags?: readonly string[];
  readonly lists?: readonly string[];
  /** Patterns of contact keys. */
  readonly contacts?: readonly string[];
}

/** One account with every default filled in. */
export interface Account extends Policies {
  readonly name: string;
  /** What the vendor can do, as documents say it and as was found at this account. */
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
  /** Name of the vendor's account, for a vendor whose credentials do not tell it. */
  readonly team?: string;
  readonly limits: Limits;
  readonly expect: Expected;
  /** Whether evidence of consent is sent for people who are subscribed already; absent: no. */
  readonly backfillConsent?: boolean;
  /** Whether custom properties that the account does not have are defined; absent: no. */
  readonly defineProperties?: boolean;
  /** Absent: nobody is excluded. */
  readonly exclude?: Exclusion;
  /** What was found of unproven facts; absent if the manifests say nothing. `capabilities` has those that are believed. */
  readonly facts?: readonly AccountFact[];
  /** Patterns of contact keys: the environment takes only contacts that match. Absent: all. */
  readonly scope?: readonly string[];
  /** Present if manifests that lack applied commits may be applied. */
  readonly behind?: 'allow';
  readonly source: SourcePosition;
}

/** A field that some contacts declare and the account's vendor does not have. */
export interface UnsupportedFieldCount {
  readonly account: string;
  readonly field: FieldName;
  readonly contacts: number;
}

/** The environment that was chosen, and what else is declared. */
export interface Environment {
  readonly name: string;
  /** Names of all environments that the manifests declare, sorted. */
  readonly declared: readonly string[];
  /** Names of accounts that are declared, and are not there in this environment. */
  readonly absentAccounts: readonly string[];
  /** Contacts that are declared at the other accounts, and that their patterns do not choose. */
  readonly outOfScope: readonly DesiredContact[];
}

/** All accounts and contacts that the manifests declare, after defaults, merging and normalisation. */
export interface Configuration {
  /** Sorted by name. */
  readonly accounts: readonly Account[];
  /** One per contact and account, sorted by key. */
  readonly contacts: readonly DesiredContact[];
  /**
   * What contacts would be together with their proposed entries, sorted by key; absent if there are none. They are shown and never
   * sent. `contacts` has the same contact without these entries, if it has others.
   */
  readonly proposed?: readonly DesiredContact[];
  readonly unsupportedFields: readonly UnsupportedFieldCount[];
  /** Absent if none was chosen: then every account is as it is declared. */
  readonly environment?: Environment;
  /** People who must not be mailed, in the order of the files; absent if the manifests name none. */
  readonly suppressions?: readonly Suppression[];
  /** Present if opt-outs are carried to the other accounts of their sender. */
  readonly optOuts?: 'spread';
  /** People who asked to be forgotten; absent if the manifests name none. */
  readonly erasures?: readonly Erasure[];
  /** The files of data that contacts come from; absent if the manifests name none. */
  readonly sources?: readonly LoadedSource[];
  /** Entries that are left out because they are invalid; absent if there are none. */
  readonly skipped?: readonly SkippedEntry[];
  /** Limits over all accounts; absent if the manifests declare none. */
  readonly limits?: TotalLimits;
  /** sha256 over the contents of all manifests and files of data, independent of their names and order. */
  readonly digest: string;
  /** Number of manifest files. */
  readonly files: number;
}
