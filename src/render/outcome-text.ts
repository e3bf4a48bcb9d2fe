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
  outcomes: Iterable<Outcome>,
  { color, width }: TextOptions,
  { refreshed = true }: { readonly refreshed?: boolean } = {},
): string {
  const paint = painter(color);
  const groups = groupByStatus(outcomes);
  const sections = groups
    .filter(({ status }) => status !== 'succeeded')
    .map((group) => renderGroup(group, width, paint).join('\n'));
  const counts = groups.map(({ status, amount }) => `${formatNumber(amount)} ${status}`).join(', ');
  const all = groups.reduce((sum, { amount }) => sum + amount, 0);
  const total = all === 0 ? 'nothing to do.' : `${counts} of ${count(all, 'change')}.`;
  return `${[...sections, paint('title', `Applied: ${total}`)].join('\n\n')}\n${renderAssurances(groups, refreshed)}`;
}

/** What --no-verify and --no-refresh left out. */
function renderAssurances(groups: readonly Group[], refreshed: boolean): string {
  const unverified = groups.reduce((sum, group) => sum + group.unverified, 0);
  const sentences = [
    ...(unverified === 0
      ? []
      : [
          `${formatNumber(unverified)} of them by the vendor’s answer alone, not read back: plan again to see them proved.`,
        ]),
    ...(refreshed || groups.length === 0
      ? []
      : ['Updates that carry no status and no identifier were sent without reading their contact again.']),
  ];
  return sentences.map((sentence) => `${sentence}\n`).join('');
}

interface Group {
  readonly status: OutcomeStatus;
  amount: number;
  /** Done by the vendor's answer alone. */
  unverified: number;
  /** The first of them. */
  readonly listed: Outcome[];
}

/** In the order of STATUSES, empty groups left out. */
function groupByStatus(outcomes: Iterable<Outcome>): readonly Group[] {
  const statuses = Object.keys(STATUSES) as OutcomeStatus[];
  const groups = new Map(
    statuses.map((status): [OutcomeStatus, Group] => [status, { status, amount: 0, unverified: 0, listed: [] }]),
  );
  for (const outcome of outcomes) {
    const group = groups.get(outcome.status);
    if (group === undefined) continue;
    group.amount += 1;
    if (outcome.code === 'unverified') group.unverified += 1;
    if (group.amount <= MAX_LISTED) group.listed.push(outcome);
  }
  return [...groups.values()].filter(({ amount }) => amount > 0);
}

function renderGroup({ status, amount, listed }: Group, width: number, paint: Paint): readonly string[] {
  const tone: Tone = status === 'failed' || status === 'unconverged' ? 'remove' : 'change';
  const rest = amount - listed.length;
  return [
    paint(tone, `${STATUSES[status]} (${formatNumber(amount)})`),
    ...listed.flatMap((outcome) => renderOutcome(outcome, width, paint)),
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
