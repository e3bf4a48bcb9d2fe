// The types of an operation of the Envoke API.

import type { Answer, VendorRequest } from '../server/exchange.ts';
import type { AddressBook } from './address-book.ts';
import type { Refusal } from './json.ts';
import type { Lister } from './list.ts';

/** The dependencies of an operation. */
export interface EnvokeContext {
  readonly book: AddressBook;
  readonly list: Lister;
  /** Returns the current time in milliseconds since the epoch. */
  readonly now: () => number;
  /** The operation must call this after every change of the address book, so that it is saved. */
  readonly changed: () => void;
}

/** The result of an operation: an answer, or the errors for which the request is refused. */
export type Reply = Answer | Refusal;

/**
 * An operation of the API: carries out a request and returns the result.
 *
 * @param id the contact's id in the path, decoded; undefined if the path contains none
 */
export type Operation = (context: EnvokeContext, request: VendorRequest, id: string | undefined) => Reply;
