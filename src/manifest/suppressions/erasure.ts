// Reads the erasures: people who asked to be forgotten. Items go in; erasures come out, and every mistake in them.

import { personal } from '../../contact/argument.ts';
import { normaliseInstant } from '../../contact/normalise.ts';
import { append, type Problem, placeOf, problem } from '../problem.ts';
import { unknownAccounts } from '../resolve/route.ts';
import { validateItem } from '../schema/validate.ts';
import type { Item } from '../syntax/item.ts';
import type { Place } from '../syntax/locate.ts';
import { keyIdOf } from './digest.ts';
import type { Erasure } from './person.ts';

interface WrittenErasure {
  readonly digest?: string;
  readonly requestedAt?: string;
  readonly accounts?: readonly string[];
  readonly ids?: Readonly<Record<string, readonly string[]>>;
  readonly doneAt?: string;
}

/** The erasures of the manifests. */
export interface ReadErasures {
  readonly erasures: readonly Erasure[];
  /** Map from the id of a key to the place of the last digest that was made with the key. */
  readonly keyPlaces: ReadonlyMap<string, Place>;
  readonly problems: readonly Problem[];
}

/**
 * Reads erasures.
 *
 * @param accountNames names of all accounts that the manifests define
 * @param incomplete true if a file could not be read; it may define an account that seems unknown
 */
export function readErasures(
  items: readonly Item[],
  accountNames: ReadonlySet<string>,
  incomplete: boolean,
): ReadErasures {
  const erasures: Erasure[] = [];
  const keyPlaces = new Map<string, Place>();
  const problems: Problem[] = [];
  for (const raw of items) {
    const { item, problems: found } = validateItem(raw);
    append(problems, found);
    if (item === undefined) continue;
    const { digest, requestedAt, doneAt, accounts, ids = {} } = item.value as WrittenErasure;
    append(problems, dateProblems(item, { requestedAt, doneAt }));
    if (!incomplete) append(problems, unknownAccounts(item, accountNames));
    if (digest === undefined) continue;
    keyPlaces.set(keyIdOf(digest), placeOf(item, ['digest']));
    erasures.push({
      digest,
      ids,
      isDone: doneAt !== undefined,
      ...(accounts === undefined ? {} : { accounts }),
      source: { file: item.file.name, line: item.line, column: item.column },
    });
  }
  return { erasures, keyPlaces, problems };
}

function dateProblems(item: Item, dates: Readonly<Record<string, string | undefined>>): readonly Problem[] {
  return Object.entries(dates).flatMap(([name, text]) => {
    if (text === undefined || normaliseInstant(text) !== undefined) return [];
    return [problem(placeOf(item, [name]), 'invalid-date', { what: 'instant', value: personal('value', text) })];
  });
}
