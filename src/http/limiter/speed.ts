// The factor by which a budget's pace is multiplied. It falls after 429s that show that the pace itself is too fast. Enters: how
// each request ended. Leaves: the factor. Pure.

/** A 429 multiplies the speed by SLOWDOWN; each success multiplies it by 1 + RECOVERY. So 429s stay below 1 % of requests. */
const SLOWDOWN = 0.7;
const RECOVERY = 1 / 800;
/** Minimum speed: 429s that have another cause than the pace must not stop all sending. */
const MIN_SPEED = 0.3;
/**
 * Up to this many 429s within a window (within FORGIVEN_MS if the window is shorter) leave the speed as it is. A burst or
 * requests of somebody else may have caused them. It is enough then to send evenly after the pause that the vendor asked for.
 */
const FORGIVEN = 3;
const FORGIVEN_MS = 60_000;

/** The speed of one budget. Several 429s for requests that were in flight together count as one event. */
export class Speed {
  readonly #periodMs: number;
  #factor = 1;
  /** Times of the recent 429s, in milliseconds since the epoch, oldest first; 429s that count as one event have one time. */
  #events: readonly number[] = [];

  /** @param windowMs length of the budget's window in milliseconds */
  constructor(windowMs: number) {
    this.#periodMs = Math.max(windowMs, FORGIVEN_MS);
  }

  /** The factor, from MIN_SPEED to 1. */
  get factor(): number {
    return this.#factor;
  }

  /** Records a success. */
  raise(): void {
    this.#factor = Math.min(1, this.#factor * (1 + RECOVERY));
  }

  /**
   * Records a 429 that arrived at `now`.
   *
   * @param refused `sentAt`: when the refused request was sent; `isContended`: whether others are known to use much of the quota,
   *   so that the 429 lowers the speed at once
   */
  lower(now: number, { sentAt, isContended }: { readonly sentAt: number; readonly isContended: boolean }): void {
    if (sentAt <= (this.#events.at(-1) ?? Number.NEGATIVE_INFINITY)) return;
    this.#events = [...this.#events.filter((time) => time > now - this.#periodMs), now];
    const isForgiven = this.#factor === 1 && this.#events.length <= FORGIVEN && !isContended;
    if (!isForgiven) this.#factor = Math.max(MIN_SPEED, this.#factor * SLOWDOWN);
  }
}
