// The contract between the engine and a vendor's folder. A provider is pure: it returns requests as data, receives responses as
// data, and never sends anything. The engine never names a vendor; everything that differs between vendors is behind this
// contract.

import type { Json } from '../contact/canonical.ts';
import type { DesiredContact, Identifier, LiveContact } from '../contact/contact.ts';
import type { Difference } from '../contact/difference.ts';
import type { ApiRequest, ApiResponse, Method, RateHint } from '../http/request.ts';
import type { AccountSchema } from './account-schema.ts';
import type { Capabilities } from './capabilities.ts';
import type { Rehearsal } from './rehearsal.ts';

export { type AccountSchema, PROPERTY_TYPES, type PropertyType } from './account-schema.ts';

/** Values of the credential fields; they are sent in headers and nowhere else. */
export type Credentials = Readonly<Partial<Record<'apiKey' | 'apiId', string>>>;

/**
 * The destination of an account: the vendor's own account that its credentials belong to, or an account in a sandbox
 * (destination.ts).
 */
export interface Destination {
  /**
   * Name of the destination in file names and git refs: the vendor's name (or `sandbox`), `-` and 24 hexadecimal digits. The
   * digits are a hash, so that they reveal no credential.
   */
  readonly key: string;
  readonly provider: string;
  /** The base URL; `sandbox:<account>` in a sandbox. */
  readonly origin: string;
}

/** The account settings that affect requests. */
export interface AccountSettings {
  /** The key by which updates address their contact: one of the dialect's `keyFields`. */
  readonly keyField: string;
}

/** The kind of error that a response reports. */
export type FailureKind =
  | 'unauthorized' // wrong or missing key; stops the account
  | 'forbidden' // the key lacks a permission; stops the account
  | 'retired' // the API version no longer exists; stops the account
  | 'not-found'
  | 'conflict' // an identifier belongs to another contact, or the contact exists already
  | 'rate-limited'
  | 'invalid' // the vendor rejected the content of the request
  | 'server'
  | 'malformed'; // the body is not as the vendor's documents describe it

/** An error response of a vendor. */
export interface ApiFailure {
  readonly kind: FailureKind;
  readonly status: number;
  /** The vendor's error message without credentials. Untrusted text: escape it wherever it is shown. */
  readonly message: string;
  /** The vendor's id of the request, to quote to its support. */
  readonly requestId?: string;
}

/** A contact in a response whose values cannot be decoded, but whose identifiers can. */
export interface UnreadableContact {
  /** All its identifiers. A look-up may have asked for any of them. */
  readonly identifiers: readonly Identifier[];
  readonly failure: ApiFailure;
}

/**
 * The value of a decoded response, or the failure that the response reports. `unreadable` lists contacts that could not be
 * decoded; `value` does not contain them.
 */
export type Decoded<T> =
  | { readonly ok: true; readonly value: T; readonly unreadable?: readonly UnreadableContact[] }
  | { readonly ok: false; readonly failure: ApiFailure };

/** One page of a listing. */
export interface Page {
  readonly contacts: readonly LiveContact[];
  /** The next page's request; absent on the last page. */
  readonly next?: ApiRequest;
  /**
   * The latest date on which one of these contacts changed, by the vendor's clock, as an RFC 3339 instant; absent unless every
   * contact has such a date.
   */
  readonly latestChange?: string;
}

/**
 * A request for a part of the account's schema. Planning uses the schema to reject misspelt names, which the vendor might
 * otherwise create.
 */
export interface SchemaRead {
  readonly request: ApiRequest;
  decode(response: ApiResponse): Decoded<AccountSchema>;
}

/** The endpoints, paging and authentication of one dialect. */
export interface Api {
  headers(credentials: Credentials): Readonly<Record<string, string>>;
  /**
   * Returns the part of the credentials that identifies the vendor's account and is the same in all its keys; undefined if these
   * credentials do not contain it. Absent if this vendor's credentials never identify the account.
   */
  accountIn?(credentials: Credentials): string | undefined;
  /** The requests that read the account's schema; absent if the vendor accepts every name. */
  readonly schema?: readonly SchemaRead[];
  /** Returns the request for the first page of all contacts; absent if the vendor cannot list them. */
  list?(): ApiRequest;
  /**
   * Returns the request for the first page of the contacts that changed at or after the instant; present if `reads.changes` is.
   */
  listChanges?(since: string): ApiRequest;
  /** Decodes one page of `list` or `listChanges`. */
  decodePage?(response: ApiResponse, request: ApiRequest): Decoded<Page>;
  /**
   * Returns the request for the next page without decoding the contacts, so that it can be sent while they are decoded. Absent if
   * the request cannot be known without decoding them.
   */
  peekNext?(response: ApiResponse, request: ApiRequest): ApiRequest | undefined;
  /**
   * Returns the request that looks up contacts by identifier.
   *
   * @param identifiers all of one kind, at most `reads.lookUpGroup` of them, normalised; a `spelling` is sent instead of the
   *   value
   * @throws RangeError if the vendor cannot look up contacts by this kind
   */
  lookUp(identifiers: readonly Identifier[]): ApiRequest;
  decodeLookUp(response: ApiResponse, identifiers: readonly Identifier[]): Decoded<readonly LiveContact[]>;
  /**
   * Asks whether the vendor has an address on its suppression list, to which it sends nothing whatever the contact's status.
   * Absent if the vendor has no such call.
   */
  readonly suppression?: {
    request(identifier: Identifier): ApiRequest;
    decode(response: ApiResponse): Decoded<boolean>;
  };
  /** Names of the rate-limit budgets that a request counts against. */
  budgetsOf(request: Pick<ApiRequest, 'method' | 'path'>): readonly string[];
  /** Reads from the headers or body of a response what it says about the rate limit. */
  rateHint(response: ApiResponse): RateHint;
}

/**
 * The declared values that a provider may use in requests in addition to the differences; the plan contains them. Identifiers
 * have the spelling in which they are sent.
 */
export interface RequestDesired extends Pick<DesiredContact, 'identifiers' | 'welcome' | 'createdAt'> {
  readonly scalars: Pick<DesiredContact['scalars'], 'country' | 'countryCode'>;
  /** Only the channels whose status differs. */
  readonly channels: DesiredContact['channels'];
}

/** The live values that a provider may use in requests: the identifiers, in the vendor's own spelling; the plan contains them. */
export type RequestLive = Pick<LiveContact, 'id' | 'userId' | 'emails' | 'phones'>;

/** The planner's decision for one contact, from which the provider builds requests. */
export interface ChangeDraft {
  /** The change's id within the plan. */
  readonly id: string;
  readonly action: 'create' | 'update' | 'delete';
  readonly desired: RequestDesired;
  /** Absent for a create. */
  readonly live?: RequestLive;
  /** The allowed differences, in plan order; blocked ones are left out. */
  readonly differences: readonly Difference[];
}

/**
 * The part of a request that carries out one change (what the plan does to one contact). `pointer` is a JSON Pointer (RFC 6901)
 * to the array element of the request's body that belongs to the change. An empty pointer means that the whole request belongs to
 * it.
 */
export interface RequestItem {
  readonly change: string;
  readonly pointer: string;
  /** Indexes of the change's differences that this item writes; empty for a definition. */
  readonly carries: readonly number[];
}

/**
 * `single`: one contact. `grouped`: the same change to several contacts. `batch`: several creates that run as a job.
 * `definition`: defines something, such as a custom property, in the account before contacts can have it; it changes no contact,
 * and may be repeated.
 */
export type RequestKind = 'single' | 'grouped' | 'batch' | 'definition';

/**
 * A dependency of one request on another. The dependent request waits until the item for `change` in `request` has the given
 * result. `created`: the contact exists. `confirmed`: the written values were read back.
 */
export interface RequestOrder<Ref> {
  readonly request: Ref;
  readonly change: string;
  readonly result: 'created' | 'confirmed';
}

/** A request as a provider plans it. `after` names requests to wait for, by their index in the same array. */
export interface RequestDraft {
  readonly kind: RequestKind;
  readonly method: Method;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  /** The JSON body; null if no body is sent. */
  readonly body: Json;
  readonly items: readonly RequestItem[];
  readonly after: readonly RequestOrder<number>[];
  /**
   * How the effect is verified. `none`: the response tells. `read-back`: the contact is read until it shows the effect. `job`:
   * the vendor runs the request as a job, which is polled.
   */
  readonly polls: 'none' | 'read-back' | 'job';
  /**
   * Set if an update may create a contact when it does not find the one that it addresses. The engine then reads the contact
   * right before the request.
   */
  readonly mayCreate?: true;
}

/** The parts of a planned request that a provider needs to decode the response. */
export type SentRequest = Pick<RequestDraft, 'kind' | 'method' | 'path' | 'body' | 'items' | 'polls'>;

/** The result of one item of a request, as the response reports it. */
export type ItemResult =
  /** The request was carried out. If present, `live` is the whole contact from the response and serves as the read-back. */
  | { readonly change: string; readonly result: 'confirmed'; readonly live?: LiveContact }
  /** The vendor accepted the request; its effect must be verified by reading the contact. */
  | { readonly change: string; readonly result: 'accepted' }
  /** The contact to create existed already, and the create may have changed it. */
  | { readonly change: string; readonly result: 'existed-already'; readonly live?: LiveContact }
  | {
      readonly change: string;
      readonly result: 'failed';
      readonly failure: ApiFailure;
      /**
       * Set if an earlier attempt, whose response was lost, may have succeeded. The engine then reads the contact to find out.
       */
      readonly doubtful?: true;
    };

/**
 * The state of a job (a batch that the vendor processes later) between two polls. The engine sends `poll` after the pause, and
 * passes the response to `pollResults`.
 */
export interface Poll {
  readonly poll: ApiRequest;
  /** Pause before the poll, in milliseconds; 0 before the next page of results. */
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

/** Functions that find the job which a request started, if the response with the job's id was lost. */
export interface JobSearch {
  /**
   * Returns the request for the first page of the jobs created at or after `since`, in milliseconds since the epoch. The list may
   * include older jobs.
   */
  list(since: number): ApiRequest;
  /**
   * Returns the jobs of a page that the request may have started: those that match it and were created at or after `since`, in
   * milliseconds by the vendor's clock.
   *
   * @returns undefined if the page cannot be read
   */
  decodePage(
    request: SentRequest,
    page: { readonly asked: ApiRequest; readonly response: ApiResponse; readonly since: number },
  ): JobPage | undefined;
  /** Returns the request that reads what an ended job did to each contact. */
  details(job: ListedJob): ApiRequest;
  /**
   * Returns whether the response to `details` shows that the request started the job; undefined if the response cannot be read.
   */
  isOwn(request: SentRequest, response: ApiResponse): boolean | undefined;
}

/** Planning of requests, and decoding of their responses, for one dialect. */
export interface Requests {
  /**
   * Plans the requests for all changes of one account, in a stable order.
   *
   * @throws RangeError for a change that the vendor cannot carry out; the planner's rules block such changes beforehand
   */
  plan(changes: readonly ChangeDraft[], settings: AccountSettings): readonly RequestDraft[];
  /** Decodes the response to a request: the result of each of its items, or the first poll of a job. */
  results(request: SentRequest, response: ApiResponse): readonly ItemResult[] | Poll;
  /**
   * Decodes the response to a poll; present if `results` may return one. If it returns results, items without a result belong to
   * a job that may still be running.
   */
  pollResults?(request: SentRequest, poll: Poll, response: ApiResponse): readonly ItemResult[] | Poll;
  /** Present if the vendor lists its jobs. */
  readonly jobSearch?: JobSearch;
  /** Returns the likely reason, by the vendor's rules, why a difference remains although its write was confirmed. */
  whyUnconverged(difference: Difference): LikelyReason;
}

/** A likely reason why a difference remains after a write. */
export interface LikelyReason {
  readonly reason: string;
  /** A stable code, set only if the vendor's rules make any other reason unlikely. */
  readonly code?: 'person-may-have-left';
  /** What to change in the manifest, so that the difference disappears. */
  readonly instead?: string;
}

/** The implementation of one dialect. The vendor's folder exports it, and table.ts lists it. */
export interface Provider<C extends Capabilities = Capabilities> {
  readonly capabilities: C;
  readonly api: Api;
  readonly requests: Requests;
  readonly rehearsal: Rehearsal;
}
