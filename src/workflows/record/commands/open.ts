// Opens the records for a command that changes them. Such a command must know what others have recorded, and must be able to
// share what it did.

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { personal } from '../../../contact/argument.ts';
import { HintedError } from '../../../contact/hinted-error.ts';
import { sentence } from '../../../contact/sentence.ts';
import type { Loaded } from '../../../manifest/index.ts';
import type { Destination } from '../../../providers/contract.ts';
import { destinationsOf } from '../../destinations.ts';
import { type OpenedRecords, openRecords, type RecordOptions } from '../open.ts';
import { offlineError } from '../prepare.ts';

/** Where the records are, and the environment variables, which hold the credentials. */
export interface CommandOptions extends RecordOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens the records, after asking the remote unless `isOnline` is false.
 *
 * @param names as in `openRecords`
 * @throws HintedError `applied-ref` (`unreachable`), `git`, `store`
 */
export async function openToChange(
  names: (directory: string) => readonly string[],
  options: RecordOptions,
): Promise<OpenedRecords> {
  const opened = await openRecords(names, await inExistingDirectory(options));
  if (opened.unusable !== undefined && options.sandbox === undefined) throw opened.unusable;
  if (opened.remote?.reachable === false) throw offlineError(opened.remote);
  return opened;
}

/**
 * Returns the options with the working directory in place of a manifest directory that no longer exists, so that its records can
 * still be listed and dropped.
 */
export async function inExistingDirectory<Options extends RecordOptions>(options: Options): Promise<Options> {
  const found = await stat(resolve(options.workingDirectory, options.directory)).catch(() => undefined);
  return found === undefined ? { ...options, directory: '.' } : options;
}

/** Map from the name of each declared account to its destination; an account whose credentials are not set has no entry. */
export function declaredDestinations(
  { whole }: Loaded,
  { environment, sandbox }: CommandOptions,
): ReadonlyMap<string, Destination> {
  return destinationsOf(whole, environment, sandbox !== undefined);
}

/** The error for a record that does not exist. */
export function noSuchRecord(name: string): HintedError {
  const message = sentence`there is no record ${personal('value', name)} of what was applied`;
  return new HintedError('applied-ref', message, {
    reason: 'missing',
    hint: sentence`\`rollcall record list --remote\` shows all records with their names`,
  });
}
