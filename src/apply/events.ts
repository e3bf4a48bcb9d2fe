// What an apply says while it runs. The terminal and the journal are listeners; the engine prints nothing.

import type { Transmission } from '../http/request.ts';
import type { ItemResult } from '../providers/contract.ts';
import type { Reason } from './reason.ts';

/** How one change ended. */
export type OutcomeStatus =
  | 'succeeded'
  | 'failed'
  | 'stale' // live or the manifest moved since the plan
  | 'blocked' // the plan refused a part of it
  | 'skipped' // something it waits for did not happen
  | 'pending' // not reached, or not proved: interrupted, or the account stopped; `apply --resume` takes it up
  | 'unconverged'; // written, and the vendor shows something else

/** How one change ended. Arguments hold no credentials; they may hold a vendor's words. */
export interface Outcome extends Partial<Reason> {
  readonly change: string;
  readonly changeId: string;
  readonly account: string;
  readonly key: string;
  readonly status: OutcomeStatus;
  /** It ended so in the run that is resumed: of its reason, the journal knows the code alone. */
  readonly earlier?: true;
}

/** What an answer, or its absence, says of one change. `lost`: it may have been carried out. */
export interface ItemEnd {
  readonly change: string;
  readonly result: ItemResult['result'] | 'lost';
}

/** Something that happened during an apply, in the order in which it happened at the account. */
export type ApplyEvent =
  | { readonly type: 'reading'; readonly account: string; readonly requests: number; readonly expected?: number }
  /** Before a request leaves: whoever records it is waited for. */
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
      /** Every time that it was sent, in order. */
      readonly attempts: readonly Transmission[];
    }
  /** The vendor took the request and works it off later; the path tells how far it is. */
  | { readonly type: 'job'; readonly account: string; readonly request: string; readonly path: string }
  /** The request is done with: answered, its job at an end, or given up. */
  | {
      readonly type: 'settled';
      readonly account: string;
      readonly request: string;
      readonly status: number | undefined;
      readonly results: readonly ItemEnd[];
    }
  | { readonly type: 'verifying'; readonly account: string; readonly contacts: number }
  | { readonly type: 'outcome'; readonly outcome: Outcome }
  /** Before anything is sent: nothing of the account's part of the plan will be. */
  | (AccountEnded<'account-refused'> & { readonly status: 'unread' | 'refused' })
  /** Nothing more is sent to the account. */
  | AccountEnded<'account-stopped'>;

interface AccountEnded<Type extends string> extends Reason {
  readonly type: Type;
  readonly account: string;
}

/** Waited for before the engine goes on, so that a record can be durable before the next step. */
export type ApplyListener = (event: ApplyEvent) => void | Promise<void>;
