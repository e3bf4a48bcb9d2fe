// How an apply ended, as text: whatever did not succeed by status, and one line that counts everything. Pure.

import type { Outcome, OutcomeStatus } from '../apply/events.ts';
import { inert } from './inert.ts';
import { wrap } from './lines.ts';
import { type Paint, painter, type Tone } from './paint.ts';
import type { TextOptions } from './plan-text.ts';
import { count, formatNumber } from './words.ts';

/** What needs a person first comes first. */
export const STATUSES = {
  succeeded: 'succeeded',
  failed: 'failed',
  unconverged: 'unconverged: written, and the vendor shows something else',
  stale: 'stale: moved since the plan, left alone',
  blocked: 'blocked: refused by the plan',
  skipped: 'skipped: what it waits for did not happen',
  pending: 'pending: not reached, or not proved',
} as const satisfies Record<OutcomeStatus, string>;

const MAX_LISTED = 20;
const MARGIN = '  ';

/** @param refreshed whether live was read again before every write */
export function renderOutcomes(
  outcomes: readonly Outcome[],
  { color, width }: TextOptions,
  { refreshed = true }: { readonly refreshed?: boolean } = {},
): string {
  const paint = painter(color);
  const groups = groupByStatus(outcomes);
  const sections = groups
    .filter(([status]) => status !== 'succeeded')
    .map(([status, members]) => renderGroup(status, members, width, paint).join('\n'));
  const counts = groups.map(([status, members]) => `${formatNumber(members.length)} ${status}`).join(', ');
  const total = outcomes.length === 0 ? 'nothing to do.' : `${counts} of ${count(outcomes.length, 'change')}.`;
  return `${[...sections, paint('title', `Applied: ${total}`)].join('\n\n')}\n${renderAssurances(outcomes, refreshed)}`;
}

/** What --no-verify and --no-refresh left out. */
function renderAssurances(outcomes: readonly Outcome[], refreshed: boolean): string {
  const unverified = outcomes.filter(({ status, code }) => status === 'succeeded' && code === 'unverified').length;
  return [
    ...(unverified === 0
      ? []
      : [
          `${formatNumber(unverified)} of them by the vendor’s answer alone, not read back: plan again to see them proved.\n`,
        ]),
    ...(refreshed || outcomes.length === 0
      ? []
      : ['Updates that carry no status and no identifier were sent without reading their contact again.\n']),
  ].join('');
}

/** In the order of STATUSES, empty groups left out. */
function groupByStatus(outcomes: readonly Outcome[]): readonly (readonly [OutcomeStatus, readonly Outcome[]])[] {
  const groups = new Map((Object.keys(STATUSES) as OutcomeStatus[]).map((status) => [status, [] as Outcome[]]));
  for (const outcome of outcomes) groups.get(outcome.status)?.push(outcome);
  return [...groups].filter(([, members]) => members.length > 0);
}

function renderGroup(
  status: OutcomeStatus,
  outcomes: readonly Outcome[],
  width: number,
  paint: Paint,
): readonly string[] {
  const tone: Tone = status === 'failed' || status === 'unconverged' ? 'remove' : 'change';
  const rest = outcomes.length - MAX_LISTED;
  return [
    paint(tone, `${STATUSES[status]} (${formatNumber(outcomes.length)})`),
    ...outcomes.slice(0, MAX_LISTED).flatMap((outcome) => renderOutcome(outcome, width, paint)),
    ...(rest > 0 ? [`${MARGIN}and ${formatNumber(rest)} more`] : []),
  ];
}

function renderOutcome({ key, code, message, hint }: Outcome, width: number, paint: Paint): readonly string[] {
  const inner = `${MARGIN}  `;
  const reason = code === undefined ? '' : `  ${paint('secondary', inert(code))}`;
  return [
    `${MARGIN}${inert(key)}${reason}`,
    ...(message === undefined ? [] : wrap(inert(message), width, inner)),
    ...(hint === undefined ? [] : wrap(inert(hint), width, `${inner}  `, `${inner}→ `)),
  ];
}
