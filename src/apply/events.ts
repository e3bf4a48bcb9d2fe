// The events of an apply. The engine emits them and prints nothing; the terminal, the journal and the report are listeners.

import type { Transmission } from '../http/request.ts';
import type { ItemResult } from '../providers/contract.ts';
import type { Reason } from './reason.ts';

/** The result of one change. */
export type OutcomeStatus =
  | 'succeeded'
  | 'failed'
  | 'stale' // the live contact or the manifest has changed since the plan
  | 'blocked' // the plan refused all or part of it
  | 'skipped' // it was not reviewed, or a change that it depends on did not succeed
  | 'pending' // not reached or not verified: interrupted, or the account stopped; `apply --resume` continues with it
  | 'unconverged'; // written, but the vendor shows something else

/** The result of one change, and its reason. The arguments never contain credentials; they may contain text from a vendor. */
export interface Outcome extends Partial<Reason> {
  /** Id of the change within the plan. */
  readonly change: string;
  readonly changeId: string;
  readonly account: string;
  /** Key of the contact. */
  readonly key: string;
  readonly status: OutcomeStatus;
  /** Set if the change ended in the earlier run that is resumed; the journal stores only the code of its reason. */
  readonly earlier?: true;
}

/** The result of one request for one change. `lost`: no response says whether the change was carried out. */
export interface ItemEnd {
  readonly change: string;
  readonly result: ItemResult['result'] | 'lost';
}

/** Something that happened during an apply. The events of one account arrive in order. */
export type ApplyEvent =
  | { readonly type: 'reading'; readonly account: string; readonly requests: number; readonly expected?: number }
  /** Emitted before a request is sent; the request waits until the listener has recorded it. */
  | {
      readonly type: 'sending';
      readonly account: string;
      readonly request: string;
      readonly changes: readonly string[];
    }
  | {
      readonly type: 'answered';
      readonly account: string;
      readonly request: string;
      readonly changes: readonly string[];
      readonly status: number | undefined;
      /** All transmissions of the request, in order. */
      readonly attempts: readonly Transmission[];
    }
  /** The vendor accepted the request as an asynchronous job; `path` is the URL path to poll. */
  | { readonly type: 'job'; readonly account: string; readonly request: string; readonly path: string }
  /** The request is finished: answered, its job completed, or abandoned. */
  | {
      readonly type: 'settled';
      readonly account: string;
      readonly request: string;
      readonly status: number | undefined;
      readonly results: readonly ItemEnd[];
    }
  | { readonly type: 'verifying'; readonly account: string; readonly contacts: number }
  | { readonly type: 'outcome'; readonly outcome: Outcome }
  /** Emitted before anything is sent: the account's part of the plan will not be applied. */
  | (AccountEnded<'account-refused'> & { readonly status: 'unread' | 'refused' })
  /** Nothing more will be sent to the account. */
  | AccountEnded<'account-stopped'>;

interface AccountEnded<Type extends string> extends Reason {
  readonly type: Type;
  readonly account: string;
}

/** Receives the events. The engine awaits it, so that a record can be durable before the next step. */
export type ApplyListener = (event: ApplyEvent) => void | Promise<void>;
