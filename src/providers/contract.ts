// The contract between the engine and a vendor's room. Everything in it is pure: requests are data that others send,
// responses are data that others received. The engine names no vendor; a vendor's peculiarity lives behind this contract.

import type { Json } from '../contact/canonical.ts';
import type { DesiredContact, Identifier, LiveContact } from '../contact/contact.ts';
import type { Difference } from '../contact/difference.ts';
import type { ApiRequest, ApiResponse, Method, RateHint } from '../http/request.ts';
import type { Capabilities } from './capabilities.ts';

/** Values of the credential fields; they go into headers and nowhere else. */
export type Credentials = Readonly<Partial<Record<'apiKey' | 'apiId', string>>>;

/** The account settings that shape requests. */
export interface AccountSettings {
  /** One of the dialect's `keyFields`. */
  readonly keyField: string;
}

export type FailureKind =
  | 'unauthorized' // wrong or missing key: the account stops
  | 'forbidden' // the key may not do this: the account stops
  | 'retired' // the API version is gone: the account stops
  | 'not-found'
  | 'conflict' // an identifier belongs to another contact, or the contact exists already
  | 'rate-limited'
  | 'invalid' // the vendor refused the request as it stands
  | 'server'
  | 'malformed'; // JSON, but not what the vendor's documents promise

/** A vendor's refusal in our words. */
export interface ApiFailure {
  readonly kind: FailureKind;
  readonly status: number;
  /** The vendor's own words, credentials removed; a stranger's text, to be escaped wherever it is shown. */
  readonly message: string;
  /** The vendor's request id, for its support. */
  readonly requestId?: string;
}

export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: ApiFailure };

export interface Page {
  readonly contacts: readonly LiveContact[];
  /** The next page's request; absent on the last page. */
  readonly next?: ApiRequest;
  /** When the newest change to one of them was made, by the vendor's clock; absent where not every contact says it. */
  readonly latestChange?: string;
}

export type PropertyType = 'string' | 'number' | 'boolean' | 'date';

/** What the account itself defines: the names that may be written, and what their values are. Absent: anything may be. */
export interface AccountSchema {
  readonly properties?: ReadonlyMap<string, PropertyType>;
  /** Members of lists and autoresponders as manifests name them. */
  readonly lists?: ReadonlySet<string>;
  readonly autoresponders?: ReadonlySet<string>;
}

/** One request for a part of what the account defines, so that a typo never creates anything there. */
export interface SchemaRead {
  readonly request: ApiRequest;
  decode(response: ApiResponse): Decoded<AccountSchema>;
}

/** Endpoints, paging and auth of one dialect. */
export interface Api {
  headers(credentials: Credentials): Readonly<Record<string, string>>;
  /** Present where a name that the account does not define would be created, or refused. */
  readonly schema?: readonly SchemaRead[];
  /** First page of everything; absent where the vendor cannot list. */
  list?(): ApiRequest;
  /** First page of what changed at or after the instant; present where `reads.changes` is. Its pages are decoded as those of `list`. */
  listChanges?(since: string): ApiRequest;
  decodePage?(response: ApiResponse, request: ApiRequest): Decoded<Page>;
  /** The next page's request, told before the contacts are decoded, so that it travels meanwhile; absent where only they tell. */
  peekNext?(response: ApiResponse, request: ApiRequest): ApiRequest | undefined;
  /** @param identifiers of one kind, at most `reads.lookUpGroup` of them, each normalised, and asked for in its `spelling` if it has one */
  lookUp(identifiers: readonly Identifier[]): ApiRequest;
  decodeLookUp(response: ApiResponse, identifiers: readonly Identifier[]): Decoded<readonly LiveContact[]>;
  /** Whether the vendor delivers nothing to an address whatever its status says; absent where it cannot be asked. */
  readonly suppression?: {
    request(identifier: Identifier): ApiRequest;
    decode(response: ApiResponse): Decoded<boolean>;
  };
  /** Budgets that a request spends from. */
  budgetsOf(request: Pick<ApiRequest, 'method' | 'path'>): readonly string[];
  rateHint(response: ApiResponse): RateHint;
}

/** What the planner decided for one contact, before it has become requests. */
export interface ChangeDraft {
  /** The change's id within the plan. */
  readonly id: string;
  readonly action: 'create' | 'update' | 'delete';
  readonly desired: DesiredContact;
  /** Absent for a create. */
  readonly live?: LiveContact;
  /** Allowed differences only, in plan order. */
  readonly differences: readonly Difference[];
}

/**
 * The part of a request that serves one change. `pointer` is the JSON Pointer (RFC 6901), within the request's body, of
 * the array element that carries it; `""` means that the request serves this change alone.
 */
export interface RequestItem {
  readonly change: string;
  readonly pointer: string;
  /** Indexes of the change's differences that this item carries. */
  readonly carries: readonly number[];
}

export type RequestKind = 'single' | 'grouped' | 'batch';

/**
 * One order between two requests: this one waits until `change`'s item of the other has its result. `created`: the contact
 * exists; `confirmed`: the write was seen.
 */
export interface RequestOrder<Ref> {
  readonly request: Ref;
  readonly change: string;
  readonly result: 'created' | 'confirmed';
}

/** A request as a provider plans it; `after` names other requests by their index in the same array. */
export interface RequestDraft {
  readonly kind: RequestKind;
  readonly method: Method;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  /** null: no body is sent. */
  readonly body: Json;
  readonly items: readonly RequestItem[];
  readonly after: readonly RequestOrder<number>[];
  /** How the effect is known: from the answer, by reading until it shows, or by asking for the job's result. */
  readonly polls: 'none' | 'read-back' | 'job';
  /** An update that creates, or might, where it finds nobody: whom it is for is read right before it. */
  readonly mayCreate?: true;
}

/** The request of a plan, as far as a provider needs it to read the answer. */
export type SentRequest = Pick<RequestDraft, 'kind' | 'method' | 'path' | 'body' | 'items' | 'polls'>;

/** What a response says about one item. */
export type ItemResult =
  /** Carried out; `live` is the whole contact as the answer shows it, and then counts as the read-back. */
  | { readonly change: string; readonly result: 'confirmed'; readonly live?: LiveContact }
  /** Taken by the vendor, effect to be proved by reading. */
  | { readonly change: string; readonly result: 'accepted' }
  /** A create that found the contact already there, and may have changed it. */
  | { readonly change: string; readonly result: 'existed-already'; readonly live?: LiveContact }
  | {
      readonly change: string;
      readonly result: 'failed';
      readonly failure: ApiFailure;
      /** It may have been carried out before, when an answer was lost: reading decides. */
      readonly doubtful?: true;
    };

/** A job that the vendor took: `poll` is asked, after a pause, until the answer is final. */
export interface Poll {
  readonly poll: ApiRequest;
  /** Pause before asking, in milliseconds; 0 for the next page of an answer. */
  readonly pauseMs: number;
  /** Results known so far. */
  readonly results: readonly ItemResult[];
}

export interface Requests {
  /** All changes of one account → its requests, in a stable order. */
  plan(changes: readonly ChangeDraft[], settings: AccountSettings): readonly RequestDraft[];
  results(request: SentRequest, response: ApiResponse): readonly ItemResult[] | Poll;
  /** The answer to a poll; present where `results` may answer with one. */
  pollResults?(request: SentRequest, poll: Poll, response: ApiResponse): readonly ItemResult[] | Poll;
  /** Why, by the vendor's rules, a difference is likely still there after a confirmed write. */
  whyUnconverged(difference: Difference): LikelyReason;
}

export interface LikelyReason {
  readonly reason: string;
  /** A stable word for it, where the vendor's rules leave hardly another. */
  readonly code?: 'person-may-have-left';
  /** What to declare instead, so that nothing is left to do. */
  readonly instead?: string;
}

/** What a vendor's folder exports for each of its dialects, and table.ts lists. */
export interface Provider<C extends Capabilities = Capabilities> {
  readonly capabilities: C;
  readonly api: Api;
  readonly requests: Requests;
}
