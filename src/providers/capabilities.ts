// The types that describe what each dialect of each vendor can do. A dialect is one version of one vendor's API. The data is the
// only source of such facts: the manifest schema, the offline rules, the reader, the limiter and the README's support matrix all
// read it. table.ts lists the dialects and derives the types of their names.

import type { Status } from '../contact/consent.ts';
import type { Channel, FieldName, IdentifierKind } from '../contact/fields.ts';
import type { Budget } from '../http/request.ts';

/**
 * How certain a fact is. documented: the vendor's documents say so; seen: observed in recorded exchanges or working clients;
 * uncertain: inferred or contradicted, so the harmless behaviour was chosen and is verified by read-back.
 */
export type Certainty = 'documented' | 'seen' | 'uncertain';

/** Whether a field can be cleared. yes: documented; unproven: sent, marked in the plan and verified by read-back; no: a diagnostic. */
export type Clear = 'yes' | 'unproven' | 'no';

interface Fact {
  /** How the field is sent, in the vendor's terms, or why it is not. */
  readonly how: string;
  readonly certainty: Certainty;
  /** The document that states the fact, and the day it was read (YYYY-MM-DD). */
  readonly source: string;
  readonly date: string;
}

/** A field that the vendor does not have: it is not sent there, and a diagnostic says so once per account. */
export interface UnsupportedField extends Fact {
  readonly has: false;
}

/** A field that the vendor has, with what can be done with it. */
export interface SupportedField extends Fact {
  readonly has: true;
  readonly read: boolean;
  readonly write: boolean;
  readonly clear: Clear;
  /** Maximum length of a value in UTF-16 code units. */
  readonly maxLength?: number;
  /** The only values that the vendor accepts. */
  readonly values?: readonly string[];
  /** A field that is stored in the same vendor field and takes precedence when both are declared. */
  readonly yieldsTo?: FieldName;
}

/** One row of the table of fields. */
export type FieldSupport = UnsupportedField | SupportedField;

/** What can be done with a set: tags, lists or autoresponders. */
export interface SetSupport {
  /** Forms in which the set can be declared. If `listRemovals` is false, a list that would remove members cannot be applied. */
  readonly list: boolean;
  readonly map: boolean;
  readonly listRemovals: boolean;
  readonly maxMembers?: number;
  readonly maxMemberLength?: number;
  /** The vendor adds nobody who has opted out. */
  readonly refusesOptedOut?: boolean;
  /** The vendor does not add a person who has left the set themselves; neither the contact nor the response to the write shows that. */
  readonly ignoresThoseWhoLeft?: boolean;
}

/** Names and values that custom properties can have. */
export interface PropertySupport {
  /** Source of the regular expression that the whole name must match. */
  readonly namePattern: string;
  /** The pattern in words, for diagnostics. */
  readonly nameRule: string;
  readonly maxNameLength: number;
  readonly reserved: readonly string[];
  readonly types: readonly ('string' | 'number' | 'boolean' | 'list')[];
  readonly maxStringLength: number;
  /** Number of decimal places that the vendor stores. */
  readonly decimals?: number;
  /** The vendor treats `""` as a removal, so an empty text cannot be stored. */
  readonly emptyIsRemoval: boolean;
  /**
   * How a property of type date is written, for vendors that have such properties: as an instant with milliseconds, or as a day,
   * followed by the time of day unless that is midnight (UTC).
   */
  readonly dates?: 'instant' | 'day and time';
}

interface IdentitySupport {
  /** Identifiers by which the vendor can look up a contact, in order of preference. */
  readonly lookUp: readonly IdentifierKind[];
  /** The identifier that addresses a contact whose email changes; `none`: an email cannot be changed safely. */
  readonly emailChange: 'userId' | 'id' | 'none';
  /** The phone of a contact can be replaced. */
  readonly phoneChange: boolean;
  /** A write that names two identifiers matches a contact by either. */
  readonly matchesEither: boolean;
  /** One contact can release an identifier, and another can claim it. */
  readonly moves: boolean;
  /** The vendor stores phones as free text: they are compared by their digits, and a difference in format alone is not written. */
  readonly phonesByDigits?: boolean;
}

/** How contacts can be read. */
export interface ReadSupport {
  /** Listing all contacts page by page. `complete`: a contact that is not listed does not exist. */
  readonly list?: { readonly pageSize: number; readonly complete: boolean };
  /** Maximum number of contacts in one look-up request. */
  readonly lookUpGroup: number;
  /** Maximum length of the encoded query of a look-up, in characters. */
  readonly maxQueryLength?: number;
  /** Rate-limit budgets that a read counts against. */
  readonly budgets: readonly string[];
  /** Present if the vendor can list only the contacts that changed since an instant. Deleted contacts are never listed. */
  readonly changes?: ChangesSupport;
}

interface ChangesSupport {
  /** Milliseconds by which a reading starts before the end of the previous one. Without it, a change that the vendor shows late would
   * never be seen. */
  readonly overlapMs: number;
  /** The vendor's documents, and what they leave open. */
  readonly source: string;
}

interface CreateSupport {
  /** The vendor subscribes a contact that is created without an email status. */
  readonly needsEmailStatus: boolean;
  /** The vendor creates no contact without an email. */
  readonly needsEmail: boolean;
  /** The vendor can send a welcome message on creation. */
  readonly welcome: boolean;
}

/** Everything that one dialect can do. */
export interface Capabilities {
  /** `<provider>@<apiVersion>`; the key in table.ts. */
  readonly dialect: string;
  /** The vendor's name in manifests. */
  readonly provider: string;
  readonly apiVersion: string;
  /** The vendor's name as the vendor spells it. */
  readonly vendorName: string;
  /** The dialect's name in output: vendor name and API version. */
  readonly label: string;
  /** The vendor's origin, which `baseUrl` may replace. */
  readonly origin: string;
  /** Fixed segments of the API's paths. Redaction shows these and hides every other segment, which may be a personal identifier. */
  readonly pathWords: readonly string[];
  readonly credentials: readonly ('apiKey' | 'apiId')[];
  /** The credentials do not tell which account of the vendor they belong to, so that a manifest may name it as `team`. */
  readonly hasTeam?: boolean;
  readonly fields: Readonly<Record<FieldName, FieldSupport>>;
  readonly tags: SetSupport;
  readonly lists: SetSupport;
  readonly autoresponders: SetSupport;
  readonly customProperties: PropertySupport;
  /** Statuses that can be written, by channel. A channel that the vendor does not have is absent. */
  readonly channels: Readonly<
    Partial<Record<Channel, { readonly statuses: readonly Status[]; readonly basisRequired: boolean }>>
  >;
  /** `country` must be declared together with `countryCode`: the vendor derives one from the other. */
  readonly countryNeedsCode: boolean;
  readonly identity: IdentitySupport;
  readonly reads: ReadSupport;
  readonly creates: CreateSupport;
  readonly deletes: boolean;
  /** Keys by which an update can address its contact. The first is the default; the account's `keyField` selects another. */
  readonly keyFields: readonly string[];
  /** A key field with unwanted consequences; a diagnostic states them if a manifest selects it. */
  readonly riskyKeyField?: { readonly keyField: string; readonly consequence: string; readonly advice: string };
  /** A first 401 may be spurious, so the request is retried once. */
  readonly spuriousUnauthorized?: boolean;
  /** The vendor's published rate limits; the limiter uses a share of them. */
  readonly budgets: readonly Budget[];
  /** Automations that a write may trigger at the vendor, in words; shown in the plan. */
  readonly automations: { readonly create: readonly string[]; readonly update: readonly string[] };
}
