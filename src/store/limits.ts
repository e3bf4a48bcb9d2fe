// Stores how much of a vendor's quota recent processes have used, so that the next process does not exceed it. Enters and leaves:
// times. The file only avoids a few throttled requests, so failures to read or write it are ignored.

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

/** Loads and saves the recent use of one destination's budgets. Neither method rejects. */
export interface LimitHistory {
  load(): Promise<readonly BudgetUse[]>;
  save(use: readonly BudgetUse[]): Promise<void>;
}

/**
 * Returns the history of one destination.
 *
 * @param store the path of `.rollcall`
 * @param key of the destination (providers/destination.ts)
 */
export function limitHistory(store: string, key: string): LimitHistory {
  const path = join(store, 'limits', `${key}.json`);
  return {
    async load() {
      try {
        const stored: unknown = JSON.parse(await readFile(path, 'utf8'));
        return Array.isArray(stored) ? stored.filter(isBudgetUse) : [];
      } catch {
        return [];
      }
    },
    async save(use) {
      try {
        await ensurePrivateDirectory(dirname(path));
        await writePrivate(path, JSON.stringify(use), { durable: false });
      } catch {
        // Ignore the error: planning must work in a read-only checkout too.
      }
    },
  };
}

function isBudgetUse(value: unknown): value is BudgetUse {
  if (typeof value !== 'object' || value === null || !('budget' in value) || !('freeAt' in value)) return false;
  const { budget, freeAt } = value;
  return typeof budget === 'string' && Array.isArray(freeAt) && freeAt.every(Number.isFinite);
}
