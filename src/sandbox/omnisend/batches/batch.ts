// A brand's batches: accepted at once, carried out later, kept for seven days. The dialects share them.

import { hexId } from '../../seeded.ts';

export const BATCH_STATUSES = ['pending', 'inProgress', 'finished', 'stopped'] as const;
export type BatchStatus = (typeof BATCH_STATUSES)[number];

/** Its items follow the rules of the dialect that took it. */
export const BATCH_DIALECTS = ['2026-03-15', 'v5', 'v3'] as const;
export type BatchDialect = (typeof BATCH_DIALECTS)[number];

export interface BatchItem {
  readonly request: unknown;
  /** Both absent until it was carried out. */
  readonly responseCode?: number;
  readonly response?: unknown;
}

/** Dates are RFC 3339 texts. */
export interface Batch {
  readonly id: string;
  readonly dialect: BatchDialect;
  readonly method: string;
  readonly endpoint: string;
  readonly origin?: string;
  readonly status: BatchStatus;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly items: readonly BatchItem[];
}

/** "Batch will be removed after 7 days." Source: batches document of v3. */
const KEPT_MS = 7 * 86_400_000;

/** Ids of batches. */
const BATCH = 0xba;

export class Batches {
  readonly #seed: number;
  #created = 0;
  readonly #batches = new Map<string, Batch>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  newId(): string {
    let id: string;
    do {
      this.#created += 1;
      id = hexId(this.#seed, BATCH, this.#created);
    } while (this.#batches.has(id));
    return id;
  }

  /** Adds the batch, or puts it in the place of the one with its id. */
  put(batch: Batch): void {
    this.#batches.set(batch.id, batch);
  }

  /** Oldest first. */
  all(): readonly Batch[] {
    return [...this.#batches.values()];
  }

  get(id: string): Batch | undefined {
    return this.#batches.get(id);
  }

  forgetOld(now: number): void {
    for (const batch of this.#batches.values()) {
      if (Date.parse(batch.createdAt) <= now - KEPT_MS) this.#batches.delete(batch.id);
    }
  }
}
