// The types of an operation of the Envoke API.

import type { Answer, VendorRequest } from '../server/exchange.ts';
import type { AddressBook } from './address-book.ts';
import type { Refusal } from './json.ts';
import type { Lister } from './list.ts';

/** What an operation works with. */
export interface EnvokeContext {
  readonly book: AddressBook;
  readonly list: Lister;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Must be called after every change. */
  readonly changed: () => void;
}

/** An operation's result. */
export type Reply = Answer | Refusal;

/** @param id from the path; undefined if the path has none */
export type Operation = (context: EnvokeContext, request: VendorRequest, id: string | undefined) => Reply;
