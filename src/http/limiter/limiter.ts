// Keeps the quota full and never over: who may send, and when. Enters: requests that wait, answers that came. Leaves: slots,
// first come first served within what the budgets allow. One limiter serves one credential at one vendor, for reading and
// writing alike. It knows no request's content; the arithmetic is window.ts.

import type { LimitHistory } from '../../store/limits.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Budget, RateHint } from '../request.ts';
import type { StopSignal } from '../stop-signal.ts';
import { paceBudgets, type RateLimit } from './share.ts';
import { BudgetWindow } from './window.ts';

/** A server that asks for more is asked again after this. */
const LONGEST_PAUSE_MS = 600_000;
const SAVE_EVERY_MS = 1000;

export interface LimiterOptions {
  /** The vendor's published limits. */
  readonly budgets: readonly Budget[];
  /** The account's own, which replaces our usual share of the vendor's limits. */
  readonly rateLimit?: RateLimit;
  /** Use by earlier processes. */
  readonly history?: LimitHistory;
  readonly clock?: Clock;
}

export interface SlotReport {
  readonly hint?: RateHint;
  /** The vendor refused the request because too many came, and asks for this long a pause. */
  readonly throttledMs?: number;
}

/** The right to send one request now. */
export interface Slot {
  /** To be called once, when the answer has come or is given up. */
  settle(report: SlotReport): void;
}

export interface Limiter {
  /** @throws the signal's reason; then there is no slot to settle */
  acquire(budgets: readonly string[], signal?: StopSignal): Promise<Slot>;
  /** Keeps the recent use for the next process. */
  save(): Promise<void>;
}

export function createLimiter(options: LimiterOptions): Limiter {
  return new QueueingLimiter(options);
}

interface Waiting {
  readonly order: number;
  readonly queue: Waiting[];
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
  /** One queue per set of budgets: a full budget holds up only those who need it. */
  readonly #queues = new Map<string, Waiting[]>();
  #arrivals = 0;
  #timer: { readonly at: number; readonly cancel: AbortController } | undefined;
  #savedAt = Number.NEGATIVE_INFINITY;
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
      const waiting: Waiting = { order: this.#arrivals++, queue, vendor, windows, grant };
      function grant(slot: Slot): void {
        signal?.removeEventListener('abort', leave);
        resolve(slot);
      }
      function leave(): void {
        queue.splice(queue.indexOf(waiting), 1);
        reject(signal?.reason);
      }
      signal?.addEventListener('abort', leave, { once: true });
      queue.push(waiting);
      this.#pump();
    });
  }

  save(): Promise<void> {
    const history = this.#history;
    if (history === undefined) return Promise.resolve();
    this.#savedAt = this.#clock.now();
    const use = this.#windows().map((window) => ({ budget: window.name, freeAt: window.inUse(this.#savedAt) }));
    this.#saving = this.#saving.then(() => history.save(use));
    return this.#saving;
  }

  async #open(options: LimiterOptions): Promise<void> {
    const recent = new Map((await options.history?.load())?.map(({ budget, freeAt }) => [budget, freeAt]));
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

  /** Grants what may go now, and comes back when the next may. */
  #pump(): void {
    const now = this.#clock.now();
    for (;;) {
      const heads = [...this.#queues.values()].flatMap((queue) => queue.slice(0, 1));
      const ready = heads.filter((head) => availableAt(head, now) <= now).sort((a, b) => a.order - b.order)[0];
      if (ready === undefined) {
        this.#wake(Math.min(...heads.map((head) => availableAt(head, now))));
        return;
      }
      ready.queue.shift();
      for (const window of ready.windows) window.take(now);
      ready.grant(this.#slot(ready, now));
    }
  }

  #slot({ vendor, windows }: Waiting, sentAt: number): Slot {
    return {
      settle: ({ hint, throttledMs }) => {
        const now = this.#clock.now();
        for (const window of windows) {
          const heard = hint !== undefined && isMeant(window, vendor, hint);
          const refused = throttledMs !== undefined && window !== this.#account;
          window.settle(now, sentAt, {
            ...(heard && { hint }),
            ...(refused && { throttledMs: Math.min(throttledMs, LONGEST_PAUSE_MS) }),
          });
        }
        if (now - this.#savedAt >= SAVE_EVERY_MS) void this.save();
        this.#pump();
      },
    };
  }

  #wake(at: number): void {
    if (this.#timer?.at === at) return;
    this.#timer?.cancel.abort();
    this.#timer = undefined;
    if (at === Number.POSITIVE_INFINITY) return;
    const timer = { at, cancel: new AbortController() };
    this.#timer = timer;
    this.#clock.sleep(Math.max(0, at - this.#clock.now()), timer.cancel.signal).then(
      () => {
        if (this.#timer === timer) this.#timer = undefined;
        this.#pump();
      },
      () => {},
    );
  }
}

function availableAt({ windows }: Waiting, now: number): number {
  return Math.max(...windows.map((window) => window.availableAt(now)));
}

/** A response states one quota; where the request spends from several, it is the one of that size, or unknown. */
function isMeant(window: BudgetWindow, vendor: readonly BudgetWindow[], hint: RateHint): boolean {
  if (!vendor.includes(window)) return false;
  return vendor.length === 1 || hint.limit === window.vendorLimit;
}
