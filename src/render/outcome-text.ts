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
const MAX_KEYS = 3;
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
  /** By what is said of them, the first kinds of it. */
  readonly listed: Map<string, Alike>;
}

/** Contacts of which the same is to be said. */
interface Alike {
  readonly outcome: Outcome;
  /** The first of them. */
  readonly keys: string[];
  amount: number;
}

/** In the order of STATUSES, empty groups left out. */
function groupByStatus(outcomes: Iterable<Outcome>): readonly Group[] {
  const statuses = Object.keys(STATUSES) as OutcomeStatus[];
  const groups = new Map(
    statuses.map((status): [OutcomeStatus, Group] => [status, { status, amount: 0, unverified: 0, listed: new Map() }]),
  );
  for (const outcome of outcomes) {
    const group = groups.get(outcome.status);
    if (group === undefined) continue;
    group.amount += 1;
    if (outcome.code === 'unverified') group.unverified += 1;
    list(group.listed, outcome);
  }
  return [...groups.values()].filter(({ amount }) => amount > 0);
}

function list(listed: Map<string, Alike>, outcome: Outcome): void {
  const { key, account, code, message, hint } = outcome;
  // Of what has no reason there is nothing to read but the name.
  const said = JSON.stringify(message === undefined ? [key] : [account, code, message, hint]);
  const known = listed.get(said);
  if (known === undefined) {
    if (listed.size < MAX_LISTED) listed.set(said, { outcome, keys: [key], amount: 1 });
    return;
  }
  known.amount += 1;
  if (known.keys.length <= MAX_KEYS) known.keys.push(key);
}

function renderGroup({ status, amount, listed }: Group, width: number, paint: Paint): readonly string[] {
  const tone: Tone = status === 'failed' || status === 'unconverged' ? 'remove' : 'change';
  const alike = [...listed.values()];
  const rest = amount - alike.reduce((sum, one) => sum + one.amount, 0);
  return [
    paint(tone, `${STATUSES[status]} (${formatNumber(amount)})`),
    ...alike.flatMap((one) => renderAlike(one, width, paint)),
    ...(rest > 0 ? [`${MARGIN}and ${formatNumber(rest)} more`] : []),
  ];
}

function renderAlike({ outcome, keys, amount }: Alike, width: number, paint: Paint): readonly string[] {
  const { code, message, hint } = outcome;
  const inner = `${MARGIN}  `;
  const reason = code === undefined ? '' : `  ${paint('secondary', inert(code))}`;
  return [
    ...nameAlike(keys, amount, width).map((line, index) => (index === 0 ? line + reason : line)),
    ...(message === undefined ? [] : wrap(inert(message), width, inner)),
    ...(hint === undefined ? [] : wrap(inert(hint), width, `${inner}  `, `${inner}→ `)),
  ];
}

function nameAlike(keys: readonly string[], amount: number, width: number): readonly string[] {
  if (amount === 1) return [MARGIN + inert(keys[0] ?? '')];
  const rest = amount - MAX_KEYS;
  const named = `${keys.slice(0, MAX_KEYS).join(', ')}${rest > 0 ? ` and ${formatNumber(rest)} more` : ''}`;
  return [`${MARGIN}${count(amount, 'contact')}`, ...wrap(inert(named), width, `${MARGIN}  `)];
}
