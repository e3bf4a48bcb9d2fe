// Parses the options of `import`.

import { InvalidArgumentError } from 'commander';
import { STATUSES, type Status } from '../../contact/consent.ts';
import type { GlobalOptions } from './options.ts';

/** Parsed values of the options of `import`. */
export interface ImportFlags extends GlobalOptions {
  readonly tag?: readonly string[];
  readonly status?: readonly Status[];
  readonly fields?: string;
  readonly split: Split;
  readonly to?: string;
  readonly from?: string;
}

/** How contacts are divided into files. */
interface Split {
  /** Maximum number of contacts in a file. */
  readonly size: number;
  readonly byTag: boolean;
}

const MOST_IN_A_FILE = 10_000;
/** How contacts are divided unless --split says otherwise. */
export const EVERY_THOUSAND: Split = { size: 1000, byTag: false };

/** Parses --status, which is repeatable. @throws InvalidArgumentError */
export function collectStatus(value: string, previous: readonly Status[] = []): readonly Status[] {
  const status = STATUSES.find((known) => known === value);
  if (status === undefined) throw new InvalidArgumentError(`It must be one of ${STATUSES.join(', ')}.`);
  return [...previous, status];
}

/** Parses --split. @throws InvalidArgumentError */
export function parseSplit(text: string): Split {
  if (text === 'by-tag') return { ...EVERY_THOUSAND, byTag: true };
  const size = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (size < 1 || size > MOST_IN_A_FILE) {
    throw new InvalidArgumentError('It must be by-tag, or a whole number from 1 to 10000.');
  }
  return { size, byTag: false };
}
