// The factor by which a budget's pace is multiplied: lower after 429s that show that the pace itself is too fast. Enters: how each
// request ended. Leaves: the factor. Pure.

/** A 429 multiplies the speed by SLOWDOWN; each success multiplies it by 1 + RECOVERY. So 429s stay below 1 % of requests. */
const SLOWDOWN = 0.7;
const RECOVERY = 1 / 800;
/** Minimum speed: 429s that have another cause than the pace must not stop all sending. */
const MIN_SPEED = 0.3;
/**
 * So many events within a window, or a minute if that is longer, leave the speed as it is. A burst may have caused them, or what
 * somebody else has sent; sending evenly, after the pauses that the vendor asked for, is enough then.
 */
const FORGIVEN = 3;
const FORGIVEN_MS = 60_000;

/** The speed of one budget. Several 429s for requests that were in flight together count as one event. */
export class Speed {
  readonly #periodMs: number;
  #factor = 1;
  /** When the events of that time happened; the newest last. */
  #events: readonly number[] = [];

  /** @param windowMs length of the budget's window in milliseconds */
  constructor(windowMs: number) {
    this.#periodMs = Math.max(windowMs, FORGIVEN_MS);
  }

  /** From MIN_SPEED to 1. */
  get factor(): number {
    return this.#factor;
  }

  /** Records a success. */
  raise(): void {
    this.#factor = Math.min(1, this.#factor * (1 + RECOVERY));
  }

  /**
   * Records at `now` a 429.
   *
   * @param refused when its request was sent, and whether others are known to use much of the quota: then they are its cause
   */
  lower(now: number, { sentAt, isContended }: { readonly sentAt: number; readonly isContended: boolean }): void {
    if (sentAt <= (this.#events.at(-1) ?? Number.NEGATIVE_INFINITY)) return;
    this.#events = [...this.#events.filter((time) => time > now - this.#periodMs), now];
    const isForgiven = this.#factor === 1 && this.#events.length <= FORGIVEN && !isContended;
    if (!isForgiven) this.#factor = Math.max(MIN_SPEED, this.#factor * SLOWDOWN);
  }
}
