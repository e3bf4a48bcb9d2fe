// Stores when the live contacts of the last saved plan were read, so that an apply that follows soon does not have to read them
// again. Enters and leaves: a plan's id and a time of this machine's clock, never a contact. The time is in a file of its own and
// not in the plan's file: otherwise a plan from another machine, or one that somebody edited, could claim to be fresh.

import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { openPrivate } from './open-private.ts';
import { writePrivate } from './write-private.ts';

/** When the live contacts of a saved plan were read. */
interface PlanReading {
  /** The plan's id. */
  readonly plan: string;
  /** When the reading began, in milliseconds since the epoch. */
  readonly readAt: number;
}

const FILE = 'reading.json';

/**
 * Stores when the contacts of a plan were read, in place of what was stored before; never rejects.
 *
 * @param store the path of `.rollcall`
 */
export async function keepReading(store: string, { plan, readAt }: PlanReading): Promise<void> {
  // Ignore a failure: the apply then reads again.
  await writePrivate(join(store, FILE), `${JSON.stringify({ plan, readAt })}\n`, { durable: false }).catch(() => {});
}

/**
 * Returns when the contacts of a plan were read, and deletes the stored time, whichever plan it belongs to: the apply that
 * follows may change the contacts.
 *
 * @param store the path of `.rollcall`
 * @param plan id of the plan that is applied
 * @returns milliseconds since the epoch; undefined if no time is stored for this plan, or it could not be deleted
 */
export async function takeReading(store: string, plan: string): Promise<number | undefined> {
  const path = join(store, FILE);
  const kept = await readKept(path);
  const isTaken = await unlink(path).then(
    () => true,
    () => false,
  );
  return isTaken && kept?.plan === plan ? kept.readAt : undefined;
}

async function readKept(path: string): Promise<PlanReading | undefined> {
  const file = await openPrivate(path);
  if (typeof file === 'string') return undefined;
  try {
    const { plan, readAt } = JSON.parse(await file.readFile('utf8')) as Partial<PlanReading>;
    return typeof plan === 'string' && Number.isSafeInteger(readAt) ? { plan, readAt: Number(readAt) } : undefined;
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}
