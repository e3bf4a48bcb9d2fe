import { count, formatInstant, formatNumber } from '../words/numbers.ts';

/** An interrupted apply that is continued: its plan, its start, and how much of it is finished. */
export interface Resumed {
  /** Names the plan: `plan 3f2a9c1b5d7e…`. */
  readonly plan: string;
  /** RFC 3339 instant. */
  readonly startedAt: string;
  readonly changes: number;
  /** Number of changes that have an outcome already. */
  readonly finished: number;
  readonly accounts: readonly string[];
  /** Whether only changes of reviewed plans are sent. */
  readonly isReviewed: boolean;
}

/** Returns two lines for a terminal: which apply is continued, and how much of it is left. Pure. */
export function renderResumed(resumed: Resumed): string {
  const { plan, startedAt, changes, finished, accounts, isReviewed } = resumed;
  const left = `${count(changes - finished, 'change')} of ${formatNumber(changes)}`;
  const where = accounts.length === 0 ? '' : ` at ${accounts.join(', ')}`;
  return [
    `Going on with the apply of ${plan}, started ${formatInstant(startedAt)}.\n`,
    `It has no outcome yet for ${left}${where}${isReviewed ? '; only what was reviewed is sent' : ''}.\n`,
  ].join('');
}
