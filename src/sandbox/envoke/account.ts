// The API's operations that list the interests, autoresponders and custom fields of the account. Each answers with a map from id
// to name.

import { type Answer, jsonAnswer } from '../server/exchange.ts';
import type { Named } from './contact/contact.ts';
import { phpMap } from './json.ts';
import type { Operation } from './operation.ts';

/** Handles `GET /v1/interests`. */
export const listInterests: Operation = ({ book }) => toNameMap(book.interests);
/** Handles `GET /v1/autoresponders`. */
export const listAutoresponders: Operation = ({ book }) => toNameMap(book.autoresponders);
/** Handles `GET /v1/customfields`. */
export const listCustomFields: Operation = ({ book }) => toNameMap(book.customFields);

function toNameMap(items: ReadonlyMap<number, Named>): Answer {
  return jsonAnswer(200, phpMap([...items.values()].map(({ id, name }) => [id, name])));
}
