// What each dialect of each vendor can do, as data: the manifest schema, the offline rules, the reader, the limiter and the
// README's support matrix all read it, and nothing else knows. A dialect is one version of one vendor's API.
// This file holds the shape alone; table.ts lists the dialects, and derives the types that name them.

import type { Status } from '../contact/consent.ts';
import type { Channel, FieldName, IdentifierKind } from '../contact/fields.ts';
import type { Budget } from '../http/request.ts';

/**
 * How sure a fact is. documented: the vendor's documents say so; seen: in recorded exchanges or working clients;
 * uncertain: inferred or contradicted, so the harmless behaviour was chosen and read-back proves it.
 */
export type Certainty = 'documented' | 'seen' | 'uncertain';

/** yes: the vendor's documents say how; unproven: sent, marked in the plan, proved by read-back; no: a diagnostic. */
export type Clear = 'yes' | 'unproven' | 'no';

interface Fact {
  /** How the field travels, in the vendor's words, or why it does not. */
  readonly how: string;
  readonly certainty: Certainty;
  /** The document that says so, and the day it was read (YYYY-MM-DD). */
  readonly source: string;
  readonly date: string;
}

/** A field that the vendor does not have: not sent there, and said so once per account. */
export interface UnsupportedField extends Fact {
  readonly has: false;
}

export interface SupportedField extends Fact {
  readonly has: true;
  readonly read: boolean;
  readonly write: boolean;
  readonly clear: Clear;
  /** Longest value in characters (UTF-16 code units). */
  readonly maxLength?: number;
  /** The only values the vendor takes. */
  readonly values?: readonly string[];
  /** Shares its place at the vendor with this field, which wins where both are declared. */
  readonly yieldsTo?: FieldName;
}

export type FieldSupport = UnsupportedField | SupportedField;

export interface SetSupport {
  /** Forms in which the set can be declared; `listRemovals` false: a list that would remove members cannot be carried out. */
  readonly list: boolean;
  readonly map: boolean;
  readonly listRemovals: boolean;
  readonly maxMembers?: number;
  readonly maxMemberLength?: number;
  /** Nobody who opted out can be added. */
  readonly refusesOptedOut?: boolean;
  /** A person who left by themselves is not put back, and neither the contact nor the answer to the write shows it. */
  readonly ignoresThoseWhoLeft?: boolean;
}

export interface PropertySupport {
  /** Source of the regular expression that a name must match as a whole. */
  readonly namePattern: string;
  /** The pattern in words, for diagnostics. */
  readonly nameRule: string;
  readonly maxNameLength: number;
  readonly reserved: readonly string[];
  readonly types: readonly ('string' | 'number' | 'boolean' | 'list')[];
  readonly maxStringLength: number;
  /** Decimals that the vendor keeps of a number. */
  readonly decimals?: number;
  /** The vendor takes `""` as a removal, so an empty text cannot be stored. */
  readonly emptyIsRemoval: boolean;
  /**
   * How a property of type date is written, where accounts have such: as an instant with milliseconds, or as the day alone, with
   * the time of day behind it unless that is midnight (UTC).
   */
  readonly dates?: 'instant' | 'day and time';
}

interface IdentitySupport {
  /** Identifiers by which the vendor can look a contact up. */
  readonly lookUp: readonly IdentifierKind[];
  /** Email changes go through this identifier, or cannot be done safely. */
  readonly emailChange: 'userId' | 'id' | 'none';
  /** A contact that has a phone can be given another one. */
  readonly phoneChange: boolean;
  /** A write that names two identifiers matches a contact by either. */
  readonly matchesEither: boolean;
  /** Identifiers can be released by one contact and claimed by another. */
  readonly moves: boolean;
  /** The vendor keeps phones as free text: they are compared by their digits, and not rewritten for their format. */
  readonly phonesByDigits?: boolean;
}

export interface ReadSupport {
  /** Paging through everything. `complete`: what it does not return does not exist. */
  readonly list?: { readonly pageSize: number; readonly complete: boolean };
  /** Contacts that one look-up can ask for; 1 means one by one. */
  readonly lookUpGroup: number;
  /** Longest encoded query in characters that a look-up may have. */
  readonly maxQueryLength?: number;
  /** Budgets that a read spends from. */
  readonly budgets: readonly string[];
  /** Contacts that changed since an instant can be listed by themselves; those that were deleted since are never among them. */
  readonly changes?: ChangesSupport;
}

interface ChangesSupport {
  /** How much earlier than the last reading to ask from: what the vendor shows late would be missed for good. */
  readonly overlapMs: number;
  /** The vendor's documents, and what they do not say. */
  readonly source: string;
}

interface CreateSupport {
  /** Without a declared email status the vendor would subscribe. */
  readonly needsEmailStatus: boolean;
  /** The vendor creates no contact without an email. */
  readonly needsEmail: boolean;
  readonly welcome: boolean;
}

export interface Capabilities {
  /** `<provider>@<apiVersion>`; the key in table.ts. */
  readonly dialect: string;
  /** The vendor as manifests name it. */
  readonly provider: string;
  readonly apiVersion: string;
  /** The vendor as it writes its own name. */
  readonly vendorName: string;
  /** The dialect for people: vendor name and API version. */
  readonly label: string;
  /** The vendor's origin, which `baseUrl` may replace. */
  readonly origin: string;
  /** Fixed parts of the API's paths. Redaction shows these and hides every other part, which may be somebody's identifier. */
  readonly pathWords: readonly string[];
  readonly credentials: readonly ('apiKey' | 'apiId')[];
  readonly fields: Readonly<Record<FieldName, FieldSupport>>;
  readonly tags: SetSupport;
  readonly lists: SetSupport;
  readonly autoresponders: SetSupport;
  readonly customProperties: PropertySupport;
  /** Statuses that can be written, by channel; a channel the vendor does not have is absent. */
  readonly channels: Readonly<
    Partial<Record<Channel, { readonly statuses: readonly Status[]; readonly basisRequired: boolean }>>
  >;
  /** `country` must be declared together with `countryCode`: the vendor derives one from the other. */
  readonly countryNeedsCode: boolean;
  readonly identity: IdentitySupport;
  readonly reads: ReadSupport;
  readonly creates: CreateSupport;
  readonly deletes: boolean;
  /** Ways in which an update can address its contact. The first is the default; the account's `keyField` chooses another. */
  readonly keyFields: readonly string[];
  /** A key field that has consequences, and what they are; said where a manifest chooses it. */
  readonly riskyKeyField?: { readonly keyField: string; readonly consequence: string; readonly advice: string };
  /** A first 401 may be spurious and is tried once more. */
  readonly spuriousUnauthorized?: boolean;
  /** The vendor's published limits; the limiter takes a share of them. */
  readonly budgets: readonly Budget[];
  /** What a write may set off at the vendor, in words; said in the plan. */
  readonly automations: { readonly create: readonly string[]; readonly update: readonly string[] };
}
