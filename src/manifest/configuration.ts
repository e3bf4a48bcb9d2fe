// What leaves the manifest room: the complete configuration after defaults, merging and normalisation.

import type { DesiredContact, SourcePosition } from '../contact/contact.ts';
import type { FieldName } from '../contact/fields.ts';
import type { RateLimit } from '../http/limiter/share.ts';
import type { Dialect, KeyField } from '../providers/table.ts';
import type { Policies } from './account-settings.ts';

/** An environment variable that holds a credential; its value is read only when a connection is opened. */
export interface CredentialReference {
  readonly variable: string;
  readonly source: SourcePosition;
}

/** Refusals by number; absent means no limit of that kind. */
export interface Limits {
  /** Changed existing contacts ÷ declared contacts at the account, in percent; looked at above MAX_CHANGED_PERCENT_FROM changes. */
  readonly maxChangedPercent?: number;
  /** The fewest live contacts that a listing must return. */
  readonly minContacts?: number;
  readonly maxDeletes?: number;
  readonly maxUnsubscribes?: number;
}

/** What a plan may hold at most; one that holds more fails. */
export interface Expectations {
  readonly becomesMailable?: number;
  readonly stopsBeingMailable?: number;
  readonly creates?: number;
  readonly updates?: number;
  readonly deletes?: number;
  readonly requests?: number;
}

/** One account with every default filled in. */
export interface Account extends Policies {
  readonly name: string;
  readonly capabilities: Dialect;
  /** Without a trailing slash; the vendor's own origin unless the manifest says otherwise. */
  readonly baseUrl: string;
  readonly credentials: Readonly<Partial<Record<'apiKey' | 'apiId', CredentialReference>>>;
  /** What the account may use at most, if the manifest says so. */
  readonly rateLimit?: RateLimit;
  readonly keyField: KeyField;
  readonly sender?: string;
  readonly limits: Limits;
  readonly expect: Expectations;
  readonly source: SourcePosition;
}

/** A field that some contacts declare and the account's vendor does not have. */
export interface UnsupportedFieldCount {
  readonly account: string;
  readonly field: FieldName;
  readonly contacts: number;
}

/** All accounts and contacts that the manifests declare, after defaults, merging and normalisation. */
export interface Configuration {
  /** By name. */
  readonly accounts: readonly Account[];
  /** One per contact and account, by key. */
  readonly contacts: readonly DesiredContact[];
  readonly unsupportedFields: readonly UnsupportedFieldCount[];
  /** sha256 over the contents of all manifests, whatever their names and order. */
  readonly digest: string;
  readonly files: number;
}
