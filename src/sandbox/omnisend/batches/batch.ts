// Stores the batches of a brand, which all dialects share. A batch is accepted immediately, executed later, and deleted after
// seven days.

import { hexId } from '../../seeded.ts';

/** The possible statuses of a batch. */
export const BATCH_STATUSES = ['pending', 'inProgress', 'finished', 'stopped'] as const;
/** The status of one batch. */
export type BatchStatus = (typeof BATCH_STATUSES)[number];

/** The dialects that accept batches. The dialect that accepted a batch also executes its items. */
export const BATCH_DIALECTS = ['2026-03-15', 'v5', 'v3'] as const;
/** The dialect that accepted a batch. */
export type BatchDialect = (typeof BATCH_DIALECTS)[number];

/** A request in a batch, and its result. */
export interface BatchItem {
  readonly request: unknown;
  /** HTTP status of the result. It and `response` are absent until the item is executed. */
  readonly responseCode?: number;
  readonly response?: unknown;
}

/** A batch: requests with the same method and endpoint that are executed later. Dates are RFC 3339 instants. */
export interface Batch {
  readonly id: string;
  readonly dialect: BatchDialect;
  readonly method: string;
  readonly endpoint: string;
  readonly origin?: string;
  readonly status: BatchStatus;
  readonly createdAt: string;
  /** Until this time, a slow batch stays pending; absent for other batches. */
  readonly startsAt?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly items: readonly BatchItem[];
}

/** The time until a batch is deleted. "Batch will be removed after 7 days." Source: Batches OpenAPI v3, read 2026-11-21. */
const RETENTION_MS = 7 * 86_400_000;

/** Id space (see `hexId`) of the batches. */
const BATCH_IDS = 0xba;

/** The batches of one brand. */
export class Batches {
  readonly #seed: number;
  #created = 0;
  readonly #batches = new Map<string, Batch>();
  /** Ids of the slow batches that are pending. */
  readonly #waiting = new Set<string>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Returns an id that no batch has. */
  newId(): string {
    let id: string;
    do {
      this.#created += 1;
      id = hexId(this.#seed, BATCH_IDS, this.#created);
    } while (this.#batches.has(id));
    return id;
  }

  /** Adds the batch, or replaces the one with the same id. */
  put(batch: Batch): void {
    this.#batches.set(batch.id, batch);
    if (batch.startsAt !== undefined && batch.status === 'pending') this.#waiting.add(batch.id);
  }

  /**
   * Returns the slow batches whose `startsAt` is not later than `now`. Each batch is returned only once.
   *
   * @param now milliseconds since the epoch
   */
  takeDue(now: number): readonly Batch[] {
    const due: Batch[] = [];
    for (const id of this.#waiting) {
      const batch = this.#batches.get(id);
      if (batch !== undefined && Date.parse(batch.startsAt ?? '') > now) continue;
      this.#waiting.delete(id);
      if (batch !== undefined) due.push(batch);
    }
    return due;
  }

  /** Returns all batches, oldest first. */
  all(): readonly Batch[] {
    return [...this.#batches.values()];
  }

  /** Finds a batch by id. */
  get(id: string): Batch | undefined {
    return this.#batches.get(id);
  }

  /** Deletes batches that are seven days old or older. `now` is in milliseconds since the epoch. */
  removeExpired(now: number): void {
    for (const batch of this.#batches.values()) {
      if (Date.parse(batch.createdAt) <= now - RETENTION_MS) this.#batches.delete(batch.id);
    }
  }
}
