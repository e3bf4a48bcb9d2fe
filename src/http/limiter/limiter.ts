// The rate limiter: decides when each request may be sent, so that the vendor's quota is used but never exceeded. Enters: waiting
// requests, and reports on finished ones. Leaves: slots, which are permissions to send one request, in order of arrival as far as
// the budgets allow. One limiter serves one credential at one vendor, for reads and writes alike. It never sees the content of a
// request. window.ts contains the calculations.

import type { BudgetUse, LimitHistory } from '../../store/limits.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Budget, RateHint } from '../request.ts';
import type { StopSignal } from '../stop-signal.ts';
import { paceBudgets, type RateLimit } from './share.ts';
import { BudgetWindow } from './window.ts';

/** Longest pause of the limiter, in milliseconds. If a server asks for a longer one, the client gives up on the account. */
const MAX_PAUSE_MS = 60_000;
/**
 * While requests run, the use of the quota is saved after this many milliseconds or this many requests, so that other processes
 * see a burst while it happens.
 */
const SAVE_INTERVAL_MS = 1000;
const SAVE_EVERY = 10;

/** Settings of a limiter. */
export interface LimiterOptions {
  /** The vendor's published limits. */
  readonly budgets: readonly Budget[];
  /** The account's configured limit; it replaces the default share of the vendor's limits. */
  readonly rateLimit?: RateLimit;
  /** Storage for the recent use of the quota. Through it, processes take the requests of each other into account. */
  readonly history?: LimitHistory;
  readonly clock?: Clock;
}

/** The report on a finished request. */
export interface SlotReport {
  readonly hint?: RateHint;
  /** Present if the vendor throttled the request (429, or 503 with a delay): the pause before the next one, in milliseconds. */
  readonly throttledMs?: number;
}

/** Permission to send one request now. */
export interface Slot {
  /** Must be called exactly once, when the response has arrived or the request has failed. */
  settle(report: SlotReport): void;
}

/** Hands out slots within the budgets of one destination (an account at a vendor). */
export interface Limiter {
  /**
   * Waits for a slot in every named budget.
   *
   * @throws the signal's reason if the signal is aborted; no slot is taken then
   */
  acquire(budgets: readonly string[], signal?: StopSignal): Promise<Slot>;
  /** Saves the recent quota use for other processes; never rejects. */
  save(): Promise<void>;
}

/** Creates a limiter. Without `history`, it assumes that no quota has been used yet. */
export function createLimiter(options: LimiterOptions): Limiter {
  return new QueueingLimiter(options);
}

interface Waiter {
  readonly order: number;
  readonly queue: Waiter[];
  readonly vendor: readonly BudgetWindow[];
  readonly windows: readonly BudgetWindow[];
  readonly grant: (slot: Slot) => void;
}

class QueueingLimiter implements Limiter {
  readonly #clock: Clock;
  readonly #history: LimitHistory | undefined;
  readonly #ready: Promise<void>;
  #vendor = new Map<string, BudgetWindow>();
  #account: BudgetWindow | undefined;
  /**
   * Map from a set of budgets to the requests that wait for it. With one queue for each set, an exhausted budget delays only the
   * requests that need it.
   */
  readonly #queues = new Map<string, Waiter[]>();
  #arrivals = 0;
  #timer: { readonly at: number; readonly cancel: AbortController } | undefined;
  #savedAt = Number.NEGATIVE_INFINITY;
  #grantedSinceSave = 0;
  #saving: Promise<void> = Promise.resolve();

  constructor(options: LimiterOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#history = options.history;
    this.#ready = this.#open(options);
  }

  async acquire(budgets: readonly string[], signal?: StopSignal): Promise<Slot> {
    await this.#ready;
    signal?.throwIfAborted();
    const vendor = budgets.map((name) => this.#window(name));
    const windows = this.#account === undefined ? vendor : [...vendor, this.#account];
    const key = budgets.join(' ');
    const queue = this.#queues.get(key) ?? [];
    this.#queues.set(key, queue);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { order: this.#arrivals++, queue, vendor, windows, grant };
      function grant(slot: Slot): void {
        signal?.removeEventListener('abort', cancel);
        resolve(slot);
      }
      function cancel(): void {
        queue.splice(queue.indexOf(waiter), 1);
        reject(signal?.reason);
      }
      signal?.addEventListener('abort', cancel, { once: true });
      queue.push(waiter);
      this.#grantReady();
    });
  }

  save(): Promise<void> {
    const history = this.#history;
    if (history === undefined) return Promise.resolve();
    this.#savedAt = this.#clock.now();
    this.#grantedSinceSave = 0;
    const use = this.#windows().map((window) => ({ budget: window.name, freeAt: window.inUse(this.#savedAt) }));
    this.#saving = this.#saving.then(async () => {
      await history.save(use, this.#savedAt);
      const elsewhere = timesByBudget(await history.load());
      for (const window of this.#windows()) window.setElsewhere(elsewhere.get(window.name) ?? [], this.#clock.now());
    });
    return this.#saving;
  }

  async #open(options: LimiterOptions): Promise<void> {
    const recent = timesByBudget(await options.history?.load());
    const now = this.#clock.now();
    const { vendor, account } = paceBudgets(options.budgets, options.rateLimit);
    this.#vendor = new Map(
      vendor.map((budget) => [budget.name, new BudgetWindow(budget, recent.get(budget.name), now)]),
    );
    if (account !== undefined) this.#account = new BudgetWindow(account, recent.get(account.name), now);
  }

  #windows(): readonly BudgetWindow[] {
    return [...this.#vendor.values(), ...(this.#account === undefined ? [] : [this.#account])];
  }

  #window(name: string): BudgetWindow {
    const window = this.#vendor.get(name);
    if (window === undefined) throw new Error(`internal: no budget is named ${name}`);
    return window;
  }

  /** Grants every slot that is available now, and sets a timer for the time at which the next one becomes available. */
  #grantReady(): void {
    const now = this.#clock.now();
    for (;;) {
      const heads = [...this.#queues.values()].flatMap((queue) => queue.slice(0, 1));
      const ready = heads.filter((head) => availableAt(head, now) <= now).sort((a, b) => a.order - b.order)[0];
      if (ready === undefined) {
        this.#scheduleWake(Math.min(...heads.map((head) => availableAt(head, now))));
        return;
      }
      ready.queue.shift();
      for (const window of ready.windows) window.take(now);
      this.#grantedSinceSave += 1;
      ready.grant(this.#slot(ready, now));
    }
  }

  #slot({ vendor, windows }: Waiter, sentAt: number): Slot {
    return {
      settle: ({ hint, throttledMs }) => {
        const now = this.#clock.now();
        for (const window of windows) {
          const isOwn = window === this.#account;
          const hinted = hint !== undefined && hintApplies(window, vendor, hint);
          window.settle(now, sentAt, {
            ...(hinted && { hint }),
            ...(throttledMs !== undefined && !isOwn && { throttledMs: Math.min(throttledMs, MAX_PAUSE_MS) }),
            saysRemaining: isOwn && hint?.remaining !== undefined,
          });
        }
        if (now - this.#savedAt >= SAVE_INTERVAL_MS || this.#grantedSinceSave >= SAVE_EVERY) void this.save();
        this.#grantReady();
      },
    };
  }

  #scheduleWake(at: number): void {
    if (this.#timer?.at === at) return;
    this.#timer?.cancel.abort();
    this.#timer = undefined;
    if (at === Number.POSITIVE_INFINITY) return;
    const timer = { at, cancel: new AbortController() };
    this.#timer = timer;
    this.#clock.sleep(Math.max(0, at - this.#clock.now()), timer.cancel.signal).then(
      () => {
        if (this.#timer === timer) this.#timer = undefined;
        this.#grantReady();
      },
      () => {},
    );
  }
}

function timesByBudget(use: readonly BudgetUse[] = []): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, readonly number[]>();
  for (const { budget, freeAt } of use) times.set(budget, [...(times.get(budget) ?? []), ...freeAt]);
  return times;
}

function availableAt({ windows }: Waiter, now: number): number {
  return Math.max(...windows.map((window) => window.availableAt(now)));
}

/** True if the hint describes this window. A response describes one quota; among several budgets, its limit identifies it. */
function hintApplies(window: BudgetWindow, vendor: readonly BudgetWindow[], hint: RateHint): boolean {
  if (!vendor.includes(window)) return false;
  return vendor.length === 1 || hint.limit === window.vendorLimit;
}
