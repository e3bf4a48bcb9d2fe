// Writes a document with very long lists as JSON, in pieces of at most one list member, indented by two spaces. Pure.

import { neutraliseJson } from './neutralise.ts';

const MARGIN = '    ';

/**
 * Yields the JSON of a document in pieces. Its text is neutralised.
 *
 * @param document an object; members that are iterable objects are written as lists, all other members on one line
 */
export function* jsonPieces(document: Readonly<Record<string, unknown>>): Generator<string, void, undefined> {
  let before = '{\n';
  for (const [name, value] of Object.entries(document)) {
    yield `${before}  ${JSON.stringify(name)}: `;
    if (isList(value)) yield* listPieces(value);
    else yield neutraliseJson(JSON.stringify(value));
    before = ',\n';
  }
  yield '\n}\n';
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function* listPieces(list: Iterable<unknown>): Generator<string, void, undefined> {
  let before = '[\n';
  for (const member of list) {
    yield `${before}${MARGIN}${neutraliseJson(JSON.stringify(member, null, 2)).replaceAll('\n', `\n${MARGIN}`)}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]' : '\n  ]';
}
