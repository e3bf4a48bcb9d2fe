// Saves a plan to the file of --out, encrypted if recipients are given.

import { HintedError, hasCode } from '../contact/hinted-error.ts';
import { sentence } from '../contact/sentence.ts';
import type { Plan } from '../plan/document.ts';
import type { Encrypt } from '../store/age.ts';
import { cacheDirectory } from './places.ts';

/** Parsed values of the options about saving a plan. */
export interface SaveFlags {
  readonly out?: string;
  /** age recipients; absent: the file is not encrypted. */
  readonly encryptTo?: readonly string[];
}

/**
 * Checks the file and parses the recipients of --encrypt-to. Called before anything is read, because planning may take minutes.
 *
 * @returns the encryption; undefined without recipients
 * @throws HintedError `usage`, `store`
 */
export async function prepareToSave({ out, encryptTo: recipients }: SaveFlags): Promise<Encrypt | undefined> {
  const encrypt = await encryption(out, recipients);
  if (out !== undefined) {
    const { assertWritable } = await import('../store/write-private.ts');
    await assertWritable(out);
  }
  return encrypt;
}

async function encryption(
  out: string | undefined,
  recipients: readonly string[] | undefined,
): Promise<Encrypt | undefined> {
  if (recipients === undefined) return undefined;
  if (out === undefined) {
    throw new HintedError('usage', sentence`--encrypt-to needs a file`, { hint: sentence`add --out` });
  }
  const { encryptTo } = await import('../store/age.ts');
  return encryptTo(recipients).catch((error: unknown) => {
    if (!hasCode(error, 'age')) throw error;
    throw new HintedError('usage', error.sentences.message, { hint: error.sentences.hint });
  });
}

/** Saves the plan, for its owner only. @throws HintedError `store` */
export async function savePlan(plan: Plan, file: string, encrypt: Encrypt | undefined): Promise<void> {
  const { serialisePlan } = await import('../plan/plan-file.ts');
  const { writePrivate } = await import('../store/write-private.ts');
  const text = serialisePlan(plan);
  await writePrivate(file, encrypt === undefined ? text : encrypt(text));
}

/**
 * Stores when the live contacts of a saved plan were read, so that an apply that follows at once need not read them again. Stores
 * nothing for a plan from a snapshot or from cached contacts.
 *
 * @param readAt when the reading began, in milliseconds since the epoch
 */
export async function keepReadingOf(
  { planId, accounts }: Plan,
  readAt: number,
  options: Parameters<typeof cacheDirectory>[0],
): Promise<void> {
  const store = await cacheDirectory(options);
  if (store === undefined || accounts.some(({ reading }) => reading.strategy === 'incremental')) return;
  const { keepReading } = await import('../store/reading.ts');
  await keepReading(store, { plan: planId, readAt });
}
