// The types that describe what each dialect can do. A dialect is one version of one vendor's API. The capability data is the only
// source of such facts: the manifest schema, the offline rules, the reader, the limiter and the support matrix of the guide all use
// it. table.ts lists the dialects and derives the types of their names.

import type { FinalCause, Status } from '../contact/consent.ts';
import type { Channel, FieldName, IdentifierKind } from '../contact/fields.ts';
import type { Budget } from '../http/request.ts';

/**
 * How certain a fact is. `documented`: the vendor's documents state it. `seen`: it was observed in recorded exchanges or working
 * clients. `uncertain`: it is inferred, or sources contradict each other; the code assumes the less harmful alternative, and the
 * written values are verified by reading them back.
 */
export type Certainty = 'documented' | 'seen' | 'uncertain';

/**
 * Whether a field can be cleared. `yes`: the vendor documents how. `unproven`: not documented; the request is sent, marked in the
 * plan, and verified by reading back. `no`: a manifest that clears the field gets a diagnostic.
 */
export type Clear = 'yes' | 'unproven' | 'no';

/**
 * A fact that no document proves. It can be found out with one contact (src/workflows/doctor), and manifests record what was found
 * (`accounts.<name>.facts`).
 */
export interface UnprovenFact {
  /** Stable, because manifests name it: `clear.firstName`. */
  readonly id: string;
  readonly field: FieldName;
  /**
   * What it decides. `clear`: whether the field can be emptied. `replace`: whether a written set replaces what is there, so that its
   * list form can remove members. `time`: whether a property of type date keeps the time of day.
   */
  readonly decides: 'clear' | 'replace' | 'time';
  /** What is not proved, in one sentence. */
  readonly sentence: string;
}

/**
 * What was found of an unproven fact at an account. `proved`: it is so. `ignored`: the vendor accepted the request and did not carry
 * it out. `refused`: the vendor answered with an error.
 */
export const FACT_RESULTS = ['proved', 'ignored', 'refused'] as const;
export type FactResult = (typeof FACT_RESULTS)[number];

/** What was found of one fact, and on which day (YYYY-MM-DD). */
export interface Finding {
  readonly result: FactResult;
  readonly date: string;
}

interface Fact {
  /** How the field is sent, in the vendor's terms, or why it is not sent. */
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
  /** What was found at the account, if `clear` rests on it. */
  readonly found?: Finding;
  /** Maximum length of a value in UTF-16 code units. */
  readonly maxLength?: number;
  /** The only values that the vendor accepts. */
  readonly values?: readonly string[];
  /** Another field that is stored in the same vendor field, and takes precedence if a manifest declares both. */
  readonly yieldsTo?: FieldName;
}

/** What a dialect can do with one field. */
export type FieldSupport = UnsupportedField | SupportedField;

/** What a dialect can do with one kind of set: tags, lists or autoresponders. */
export interface SetSupport {
  /** Forms in which the set can be declared: `list`, all members; `map`, member → true or false. */
  readonly list: boolean;
  readonly map: boolean;
  /** False: a list that would remove members cannot be applied. */
  readonly listRemovals: boolean;
  /** What was found at the account, if `listRemovals` rests on it. */
  readonly found?: Finding;
  readonly maxMembers?: number;
  readonly maxMemberLength?: number;
  /** True if members have a name besides the id by which the API knows them. */
  readonly haveNames?: boolean;
  /** True if the vendor adds no contact that has opted out. */
  readonly refusesOptedOut?: boolean;
  /** True if the vendor silently does not add a person who has left the set; neither the contact nor the response shows that. */
  readonly ignoresThoseWhoLeft?: boolean;
}

/** The names and values that a dialect allows for custom properties. */
export interface PropertySupport {
  /** The regular expression, as text, that the whole name must match. */
  readonly namePattern: string;
  /** The name pattern in words, for diagnostics. */
  readonly nameRule: string;
  readonly maxNameLength: number;
  readonly reserved: readonly string[];
  readonly types: readonly ('string' | 'number' | 'boolean' | 'list')[];
  readonly maxStringLength: number;
  /** Present if the vendor's API defines properties: the names that it takes for new ones. */
  readonly defines?: { readonly namePattern: string };
  /** Number of decimal places that the vendor stores; absent if numbers are not rounded. */
  readonly decimals?: number;
  /** True if the vendor treats `""` as a removal, so that an empty text cannot be stored. */
  readonly emptyIsRemoval: boolean;
  /**
   * The format in which a property of type date is written; absent if the vendor has no such properties. `instant`: an instant with
   * milliseconds. `day and time`: the day, followed by the time of day (UTC) unless that is midnight. `day`: the day alone, because
   * the vendor does not keep the time.
   */
  readonly dates?: 'instant' | 'day and time' | 'day';
  /** What was found at the account, if `dates` rests on it. */
  readonly found?: Finding;
}

interface IdentitySupport {
  /** Identifiers by which the vendor can look up a contact, in order of preference. */
  readonly lookUp: readonly IdentifierKind[];
  /** The identifier that addresses a contact whose email changes; `none` if an email cannot be changed safely. */
  readonly emailChange: 'userId' | 'id' | 'none';
  /** True if the phone of a contact can be replaced. */
  readonly phoneChange: boolean;
  /** True if a write that names two identifiers updates a contact that has either of them. */
  readonly matchesEither: boolean;
  /** True if one plan can take an identifier from one contact and give it to another. */
  readonly moves: boolean;
  /** True if phones are free text at the vendor. They are then compared by their digits: another format is no difference. */
  readonly phonesByDigits?: boolean;
}

/** How a dialect can read contacts. */
export interface ReadSupport {
  /** Present if all contacts can be listed page by page. `complete`: a contact that is not listed does not exist. */
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
  /** True if the vendor keeps the date that a creation gives as that of an earlier beginning elsewhere. */
  readonly keepsCreatedAt?: boolean;
}

interface ChannelSupport {
  readonly statuses: readonly Status[];
  readonly basisRequired: boolean;
  /** True if the vendor takes evidence of consent for a subscription that stays as it is. */
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
  /** The credentials do not tell which account of the vendor they belong to, so that a manifest may name it as `team`. */
  readonly hasTeam?: boolean;
  readonly fields: Readonly<Record<FieldName, FieldSupport>>;
  /** The facts about fields that no document proves; every row with the clear `unproven` has one. */
  readonly unproven: readonly UnprovenFact[];
  readonly tags: SetSupport;
  readonly lists: SetSupport;
  readonly autoresponders: SetSupport;
  readonly customProperties: PropertySupport;
  /** The statuses that can be written, by channel. A channel that the vendor does not have is absent. */
  readonly channels: Readonly<Partial<Record<Channel, ChannelSupport>>>;
  /**
   * How people come back whose opt-out no manifest lifts, by its cause, as advice: “remove the suppression at …”. Source and date
   * stand beside each text. Absent for causes that the vendor does not report.
   */
  readonly waysBack?: Readonly<Partial<Record<FinalCause, string>>>;
  /** True if `country` must be declared together with `countryCode`, because the vendor derives one from the other. */
  readonly countryNeedsCode: boolean;
  readonly identity: IdentitySupport;
  readonly reads: ReadSupport;
  readonly creates: CreateSupport;
  readonly deletes: boolean;
  /** Whether contacts that opted out can be deleted, too. */
  readonly deletesOptedOut: boolean;
  /** Keys by which an update can address its contact. The first is the default; the account's `keyField` selects another. */
  readonly keyFields: readonly string[];
  /** A key field with unwanted consequences; a diagnostic states them if a manifest selects that key field. */
  readonly riskyKeyField?: { readonly keyField: string; readonly consequence: string; readonly advice: string };
  /** True if the vendor occasionally rejects a valid key, so that the first 401 of a request is retried. */
  readonly spuriousUnauthorized?: boolean;
  /** The vendor's published rate limits; the limiter uses a share of them. */
  readonly budgets: readonly Budget[];
  /** Descriptions of the automations that a write may trigger at the vendor; shown in the plan. */
  readonly automations: { readonly create: readonly string[]; readonly update: readonly string[] };
}
