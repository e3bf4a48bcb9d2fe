// Stores manifests for clients. A record (what a client applied) refers to the manifests that it was made from. If these are in
// no git repository, the client stores them here under a digest of its own. The sandbox does not interpret them.

import type { JsonObject } from './json.ts';
import { listAt, objectAt, textAt, wholeNumberAt } from './state-values.ts';
import { StateError } from './vendor.ts';

/** The manifests that were stored under one digest, and when. */
export interface SavedManifests {
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly savedAt: number;
  /** The JSON object that the client sent. */
  readonly document: JsonObject;
}

const DIGEST = /^[0-9a-f]{64}$/;

/** All manifests that clients stored in the sandbox, by digest. */
export class Manifests {
  readonly #now: () => number;
  #saved: ReadonlyMap<string, SavedManifests> = new Map();

  /** @param now the sandbox's clock, in milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Returns the document that was saved under the digest; undefined if there is none. */
  find(digest: string): JsonObject | undefined {
    return this.#saved.get(digest)?.document;
  }

  /**
   * Saves manifests under a digest. Replaces those that have the same digest.
   *
   * @throws StateError if the digest or the document is not valid
   */
  save(digest: string, document: unknown): void {
    const saved = { savedAt: this.#now(), document: documentAt(document, digestAt(digest)) };
    this.#saved = new Map([...this.#saved, [digest, saved]]);
  }

  /**
   * Removes old manifests.
   *
   * @param request `{ keep, olderThanMs }`: manifests are removed if their digest is not in `keep` and they were saved more than
   *   `olderThanMs` milliseconds ago
   * @throws StateError if the request is not valid
   */
  prune(request: unknown): void {
    const { keep, olderThanMs } = objectAt(request, 'body');
    const kept = new Set(listAt(keep, 'keep').map((digest) => textAt(digest, 'keep')));
    const before = this.#now() - wholeNumberAt(olderThanMs, 'olderThanMs', 0);
    this.#saved = new Map([...this.#saved].filter(([digest, { savedAt }]) => kept.has(digest) || savedAt >= before));
  }

  /** Returns the manifests as plain JSON data: `{ DIGEST: { savedAt, document } }`; undefined if there are none. */
  state(): unknown {
    return this.#saved.size === 0 ? undefined : Object.fromEntries(this.#saved);
  }

  /** Replaces all manifests with the result of `readManifests`. */
  replaceAll(saved: ReadonlyMap<string, SavedManifests>): void {
    this.#saved = saved;
  }
}

/**
 * Parses the member `manifests` of a saved state.
 *
 * @throws StateError if the member is not valid
 */
export function readManifests(state: unknown): ReadonlyMap<string, SavedManifests> {
  const manifests = objectAt(state ?? {}, 'manifests');
  return new Map(
    Object.entries(manifests).map(([digest, value]) => {
      const { savedAt, document } = objectAt(value, `manifests.${digest}`);
      const time = wholeNumberAt(savedAt, `manifests.${digest}.savedAt`, 0);
      return [digestAt(digest), { savedAt: time, document: documentAt(document, digest) }];
    }),
  );
}

function digestAt(digest: string): string {
  if (DIGEST.test(digest)) return digest;
  throw new StateError('manifests: a digest has 64 hexadecimal digits');
}

function documentAt(document: unknown, digest: string): JsonObject {
  return objectAt(document, `manifests.${digest}.document`);
}
