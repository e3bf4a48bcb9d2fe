// The operations on what belongs to the account: maps of id to name.

import { type Answer, jsonAnswer } from '../server/exchange.ts';
import type { Named } from './contact/contact.ts';
import { phpMap } from './json.ts';
import type { Operation } from './operation.ts';

export const listInterests: Operation = ({ book }) => namesById(book.interests);
export const listAutoresponders: Operation = ({ book }) => namesById(book.autoresponders);
export const listCustomFields: Operation = ({ book }) => namesById(book.customFields);

function namesById(items: ReadonlyMap<number, Named>): Answer {
  return jsonAnswer(200, phpMap([...items.values()].map(({ id, name }) => [id, name])));
}
