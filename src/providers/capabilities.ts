// The types that describe what each dialect can do. A dialect is one version of one vendor's API. The data of these types is the
// only place that says what a dialect can do: the manifest schema, the offline rules, the reader, the limiter and the support
// matrix of the guide all use it. table.ts lists the dialects and derives the types of their names.

import type { FinalCause, Status } from '../contact/consent.ts';
import type { Channel, FieldName, IdentifierKind } from '../contact/fields.ts';
import type { Budget } from '../http/request.ts';

/**
 * How certain a fact is. `documented`: the vendor's documents state it. `seen`: it was observed in recorded requests and
 * responses, or in working clients. `uncertain`: it is inferred, or sources contradict each other; the code assumes the less
 * harmful alternative, and the written values are verified by reading them back.
 */
export type Certainty = 'documented' | 'seen' | 'uncertain';

/**
 * Whether a field can be cleared. `yes`: the vendor documents how. `unproven`: not documented; the request is sent, marked in the
 * plan, and verified by reading the contact afterwards. `no`: a manifest that clears the field gets a diagnostic.
 */
export type Clear = 'yes' | 'unproven' | 'no';

/**
 * An assumption about a vendor that no document confirms. `rollcall doctor --rehearse` tests it with one contact of an account
 * (src/workflows/doctor), and the manifests store the result (`accounts.<name>.facts`).
 */
export interface UnprovenFact {
  /** The fact's id, such as `clear.firstName`. It must never change, because manifests refer to it. */
  readonly id: string;
  readonly field: FieldName;
  /**
   * The capability that depends on the fact. `clear`: whether the field can be emptied. `replace`: whether a written set replaces
   * the stored one, so that a set declared as a list can remove members. `time`: whether a property of type date keeps the time
   * of day.
   */
  readonly decides: 'clear' | 'replace' | 'time';
  /** The assumption, in one sentence. */
  readonly sentence: string;
}

/**
 * The possible results of testing an unproven fact at an account. `proved`: the assumption is right. `ignored`: the vendor
 * accepted the request and did not carry it out. `refused`: the vendor answered with an error.
 */
export const FACT_RESULTS = ['proved', 'ignored', 'refused'] as const;
/** The result of testing an unproven fact at an account. */
export type FactResult = (typeof FACT_RESULTS)[number];

/** The result of testing one unproven fact at an account, and the day of the test (YYYY-MM-DD). */
export interface Finding {
  readonly result: FactResult;
  readonly date: string;
  /** The environment in which it was found out; absent if the manifests declared none. */
  readonly environment?: string;
}

interface Fact {
  /** How the field is sent (the vendor's field name and any peculiarity), or why it is not sent. */
  readonly how: string;
  readonly certainty: Certainty;
  /** The document that states the fact, and the date on which it was read (YYYY-MM-DD). */
  readonly source: string;
  readonly date: string;
}

/** A field that the vendor does not have. It is not sent, and one diagnostic per account reports it. */
export interface UnsupportedField extends Fact {
  readonly has: false;
}

/** A field that the vendor has, and the operations that it supports. */
export interface SupportedField extends Fact {
  readonly has: true;
  readonly read: boolean;
  readonly write: boolean;
  readonly clear: Clear;
  /** The test result on which `clear` is based; absent if `clear` is that of the vendor's table. */
  readonly found?: Finding;
  /** Maximum length of a value in UTF-16 code units. */
  readonly maxLength?: number;
  /** The only values that the vendor accepts. */
  readonly values?: readonly string[];
  /**
   * Another field that the vendor stores in the same field of its own, and that wins over this one if a manifest declares both.
   */
  readonly yieldsTo?: FieldName;
}

/** What a dialect can do with one field. */
export type FieldSupport = UnsupportedField | SupportedField;

/** What a dialect can do with one kind of set: tags, lists or autoresponders. */
export interface SetSupport {
  /**
   * The forms in which manifests may declare the set. `list`: a list of all members. `map`: a map from a member to true or false.
   */
  readonly list: boolean;
  readonly map: boolean;
  /** True if a set declared as a list may remove members; if false, a list that would remove members is blocked. */
  readonly listRemovals: boolean;
  /** The test result on which `listRemovals` is based; absent if `listRemovals` is that of the vendor's table. */
  readonly found?: Finding;
  readonly maxMembers?: number;
  readonly maxMemberLength?: number;
  /** True if members have a name in addition to the id that the API uses. */
  readonly haveNames?: boolean;
  /** True if the vendor does not add contacts that have opted out. */
  readonly refusesOptedOut?: boolean;
  /** True if the vendor never adds a person who once left the set, and neither the response nor the contact shows that. */
  readonly ignoresThoseWhoLeft?: boolean;
}

/** The names and values that a dialect allows for custom properties. */
export interface PropertySupport {
  /** The regular expression, as text, that the whole name must match. */
  readonly namePattern: string;
  /** The name pattern in words, for diagnostics. */
  readonly nameRule: string;
  readonly maxNameLength: number;
  /** Names that a custom property must not have. */
  readonly reserved: readonly string[];
  readonly types: readonly ('string' | 'number' | 'boolean' | 'list')[];
  readonly maxStringLength: number;
  /**
   * Present if the vendor's API can define properties. `namePattern` is the regular expression, as text, for the names of new
   * ones.
   */
  readonly defines?: { readonly namePattern: string };
  /** Number of decimal places that the vendor stores; absent if numbers are not rounded. */
  readonly decimals?: number;
  /** True if the vendor treats `""` as a removal, so that an empty text cannot be stored. */
  readonly emptyIsRemoval: boolean;
  /**
   * The format in which a property of type date is written; absent if the vendor has no properties of that type. `instant`: an
   * instant with milliseconds. `day and time`: the day, followed by the time of day (UTC) unless that is midnight. `day`: the day
   * alone, because the vendor does not keep the time.
   */
  readonly dates?: 'instant' | 'day and time' | 'day';
  /** The test result on which `dates` is based; absent if `dates` is that of the vendor's table. */
  readonly found?: Finding;
}

interface IdentitySupport {
  /** Identifiers by which the vendor can look up a contact, in order of preference. */
  readonly lookUp: readonly IdentifierKind[];
  /**
   * The identifier that addresses the contact in a request that changes its email; `none` if an email cannot be changed safely.
   */
  readonly emailChange: 'userId' | 'id' | 'none';
  /** True if the phone of a contact can be replaced. */
  readonly phoneChange: boolean;
  /** True if one plan can take an identifier from one contact and give it to another. */
  readonly moves: boolean;
  /**
   * True if the vendor stores phones as free text. Only their digits are compared, so another notation of the same number is not
   * a difference.
   */
  readonly phonesByDigits?: boolean;
}

/** How a dialect can read contacts. */
export interface ReadSupport {
  /**
   * Present if the vendor can list all contacts page by page. `pageSize` is the number of contacts per page. `complete` is true
   * if a contact that is missing from the listing does not exist.
   */
  readonly list?: { readonly pageSize: number; readonly complete: boolean };
  /** Maximum number of contacts in one look-up request. */
  readonly lookUpGroup: number;
  /** Maximum length of the encoded query of a look-up, in characters. */
  readonly maxQueryLength?: number;
  /** Names of the rate-limit budgets (see `budgets` below) that a read counts against. */
  readonly budgets: readonly string[];
  /** Present if the vendor can list only the contacts that changed since an instant. Deleted contacts are never listed. */
  readonly changes?: ChangesSupport;
}

interface ChangesSupport {
  /**
   * Milliseconds by which an incremental reading starts before the start of the previous one. Without this overlap, a change that
   * the vendor lists with a delay would be missed.
   */
  readonly overlapMs: number;
  /** The vendor's documents that describe the filter, and what they do not say. */
  readonly source: string;
}

interface CreateSupport {
  /** True if the vendor subscribes a contact that is created without an email status. */
  readonly needsEmailStatus: boolean;
  /** True if the vendor creates no contact without an email. */
  readonly needsEmail: boolean;
  /** True if the vendor can send a welcome message on creation. */
  readonly welcome: boolean;
  /**
   * True if a create can state since when the person has been a contact elsewhere (`createdAt`), and the vendor stores that date.
   */
  readonly keepsCreatedAt?: boolean;
}

interface ChannelSupport {
  readonly statuses: readonly Status[];
  /** True if a subscription must be declared with the legal basis of the consent. */
  readonly basisRequired: boolean;
  /** True if evidence of consent can be added to an existing subscription without changing its status. */
  readonly takesEvidence?: boolean;
  /** True if a status is written with its date, and the vendor ignores one that is not newer than what it has. */
  readonly takesDate?: boolean;
}

/** The capabilities of one dialect. */
export interface Capabilities {
  /** The dialect's key in table.ts: `<provider>@<apiVersion>`. */
  readonly dialect: string;
  /** The vendor's name in manifests. */
  readonly provider: string;
  readonly apiVersion: string;
  /** The vendor's name as the vendor spells it. */
  readonly vendorName: string;
  /** The dialect's name in output: the vendor's name and the API version. */
  readonly label: string;
  /** The origin of the vendor's API; an account's `baseUrl` replaces it. */
  readonly origin: string;
  /** Fixed segments of the API's paths. Redaction shows them and hides all others, which may contain personal identifiers. */
  readonly pathWords: readonly string[];
  readonly credentials: readonly ('apiKey' | 'apiId')[];
  /**
   * True if the credentials do not reveal which account at the vendor they belong to. A manifest may then name that account as
   * `team`.
   */
  readonly hasTeam?: boolean;
  readonly fields: Readonly<Record<FieldName, FieldSupport>>;
  /** The facts about fields that no document proves. Every field whose `clear` is `unproven` has one. */
  readonly unproven: readonly UnprovenFact[];
  readonly tags: SetSupport;
  readonly lists: SetSupport;
  readonly autoresponders: SetSupport;
  readonly customProperties: PropertySupport;
  /** The statuses that can be written, by channel. A channel that the vendor does not have is absent. */
  readonly channels: Readonly<Partial<Record<Channel, ChannelSupport>>>;
  /**
   * Advice on how a person can be subscribed again after an opt-out that no manifest can undo: a map from the cause of the
   * opt-out to a text such as “remove the suppression at …”. Causes that the vendor does not report are absent. The vendor
   * folders give the source and date of each text.
   */
  readonly waysBack?: Readonly<Partial<Record<FinalCause, string>>>;
  /** True if `country` must be declared together with `countryCode`, because the vendor derives one from the other. */
  readonly countryNeedsCode: boolean;
  readonly identity: IdentitySupport;
  readonly reads: ReadSupport;
  readonly creates: CreateSupport;
  /** True if contacts can be deleted. */
  readonly deletes: boolean;
  /** True if contacts that have opted out can be deleted like others. */
  readonly deletesOptedOut: boolean;
  /**
   * The fields by which an update can address its contact. The first is the default; the account's `keyField` selects another.
   */
  readonly keyFields: readonly string[];
  /** A key field with unwanted consequences. If a manifest selects it, a diagnostic shows `consequence` and `advice`. */
  readonly riskyKeyField?: { readonly keyField: string; readonly consequence: string; readonly advice: string };
  /** True if the vendor occasionally rejects a valid key, so that the first 401 of a request is retried. */
  readonly spuriousUnauthorized?: boolean;
  /** The vendor's rate limits, or a cautious limit if the vendor publishes none. rollcall uses only a share of each. */
  readonly budgets: readonly Budget[];
  /** Descriptions of the automations that a create or an update may trigger at the vendor. The plan shows them. */
  readonly automations: { readonly create: readonly string[]; readonly update: readonly string[] };
}
