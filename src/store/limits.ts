// Stores how much of a vendor's quota recent processes have used, so that several processes together do not exceed it. Enters and
// leaves: times. The file only avoids a few throttled requests, so failures to read or write it are ignored.

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensurePrivateDirectory } from './directory.ts';
import { writePrivate } from './write-private.ts';

/** The recent use of one rate-limit budget. */
export interface BudgetUse {
  /** The budget's name. */
  readonly budget: string;
  /** Times at which the slots in use become free, in milliseconds since the epoch. */
  readonly freeAt: readonly number[];
}

/** Loads and saves the recent use of the budgets of one destination (an account at a vendor). No method rejects. */
export interface LimitHistory {
  /** Returns what other processes have used: earlier ones, and those that run now. */
  load(): Promise<readonly BudgetUse[]>;
  /**
   * Saves what this process has used, in place of what it saved before.
   *
   * @param now in milliseconds since the epoch; entries whose slots are all free by then are dropped
   */
  save(use: readonly BudgetUse[], now: number): Promise<void>;
}

/** The use of a budget as it is stored; `by` is a random id of the process that saved it. */
interface StoredUse extends BudgetUse {
  readonly by?: string;
}

/**
 * Returns the history of one destination.
 *
 * @param store the path of `.rollcall`
 * @param key of the destination (providers/destination.ts)
 */
export function limitHistory(store: string, key: string): LimitHistory {
  const path = join(store, 'limits', `${key}.json`);
  const by = randomUUID();
  const others = async (): Promise<readonly StoredUse[]> => (await readAll(path)).filter((use) => use.by !== by);
  return {
    load: async () => (await others()).map(({ budget, freeAt }) => ({ budget, freeAt })),
    async save(use, now) {
      // If two processes save at the same moment, the use of one is lost until that process saves again.
      const kept = (await others()).filter(({ freeAt }) => freeAt.some((time) => time > now));
      try {
        await ensurePrivateDirectory(dirname(path));
        const all = [...kept, ...use.map((own) => ({ ...own, by }))];
        await writePrivate(path, JSON.stringify(all), { durable: false });
      } catch {
        // Ignore the error: planning must work in a read-only checkout too.
      }
    },
  };
}

async function readAll(path: string): Promise<readonly StoredUse[]> {
  try {
    const stored: unknown = JSON.parse(await readFile(path, 'utf8'));
    return Array.isArray(stored) ? stored.filter(isBudgetUse) : [];
  } catch {
    return [];
  }
}

function isBudgetUse(value: unknown): value is StoredUse {
  if (typeof value !== 'object' || value === null || !('budget' in value) || !('freeAt' in value)) return false;
  const { budget, freeAt } = value;
  return typeof budget === 'string' && Array.isArray(freeAt) && freeAt.every(Number.isFinite);
}
