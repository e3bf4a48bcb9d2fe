// Rows of accounts as text, for accounts that were not completed: what happened, what is left, and what to do. Pure.

import type { AccountResult, AccountRow, AccountStatus, ReadRow } from '../../apply/account-results.ts';
import { neutralise } from '../neutralise.ts';
import { count, formatNumber, nameSome } from '../words/numbers.ts';
import { wordsOfRow } from '../words/outcomes.ts';
import { withoutAccount, wrap } from './lines.ts';
import { type Paint, painter } from './paint.ts';
import type { TextOptions } from './plan.ts';

const MAX_LISTED = 20;
const MARGIN = '  ';

const ENDED = {
  read: 'read',
  applied: 'applied',
  incomplete: 'not everything succeeded',
  idle: 'nothing to do',
  unread: 'could not be read, and nothing was sent to it',
  refused: 'refused, and nothing was sent to it',
  stopped: 'stopped before everything was done',
} as const satisfies Record<AccountStatus, string>;

/** Whether the account could not be read or was refused, so that nothing was sent to it. */
export function isClosed({ status }: Pick<AccountRow, 'status'>): boolean {
  return status === 'unread' || status === 'refused';
}

/** Returns the lines for one account in the result of an apply. */
export function renderRow(row: AccountResult, width: number, paint: Paint): readonly string[] {
  const planned = isClosed(row) && row.changes > 0 ? [`${count(row.changes, 'change')} not started`] : [];
  const left = row.status === 'stopped' ? [remaining(row)] : [];
  return renderLines(row, ENDED[row.status], [...planned, ...left], { width, paint });
}

/** Returns how many changes are left, and why: `3 of 11 changes left: 2 failed, 1 pending`. */
function remaining({ changes, outcomes: { succeeded = 0, ...others } }: AccountResult): string {
  const left = Object.entries(others).map(([status, amount]) => `${formatNumber(amount)} ${status}`);
  return `${formatNumber(changes - succeeded)} of ${count(changes, 'change')} left: ${left.join(', ')}`;
}

/**
 * Returns the lines about accounts that a snapshot or an explanation could not read. The text ends with a line break, or is
 * empty.
 */
export function renderUnread(rows: readonly ReadRow[], { color, width }: TextOptions): string {
  const paint = painter(color);
  return rows
    .filter(({ status }) => status === 'unread')
    .flatMap((row) => renderLines(row, 'could not be read', [], { width, paint }))
    .map((line) => `${line}\n`)
    .join('');
}

function renderLines(
  row: AccountRow,
  ended: string,
  more: readonly string[],
  { width, paint }: { readonly width: number; readonly paint: Paint },
): readonly string[] {
  const { account, code = '', unread = [] } = row;
  const { message, hint } = wordsOfRow(row) ?? { message: '', hint: '' };
  const contacts = unread.length === 0 ? [] : [`not read: ${nameSome(unread, MAX_LISTED)}`];
  return [
    `${paint('remove', `${neutralise(account)}: ${ended}`)}  ${paint('secondary', neutralise(code))}`,
    ...[withoutAccount(message, account), ...contacts, ...more].flatMap((text) =>
      wrap(neutralise(text), width, MARGIN),
    ),
    ...wrap(neutralise(hint), width, `${MARGIN}  `, `${MARGIN}→ `),
  ];
}
