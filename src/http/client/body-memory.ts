// Limits the memory that response bodies take in the whole process, however many connections are open. Enters: the size of each
// body so far. Leaves: permission to receive more of it, at once or later. A connection without permission is paused, so the rest
// of its response stays at the sender.
//
//   place   every body takes one of 64 places, of 512 KiB each
//   turn    a body that outgrows its place waits for its turn: one such body at a time, of up to 32 MiB
//
// Both together are 64 MiB. Nothing can wait for ever: a body that has a place waits only for the turn, and the body that has the
// turn waits for nothing but its own response, which has a time limit.

/** Largest accepted body in bytes, together with its decompressed form. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024;

const DEFAULT_SIZES: BodyMemorySizes = { places: 64, placeBytes: 512 * 1024 };

interface BodyMemorySizes {
  readonly places: number;
  readonly placeBytes: number;
}

/** The memory of one body. */
export interface BodyLease {
  /** Bytes that the body may have before it needs the turn. */
  readonly placeBytes: number;
  /**
   * Asks for memory for a body of this size.
   *
   * @returns undefined if the body may have that size now; otherwise a promise that resolves as soon as it may
   */
  reserve(bytes: number): Promise<void> | undefined;
  /** Must be called once, when the body is no longer in use. A `reserve` that still waits then never resolves. */
  release(): void;
}

/** The memory for bodies, shared by connections. */
export interface BodyMemory {
  lease(): BodyLease;
}

/** Creates a memory for bodies. Connections share `processBodyMemory`; only tests create another one. */
export function createBodyMemory({ places, placeBytes }: BodyMemorySizes = DEFAULT_SIZES): BodyMemory {
  const free = createQueue(places);
  const turn = createQueue(1);
  return {
    lease() {
      let place: Entry | undefined;
      let big: Entry | undefined;
      return {
        placeBytes,
        reserve(bytes) {
          place ??= free.enter();
          if (bytes <= placeBytes) return place.wait;
          big ??= turn.enter();
          return big.wait;
        },
        release() {
          place?.leave();
          big?.leave();
        },
      };
    },
  };
}

/** The memory for bodies that all connections of this process share. */
export const processBodyMemory: BodyMemory = createBodyMemory();

/** A participant that was admitted to a queue, or that waits in it. */
interface Entry {
  /** Undefined once it is admitted. */
  readonly wait: Promise<void> | undefined;
  leave(): void;
}

/** Admits up to `size` participants at a time, in order of arrival. */
function createQueue(size: number): { readonly enter: () => Entry } {
  const admitted = new Set<object>();
  const waiting = new Map<object, () => void>();
  function leave(who: object): void {
    waiting.delete(who);
    if (!admitted.delete(who)) return;
    const [next] = waiting;
    if (next === undefined) return;
    waiting.delete(next[0]);
    admitted.add(next[0]);
    next[1]();
  }
  return {
    enter() {
      const who = {};
      let wait: Promise<void> | undefined;
      if (admitted.size < size) admitted.add(who);
      else
        wait = new Promise((resolve) =>
          waiting.set(who, () => {
            wait = undefined;
            resolve();
          }),
        );
      return {
        get wait() {
          return wait;
        },
        leave: () => leave(who),
      };
    },
  };
}
