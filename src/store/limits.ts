// How much of a vendor's quota earlier processes have used, so that the next one does not exceed it. Enters and leaves: times.
// It only spares a few refused requests: what cannot be read or written is left aside, never an error.

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensurePrivateDirectory } from './directory.ts';
import { writePrivate } from './write-private.ts';

export interface BudgetUse {
  readonly budget: string;
  /** When each slot in use becomes free, in milliseconds since the epoch. */
  readonly freeAt: readonly number[];
}

/** Neither function rejects. */
export interface LimitHistory {
  load(): Promise<readonly BudgetUse[]>;
  save(use: readonly BudgetUse[]): Promise<void>;
}

/**
 * @param store the path of `.rollcall`
 * @param key vendor and credential, from `credentialKey`
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
        // A read-only checkout can still be planned from.
      }
    },
  };
}

function isBudgetUse(value: unknown): value is BudgetUse {
  if (typeof value !== 'object' || value === null || !('budget' in value) || !('freeAt' in value)) return false;
  const { budget, freeAt } = value;
  return typeof budget === 'string' && Array.isArray(freeAt) && freeAt.every(Number.isFinite);
}
