// Keeps when the live contacts of the plan that was saved last were read, so that an apply which follows at once need not read them
// again. Enters and leaves: a plan's id and a time by this machine's clock, never a contact. It lies beside the plan's file, not in
// it: a plan that comes from another machine, or that somebody edited, cannot claim to be fresh.

import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { openPrivate } from './open-private.ts';
import { writePrivate } from './write-private.ts';

/** The reading of a saved plan. */
interface PlanReading {
  /** The plan's id. */
  readonly plan: string;
  /** When the reading began, in milliseconds since the epoch. */
  readonly readAt: number;
}

const FILE = 'reading.json';

/**
 * Keeps the reading of a plan, instead of the one kept before; never rejects.
 *
 * @param store the path of `.rollcall`
 */
export async function keepReading(store: string, { plan, readAt }: PlanReading): Promise<void> {
  // Ignore a failure: the apply then reads again.
  await writePrivate(join(store, FILE), `${JSON.stringify({ plan, readAt })}\n`, { durable: false }).catch(() => {});
}

/**
 * Takes the kept reading away: whoever applies a plan may change what was read.
 *
 * @param store the path of `.rollcall`
 * @param plan id of the plan that is applied
 * @returns when its reading began; undefined if that is not kept, or could not be taken away
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
