// Texts for readers: valid documents that were edited as JSON, as text or both, and texts that never were a document.

import fc from 'fast-check';
import { stringify } from 'yaml';
import type { Json } from '../../../src/contact/canonical.ts';
import { type Edit, editJson } from './edit-json.ts';
import { type Cut, editText } from './edit-text.ts';
import { DEEP_MARK, pick, TOO_DEEP, withScalars } from './hostile.ts';

const EDIT: fc.Arbitrary<Edit> = fc
  .tuple(fc.nat(9), fc.nat(5000), fc.nat(5000))
  .map(([how, node, value]) => ({ how, node, value }));

const CUT: fc.Arbitrary<Cut> = fc
  .tuple(fc.nat(9), fc.nat(10_000), fc.oneof(fc.nat(3), fc.nat(200)), fc.nat(5000))
  .map(([how, at, length, fragment]) => ({ how, at, length, fragment }));

const EDITS = fc.array(EDIT, { maxLength: 4 });
const FEW_EDITS = fc.array(EDIT, { minLength: 1, maxLength: 2 });
const CUTS = fc.array(CUT, { minLength: 1, maxLength: 3 });
const NO_EDITS = fc.constant<readonly Edit[]>([]);
const NO_CUTS = fc.constant<readonly Cut[]>([]);

/** What happens to a document: few edits keep most of it valid, many reach what is wrong in two places at once. */
const CHANGES = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(FEW_EDITS, NO_CUTS) },
  { weight: 2, arbitrary: fc.tuple(EDITS, NO_CUTS) },
  { weight: 2, arbitrary: fc.tuple(NO_EDITS, CUTS) },
  { weight: 1, arbitrary: fc.tuple(FEW_EDITS, CUTS) },
);

/** Any text at all, and any JSON. */
const FREE = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.nat(5000), { maxLength: 8 }).map((fragments) => editText('', fragments.map(inserted))),
  fc.json({ maxDepth: 3 }),
);

function inserted(fragment: number): Cut {
  return { how: 1, at: 10_000, length: 0, fragment };
}

/** How a document becomes text again after it was edited; by default in one line of JSON. */
export type Serialise = (document: Json) => string;

/**
 * JSON in one line, in which some hostile values become what JSON.stringify cannot write: a number that is infinite when it is
 * read, a value of great depth, and scalars without quotes, most of which are none of JSON.
 */
export function inOneLine(document: Json): string {
  const text = JSON.stringify(document).replaceAll('1e+308', '1e400').replaceAll(JSON.stringify(DEEP_MARK), TOO_DEEP);
  return withScalars(text);
}

/** YAML in block style, with the same scalars. */
export function inYaml(document: Json): string {
  return withScalars(stringify(document));
}

/** Chooses one of these documents: the shorter, the more often, because most of what a long one says, a short one says, too. */
function someOf(documents: readonly string[]): fc.Arbitrary<string> {
  const byLength = documents.toSorted((a, b) => a.length - b.length);
  const count = byLength.length;
  return fc.nat(count * count - 1).map((number) => pick(byLength, count - 1 - Math.floor(Math.sqrt(number))));
}

/**
 * Texts that began as one of these documents.
 *
 * @param documents JSON texts, at least one
 */
export function editedJson(documents: readonly string[], serialise: Serialise = inOneLine): fc.Arbitrary<string> {
  const edited = fc.tuple(someOf(documents), CHANGES).map(([text, [edits, cuts]]) => {
    const changed = edits.length === 0 ? text : serialise(editJson(JSON.parse(text) as Json, edits));
    return cuts.length === 0 ? changed : editText(changed, cuts);
  });
  return fc.oneof({ weight: 15, arbitrary: edited }, FREE);
}

/**
 * Texts of several lines, each of which began as a JSON document of its own: journals, snapshots, NDJSON.
 *
 * @param documents JSON texts in lines, at least one; every line ends with a line feed
 */
export function editedLines(documents: readonly string[]): fc.Arbitrary<string> {
  const edited = fc
    .tuple(someOf(documents), CHANGES, fc.array(fc.tuple(fc.nat(200), fc.nat(3), fc.nat(200)), { maxLength: 2 }))
    .map(([document, [edits, cuts], moves]) => {
      const lines = document.split('\n').slice(0, -1);
      const spread = edits.map((edit) => ({ ...edit, line: edit.node % lines.length }));
      const changed = lines.map((line, at) =>
        editLine(
          line,
          spread.filter((edit) => edit.line === at),
        ),
      );
      return editText(
        moves
          .reduce(moveLine, changed)
          .map((line) => `${line}\n`)
          .join(''),
        cuts,
      );
    });
  return fc.oneof({ weight: 15, arbitrary: edited }, FREE);
}

function editLine(line: string, edits: readonly Edit[]): string {
  return edits.length === 0 ? line : inOneLine(editJson(JSON.parse(line) as Json, edits));
}

/** Drops, repeats or moves a line. */
function moveLine(lines: readonly string[], [from, how, to]: readonly [number, number, number]): readonly string[] {
  if (lines.length === 0) return lines;
  const [line, target] = [from % lines.length, to % lines.length];
  const others = lines.filter((_, at) => at !== line);
  if (how === 0) return others;
  return (how === 1 ? lines : others).toSpliced(target, 0, pick(lines, line));
}

/** Texts that began as one of these, which are not JSON. */
export function editedText(documents: readonly string[]): fc.Arbitrary<string> {
  const edited = fc.tuple(someOf(documents), CUTS).map(([text, cuts]) => editText(text, cuts));
  return fc.oneof({ weight: 15, arbitrary: edited }, FREE);
}
