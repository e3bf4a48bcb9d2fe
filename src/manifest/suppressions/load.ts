// Loads the suppressions of the manifests and of the files that they name.

import type { Configuration } from '../configuration.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { type Problem, problem } from '../problem.ts';
import { dataBeside } from '../read/data-file.ts';
import type { ManifestFiles, ManifestPlace } from '../read/read.ts';
import type { Item } from '../syntax/item.ts';
import type { Place } from '../syntax/locate.ts';
import { keysFor } from './digest.ts';
import { readErasures } from './erasure.ts';
import { type FileSuppressions, readSuppressionFiles, suppressionsBefore } from './from-file.ts';
import { readSuppressions, type SuppressionFile } from './suppression.ts';

/** The people who must not be mailed, and every mistake in how they are named. */
export interface LoadedSuppressions {
  /** Members of the configuration; each is absent if the manifests name nobody in it. */
  readonly declared: Pick<Configuration, 'suppressions' | 'erasures'>;
  readonly problems: readonly Problem[];
  /** Mistakes in the files that suppressions name. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Location of the manifests, beside which the files of suppressions lie. */
export interface SuppressionPlace extends ManifestPlace {
  /**
   * Source of the manifests if they are those of an earlier revision; it reads the files of that revision, too. Absent: the
   * manifests are those of the directory.
   */
  readonly files?: ManifestFiles;
  /** Environment variables, which hold the keys of digests. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Loads suppressions. The files that they name are read at every load, so they are never cached.
 *
 * @param accountNames names of all accounts that the manifests define
 * @param incomplete true if a manifest could not be read
 */
export async function loadSuppressions(
  items: { readonly suppressions: readonly Item[]; readonly erasures: readonly Item[] },
  accountNames: ReadonlySet<string>,
  incomplete: boolean,
  place: SuppressionPlace,
): Promise<LoadedSuppressions> {
  const { suppressions, files, keyPlaces, problems } = readSuppressions(items.suppressions, accountNames, incomplete);
  const erased = readErasures(items.erasures, accountNames, incomplete);
  const inFiles = await readFiles(files, place);
  const all = inFiles.suppressions.length === 0 ? suppressions : [...suppressions, ...inFiles.suppressions];
  return {
    declared: {
      ...(all.length === 0 ? {} : { suppressions: all }),
      ...(erased.erasures.length === 0 ? {} : { erasures: erased.erasures }),
    },
    problems: [
      ...problems,
      ...inFiles.problems,
      ...erased.problems,
      ...missingKeys([...keyPlaces, ...inFiles.keyPlaces, ...erased.keyPlaces], place.environment),
    ],
    diagnostics: inFiles.diagnostics,
  };
}

async function readFiles(files: readonly SuppressionFile[], place: SuppressionPlace): Promise<FileSuppressions> {
  if (place.files === undefined) return readSuppressionFiles(files, dataBeside(place));
  const { suppressions: read } = place.files;
  const suppressions = read === undefined ? [] : await suppressionsBefore(files, read);
  return { suppressions, diagnostics: [], keyPlaces: NO_PLACES, problems: [] };
}

const NO_PLACES: ReadonlyMap<string, Place> = new Map();

/** Reports keys whose variables are missing, each once and as a note, because not every run compares people with suppressions. */
function missingKeys(
  places: readonly (readonly [id: string, place: Place])[],
  environment: SuppressionPlace['environment'],
): readonly Problem[] {
  return [...new Map(places)].flatMap(([id, place]) => {
    const { missing } = keysFor([id], environment);
    return missing.map((variable) => problem(place, 'missing-digest-key', { variable }, { severity: 'note' }));
  });
}
