// What an operation of the Envoke API gets and gives.

import type { Answer, VendorRequest } from '../server/exchange.ts';
import type { AddressBook } from './address-book.ts';
import type { Refusal } from './json.ts';
import type { Lister } from './list.ts';

export interface EnvokeContext {
  readonly book: AddressBook;
  readonly list: Lister;
  readonly now: () => number;
  readonly changed: () => void;
}

export type Reply = Answer | Refusal;

/** @param id from the path; undefined where the path has none */
export type Operation = (context: EnvokeContext, request: VendorRequest, id: string | undefined) => Reply;
