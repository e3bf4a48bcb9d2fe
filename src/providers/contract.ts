// The contract between the engine and a vendor's folder. Everything in it is pure: a provider returns requests as data and receives
// responses as data, and never sends anything. The engine names no vendor; everything specific to a vendor is behind this contract.

import type { Json } from '../contact/canonical.ts';
import type { DesiredContact, Identifier, LiveContact } from '../contact/contact.ts';
import type { Difference } from '../contact/difference.ts';
import type { ApiRequest, ApiResponse, Method, RateHint } from '../http/request.ts';
import type { Capabilities } from './capabilities.ts';

/** Values of the credential fields; they are sent in headers and nowhere else. */
export type Credentials = Readonly<Partial<Record<'apiKey' | 'apiId', string>>>;

/** The account settings that shape requests. */
export interface AccountSettings {
  /** One of the dialect's `keyFields`. */
  readonly keyField: string;
}

/** What kind of error a response reports. */
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

/** An error response of a vendor. */
export interface ApiFailure {
  readonly kind: FailureKind;
  readonly status: number;
  /** The vendor's error message without credentials. Untrusted text: escape it wherever it is shown. */
  readonly message: string;
  /** The vendor's request id, for its support team. */
  readonly requestId?: string;
}

/** A decoded response, or the failure that it reports. */
export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: ApiFailure };

/** One page of a listing. */
export interface Page {
  readonly contacts: readonly LiveContact[];
  /** The next page's request; absent on the last page. */
  readonly next?: ApiRequest;
  /** When the newest change among these contacts was made, by the vendor's clock; absent unless every contact has a date of change. */
  readonly latestChange?: string;
}

/** Type of a custom property that an account defines. */
export type PropertyType = 'string' | 'number' | 'boolean' | 'date';

/** What the account itself defines: the names that may be written, and the types of their values. An absent member allows any name. */
export interface AccountSchema {
  readonly properties?: ReadonlyMap<string, PropertyType>;
  /** Lists and autoresponders by the name or id that manifests use. */
  readonly lists?: ReadonlySet<string>;
  readonly autoresponders?: ReadonlySet<string>;
}

/** One request for a part of the account's schema, so that a misspelt name never creates anything there. */
export interface SchemaRead {
  readonly request: ApiRequest;
  decode(response: ApiResponse): Decoded<AccountSchema>;
}

/** Endpoints, paging and auth of one dialect. */
export interface Api {
  headers(credentials: Credentials): Readonly<Record<string, string>>;
  /**
   * The part of the credentials that names the vendor's account, equal for all keys of it; undefined if they do not tell. Absent
   * if no credential of this vendor names its account.
   */
  accountIn?(credentials: Credentials): string | undefined;
  /** Present if the vendor would create, or reject, a name that the account does not define. */
  readonly schema?: readonly SchemaRead[];
  /** Requests the first page of all contacts; absent if the vendor cannot list them. */
  list?(): ApiRequest;
  /** Requests the first page of contacts that changed at or after the instant; present if `reads.changes` is. Decoded by `decodePage`. */
  listChanges?(since: string): ApiRequest;
  decodePage?(response: ApiResponse, request: ApiRequest): Decoded<Page>;
  /**
   * The next page's request, found without decoding the contacts, so that it can be sent while they are decoded; absent if only
   * the contacts tell whether there is a next page.
   */
  peekNext?(response: ApiResponse, request: ApiRequest): ApiRequest | undefined;
  /**
   * @param identifiers all of one kind, at most `reads.lookUpGroup` of them, normalised; one with a `spelling` is sent in that spelling
   * @throws RangeError if the vendor cannot look up this kind
   */
  lookUp(identifiers: readonly Identifier[]): ApiRequest;
  decodeLookUp(response: ApiResponse, identifiers: readonly Identifier[]): Decoded<readonly LiveContact[]>;
  /** Asks whether the vendor suppresses an address regardless of its status; absent if the vendor has no such call. */
  readonly suppression?: {
    request(identifier: Identifier): ApiRequest;
    decode(response: ApiResponse): Decoded<boolean>;
  };
  /** Rate-limit budgets that a request counts against. */
  budgetsOf(request: Pick<ApiRequest, 'method' | 'path'>): readonly string[];
  rateHint(response: ApiResponse): RateHint;
}

/** The planner's decision for one contact, before requests are made of it. */
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

/** `single`: one contact; `grouped`: the same change to several contacts; `batch`: several creates that run as a job. */
export type RequestKind = 'single' | 'grouped' | 'batch';

/**
 * A dependency between two requests: this one waits until the item of `change` in the other has its result. `created`: the
 * contact exists; `confirmed`: the write was read back.
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
  /** How the effect is verified: by the response, by reading until it shows, or by polling the job. */
  readonly polls: 'none' | 'read-back' | 'job';
  /** Set if an update creates, or might create, a contact when it finds none: the contact is then read right before it is sent. */
  readonly mayCreate?: true;
}

/** The parts of a planned request that a provider needs to decode the response. */
export type SentRequest = Pick<RequestDraft, 'kind' | 'method' | 'path' | 'body' | 'items' | 'polls'>;

/** The result of one item of a request, as the response reports it. */
export type ItemResult =
  /** Carried out. If present, `live` is the whole contact from the response and serves as the read-back. */
  | { readonly change: string; readonly result: 'confirmed'; readonly live?: LiveContact }
  /** Accepted by the vendor; the effect must be verified by reading. */
  | { readonly change: string; readonly result: 'accepted' }
  /** A create of a contact that existed already; it may have changed that contact. */
  | { readonly change: string; readonly result: 'existed-already'; readonly live?: LiveContact }
  | {
      readonly change: string;
      readonly result: 'failed';
      readonly failure: ApiFailure;
      /** Set if an earlier attempt whose response was lost may have succeeded: reading decides. */
      readonly doubtful?: true;
    };

/** A job that the vendor accepted: send `poll` after the pause, and again until the response is final. */
export interface Poll {
  readonly poll: ApiRequest;
  /** Pause before the poll, in milliseconds; 0 for the next page of a result. */
  readonly pauseMs: number;
  /** Results known so far. */
  readonly results: readonly ItemResult[];
}

/** A job as the vendor's list of jobs shows it. */
export interface ListedJob {
  /** URL path to poll. */
  readonly path: string;
  readonly isEnded: boolean;
}

/** One page of the vendor's list of jobs, reduced to those that may belong to a request. */
export interface JobPage {
  readonly jobs: readonly ListedJob[];
  /** The next page's request; absent on the last page. */
  readonly next?: ApiRequest;
}

/** Finding the job of a request that was sent and whose response was lost. */
export interface JobSearch {
  /** Requests the first page of the jobs that were made at or after a time (milliseconds since the epoch). */
  list(since: number): ApiRequest;
  /**
   * The jobs of a page that may have been started by the request at or after a time, by the vendor's clock.
   *
   * @returns undefined if the page cannot be read
   */
  decodePage(
    request: SentRequest,
    page: { readonly asked: ApiRequest; readonly response: ApiResponse; readonly since: number },
  ): JobPage | undefined;
  /** Requests what an ended job did. */
  details(job: ListedJob): ApiRequest;
  /** Whether the details show that the job was started by the request; undefined if they cannot be read. */
  isOwn(request: SentRequest, response: ApiResponse): boolean | undefined;
}

/** Planning of requests, and decoding of their responses, for one dialect. */
export interface Requests {
  /**
   * All changes of one account → its requests, in a stable order.
   *
   * @throws RangeError for a change that the vendor cannot carry out; the rules of the planner block these before
   */
  plan(changes: readonly ChangeDraft[], settings: AccountSettings): readonly RequestDraft[];
  results(request: SentRequest, response: ApiResponse): readonly ItemResult[] | Poll;
  /**
   * Decodes the response to a poll; present if `results` may return one. Items without a result belong to a job that may still be
   * running.
   */
  pollResults?(request: SentRequest, poll: Poll, response: ApiResponse): readonly ItemResult[] | Poll;
  /** Present if the vendor lists its jobs. */
  readonly jobSearch?: JobSearch;
  /** The likely reason, by the vendor's rules, why a difference remains after a confirmed write. */
  whyUnconverged(difference: Difference): LikelyReason;
}

/** Why a difference likely remains after a write. */
export interface LikelyReason {
  readonly reason: string;
  /** A stable code, set only if the vendor's rules make any other reason unlikely. */
  readonly code?: 'person-may-have-left';
  /** What to declare instead so that the difference disappears. */
  readonly instead?: string;
}

/** One dialect: exported by the vendor's folder and listed in table.ts. */
export interface Provider<C extends Capabilities = Capabilities> {
  readonly capabilities: C;
  readonly api: Api;
  readonly requests: Requests;
}
