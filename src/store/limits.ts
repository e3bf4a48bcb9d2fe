// Stores how much of a vendor's quota recent processes have used, so that the next one does not exceed it. Enters and leaves:
// times. It only avoids a few throttled requests, so a file that cannot be read or written is ignored and never an error.

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensurePrivateDirectory } from './directory.ts';
import { writePrivate } from './write-private.ts';

/** The recent use of one budget. */
export interface BudgetUse {
  /** The budget's name. */
  readonly budget: string;
  /** Times at which the slots in use become free, in milliseconds since the epoch. */
  readonly freeAt: readonly number[];
}

/** Loads and saves the recent use of one destination's budgets. Neither function rejects. */
export interface LimitHistory {
  load(): Promise<readonly BudgetUse[]>;
  save(use: readonly BudgetUse[]): Promise<void>;
}

/**
 * Opens the history of one destination.
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
        // Planning must work in a read-only checkout.
      }
    },
  };
}

function isBudgetUse(value: unknown): value is BudgetUse {
  if (typeof value !== 'object' || value === null || !('budget' in value) || !('freeAt' in value)) return false;
  const { budget, freeAt } = value;
  return typeof budget === 'string' && Array.isArray(freeAt) && freeAt.every(Number.isFinite);
}
