// The progress of one part of a run: what its worker stores for people with every renewal of the lease. Contains only numbers.

import type { Plan } from '../../plan/document.ts';
import type { ApplyEvent, OutcomeStatus } from '../events.ts';
import type { JournalState } from '../journal/state.ts';

/** How far a part is. */
export interface PartProgress {
  readonly step: 'reading' | 'writing' | 'verifying';
  /** Number of changes by outcome. */
  readonly outcomes: Readonly<Partial<Record<OutcomeStatus, number>>>;
  /** Number of write requests that were answered. */
  readonly answered: number;
  /** Estimated seconds until all requests are answered; absent unless it writes. */
  readonly secondsLeft?: number;
}

/** Collects the progress of one part. */
export interface ProgressMeter {
  listen(event: ApplyEvent): void;
  current(): PartProgress;
}

/**
 * Creates the meter of a part.
 *
 * @param plan the part's plan: of one account
 * @param earlier what its journal says about earlier workers; undefined if there was none
 * @param now current time in milliseconds
 */
export function progressMeter(plan: Plan, earlier: JournalState | undefined, now: () => number): ProgressMeter {
  const outcomes: Partial<Record<OutcomeStatus, number>> = {};
  const add = (status: OutcomeStatus): void => {
    outcomes[status] = (outcomes[status] ?? 0) + 1;
  };
  for (const { status } of earlier?.outcomes.values() ?? []) add(status);
  const before = [...(earlier?.requests.values() ?? [])].filter(isAnswered).length;
  const planned = plan.accounts[0]?.estimatedSeconds ?? 0;
  const total = plan.requests.length;
  let step: PartProgress['step'] = 'reading';
  let answered = 0;
  let startedAt: number | undefined;
  return {
    listen(event) {
      if (event.type === 'sending') {
        startedAt ??= now();
        step = 'writing';
      } else if (event.type === 'answered') answered += 1;
      else if (event.type === 'verifying') step = 'verifying';
      else if (event.type === 'outcome' && event.outcome.status !== 'pending') add(event.outcome.status);
    },
    current() {
      const left = Math.max(0, total - before - answered);
      const spent = startedAt === undefined ? 0 : (now() - startedAt) / 1000;
      const each = Math.max(total === 0 ? 0 : planned / total, answered === 0 ? 0 : spent / answered);
      const secondsLeft = step === 'writing' ? { secondsLeft: Math.ceil(left * each) } : {};
      return { step, outcomes: { ...outcomes }, answered: before + answered, ...secondsLeft };
    },
  };
}

function isAnswered({ items }: { readonly items: ReadonlyMap<string, string> }): boolean {
  return [...items.values()].every((state) => state !== 'in-flight');
}
