// A brand's batches: accepted at once, executed later, deleted after seven days. All dialects share them.

import { hexId } from '../../seeded.ts';

/** The states of a batch. */
export const BATCH_STATUSES = ['pending', 'inProgress', 'finished', 'stopped'] as const;
/** The state of a batch. */
export type BatchStatus = (typeof BATCH_STATUSES)[number];

/** The dialects that accept batches. A batch's items follow the rules of the dialect that accepted it. */
export const BATCH_DIALECTS = ['2026-03-15', 'v5', 'v3'] as const;
/** The dialect that accepted a batch. */
export type BatchDialect = (typeof BATCH_DIALECTS)[number];

/** One request of a batch, and its result. */
export interface BatchItem {
  readonly request: unknown;
  /** Absent until the item is executed, as is `response`. */
  readonly responseCode?: number;
  readonly response?: unknown;
}

/** A batch. Dates are RFC 3339 instants. */
export interface Batch {
  readonly id: string;
  readonly dialect: BatchDialect;
  readonly method: string;
  readonly endpoint: string;
  readonly origin?: string;
  readonly status: BatchStatus;
  readonly createdAt: string;
  /** A slow batch stays pending until then. */
  readonly startsAt?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly items: readonly BatchItem[];
}

/** "Batch will be removed after 7 days." Source: Batches OpenAPI v3, read 2026-11-21. */
const RETENTION_MS = 7 * 86_400_000;

/** Id space of batches, see `hexId`. */
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

  /** Returns an id that was not used before. */
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

  /** Returns the slow batches whose time has come; each is returned once. */
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

  /** Deletes batches older than seven days. */
  removeExpired(now: number): void {
    for (const batch of this.#batches.values()) {
      if (Date.parse(batch.createdAt) <= now - RETENTION_MS) this.#batches.delete(batch.id);
    }
  }
}
