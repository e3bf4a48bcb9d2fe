// Reads the suppressions: people who must not be mailed. Enters: one item for each suppression. Leaves: suppressions, and every
// mistake in them. Files that items refer to are read by from-file.ts.

import { personal } from '../../contact/argument.ts';
import type { SourcePosition } from '../../contact/contact.ts';
import { normaliseIdentifier } from '../../contact/normalise.ts';
import { isInternational } from '../../contact/phone.ts';
import { append, type Problem, placeOf, problem } from '../problem.ts';
import { unknownAccounts } from '../resolve/route.ts';
import { checkValue } from '../rules/values.ts';
import { validateItem } from '../schema/validate.ts';
import type { Item } from '../syntax/item.ts';
import type { Place } from '../syntax/locate.ts';
import { keyIdOf } from './digest.ts';
import { NAMED_BY, type NamedBy, type Suppression } from './person.ts';

/** A file of people who must not be mailed. */
export interface SuppressionFile {
  readonly item: Item;
  readonly from: string;
  readonly column?: string;
  readonly accounts?: readonly string[];
}

/** A suppression as written, after schema validation. */
interface WrittenSuppression {
  readonly email?: string;
  readonly phone?: string;
  readonly digest?: string;
  readonly from?: string;
  readonly column?: string;
  readonly accounts?: readonly string[];
}

/** The suppressions of the manifests, apart from those in files. */
export interface ReadSuppressions {
  readonly suppressions: readonly Suppression[];
  readonly files: readonly SuppressionFile[];
  /** Map from the id of a key to the first place of a digest that was made with the key. */
  readonly keyPlaces: ReadonlyMap<string, Place>;
  readonly problems: readonly Problem[];
}

/**
 * Reads suppressions.
 *
 * @param accountNames names of all accounts that the manifests define
 * @param incomplete true if a file could not be read; it may define an account that seems unknown
 */
export function readSuppressions(
  items: readonly Item[],
  accountNames: ReadonlySet<string>,
  incomplete: boolean,
): ReadSuppressions {
  const suppressions: Suppression[] = [];
  const files: SuppressionFile[] = [];
  const keyPlaces = new Map<string, Place>();
  const problems: Problem[] = [];
  for (const raw of items) {
    const { item, problems: found } = validateItem(raw);
    append(problems, found);
    if (item === undefined) continue;
    const written = item.value as WrittenSuppression;
    append(problems, formProblems(item, written));
    if (!incomplete) append(problems, unknownAccounts(item, accountNames));
    const accounts = written.accounts === undefined ? {} : { accounts: written.accounts };
    for (const kind of NAMED_BY) {
      const text = written[kind];
      if (text === undefined) continue;
      append(problems, checkNamed(kind, text, item, [kind]));
      const id = kind === 'digest' ? keyIdOf(text) : undefined;
      if (id !== undefined && !keyPlaces.has(id)) keyPlaces.set(id, placeOf(item, [kind]));
      suppressions.push({ kind, value: normaliseNamed(kind, text), ...accounts, source: sourceOf(item) });
    }
    const { from, column } = written;
    if (from !== undefined) files.push({ item, from, ...(column === undefined ? {} : { column }), ...accounts });
  }
  return { suppressions, files, keyPlaces, problems };
}

function sourceOf({ file, line, column }: Item): SourcePosition {
  return { file: file.name, line, column };
}

function formProblems(item: Item, written: WrittenSuppression): readonly Problem[] {
  const named = [...NAMED_BY, 'from' as const].filter((name) => written[name] !== undefined);
  if (named.length === 0) {
    return item.partiallyParsed ? [] : [problem(placeOf(item, []), 'suppression-form', { what: 'none' })];
  }
  const [, second] = named;
  if (second !== undefined) return [problem(placeOf(item, [second], 'key'), 'suppression-form', { what: 'several' })];
  const isMisplaced = written.column !== undefined && written.from === undefined;
  return isMisplaced ? [problem(placeOf(item, ['column'], 'key'), 'suppression-form', { what: 'column' })] : [];
}

/** Checks an address, a number or a digest. The schema has checked the digests of items. */
export function checkNamed(kind: NamedBy, text: string, item: Item, path: Item['path']): readonly Problem[] {
  if (kind === 'digest') return [];
  const normalised = normaliseNamed(kind, text);
  const place = placeOf(item, path);
  const declaration = {
    kind: 'identifier',
    key: kind,
    layer: 'contact',
    field: kind,
    value: text,
    normalised,
    place,
  } as const;
  const problems = checkValue(declaration, 0);
  if (problems.length > 0 || kind !== 'phone' || isInternational(text, normalised)) return problems;
  // The same local number belongs to different people in different countries.
  return [problem(place, 'invalid-phone', { value: personal('phone', text) })];
}

/** Normalises an email or a phone. A digest has only one form. */
export function normaliseNamed(kind: NamedBy, text: string): string {
  return kind === 'digest' ? text : normaliseIdentifier(kind, text);
}

/** Returns whether a text has the form of a digest. */
export function isDigest(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,31}:[0-9a-f]{64}$/.test(text);
}
