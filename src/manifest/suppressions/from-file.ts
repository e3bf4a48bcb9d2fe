// Reads the files that suppressions refer to. Enters: the name of a file beside the manifests. Leaves: one suppression for each
// address, number or digest in it, and every mistake in it, with its position. A file must not leave the repository.

import { type Diagnostic, ofWholeFile, preventsUse } from '../diagnostic.ts';
import { mistake } from '../mistake.ts';
import { append, type Problem, placeOf, problem } from '../problem.ts';
import type { ReadData } from '../read/data-file.ts';
import { diagnosticAt, type ManifestFile, positionAt, sourceOf } from '../read/source.ts';
import type { Item } from '../syntax/item.ts';
import type { Place } from '../syntax/locate.ts';
import { keyIdOf } from './digest.ts';
import { type Named, namedIn } from './named.ts';
import type { NamedBy, Suppression } from './person.ts';
import { checkNamed, isDigest, normaliseNamed, type SuppressionFile } from './suppression.ts';

/** The suppressions in the files, the mistakes in these files, and the mistakes in the items that refer to them. */
export interface FileSuppressions {
  readonly suppressions: readonly Suppression[];
  readonly diagnostics: readonly Diagnostic[];
  /** Map from the id of a key to the item whose file has digests made with the key; of several items, the first. */
  readonly keyPlaces: ReadonlyMap<string, Place>;
  readonly problems: readonly Problem[];
}

/** Reads the files. Never throws for their content. */
export async function readSuppressionFiles(
  files: readonly SuppressionFile[],
  read: ReadData,
): Promise<FileSuppressions> {
  const suppressions: Suppression[] = [];
  const diagnostics: Diagnostic[] = [];
  const keyPlaces = new Map<string, Place>();
  const problems: Problem[] = [];
  for (const file of files) {
    const source = await open(file, read);
    if ('place' in source) problems.push(source);
    else if (!('text' in source)) diagnostics.push(source);
    else await readInto(source, file, { suppressions, diagnostics, keyPlaces });
  }
  return { suppressions, diagnostics, keyPlaces, problems };
}

/**
 * Reads the files as they were at an earlier revision, and reports no mistakes. A file that was not there, or that cannot be read
 * as a whole, names nobody.
 *
 * @param read reads a file of that revision
 */
export async function suppressionsBefore(
  files: readonly SuppressionFile[],
  read: ReadData,
): Promise<readonly Suppression[]> {
  const found = { suppressions: [], diagnostics: [], keyPlaces: new Map() };
  for (const file of files) {
    const data = await read(file.from);
    if ('refused' in data) continue;
    const source = sourceOf(file.from, 'ndjson', data.bytes);
    if ('text' in source) await readInto(source, file, found);
  }
  return found.suppressions;
}

async function open({ item, from }: SuppressionFile, read: ReadData): Promise<ManifestFile | Diagnostic | Problem> {
  const refuse = (args: Extract<Problem, { readonly code: 'suppression-file' }>['args']): Problem =>
    problem(placeOf(item, ['from']), 'suppression-file', args);
  const data = await read(from);
  if ('refused' in data) return refuse(data.refused);
  const source = sourceOf(data.name, 'ndjson', data.bytes);
  return 'text' in source ? source : refuse({ why: 'text' });
}

interface Found {
  readonly suppressions: Suppression[];
  readonly diagnostics: Diagnostic[];
  readonly keyPlaces: Map<string, Place>;
}

/** Most mistakes of one file that are listed, and most warnings. */
const MAX_MISTAKES = 1000;

async function readInto(source: ManifestFile, file: SuppressionFile, found: Found): Promise<void> {
  const named = await namedIn(source, file);
  if ('code' in named) {
    found.diagnostics.push(named);
    return;
  }
  const mistakes: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  for (const one of named) {
    const own = 'mistake' in one ? [diagnosticAt(source, one.range, one.mistake)] : addNamed(one, source, file, found);
    for (const each of own) {
      if (preventsUse(each)) mistakes.push(each);
      else if (warnings.length < MAX_MISTAKES) warnings.push(each);
    }
    // After a warning, the file is valid: whoever comes later in it must not be overlooked.
    if (mistakes.length < MAX_MISTAKES) continue;
    mistakes.push(ofWholeFile(source.name, mistake('more-mistakes', { listed: MAX_MISTAKES })));
    break;
  }
  append(found.diagnostics, mistakes);
  append(found.diagnostics, warnings);
}

/** Adds whom a text names, and returns what is wrong with the text. */
function addNamed(
  { text, start, kind = kindOf(text) }: Named,
  source: ManifestFile,
  file: SuppressionFile,
  { suppressions, keyPlaces }: Found,
): readonly Diagnostic[] {
  const position = positionAt(source, start);
  const item: Item = { file: source, path: [], value: text, ...position, partiallyParsed: false };
  const id = kind === 'digest' && isDigest(text) ? keyIdOf(text) : undefined;
  if (id !== undefined && !keyPlaces.has(id)) keyPlaces.set(id, placeOf(file.item, ['from']));
  const accounts = file.accounts === undefined ? {} : { accounts: file.accounts };
  suppressions.push({
    kind,
    value: normaliseNamed(kind, text),
    ...accounts,
    source: { file: source.name, ...position },
    isInFile: true,
  });
  const noDigest = kind === 'digest' && id === undefined;
  return [
    ...checkNamed(kind, text, item, []),
    ...(noDigest ? [mistake('invalid-digest', { value: { is: 'value', value: text } })] : []),
  ].map((what) => diagnosticAt(source, { start, end: start + text.length }, what));
}

function kindOf(text: string): NamedBy {
  if (text.includes('@')) return 'email';
  return text.includes(':') ? 'digest' : 'phone';
}
