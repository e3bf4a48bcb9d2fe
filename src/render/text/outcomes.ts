// The result of an apply as text: the changes that did not succeed, grouped by status, the accounts that were not completed, and
// one line with totals. Pure.

import type { AccountResult } from '../../apply/account-results.ts';
import type { ApplyResult } from '../../apply/engine.ts';
import type { Outcome, OutcomeStatus } from '../../apply/events.ts';
import { neutralise } from '../neutralise.ts';
import { count, formatNumber, nameSome } from '../words/numbers.ts';
import { wordsOfOutcome } from '../words/outcomes.ts';
import { isClosed, renderRow } from './account-rows.ts';
import { wrap } from './lines.ts';
import { type Paint, painter, type Tone } from './paint.ts';
import type { TextOptions } from './plan.ts';

/** The group of an outcome: its status, or `applied in part` if only a part of the change was blocked. */
type Ended = OutcomeStatus | 'applied in part';

/** Headings of the groups, in the order in which the groups are shown. */
const HEADINGS = {
  succeeded: 'succeeded',
  failed: 'failed',
  unconverged: 'unconverged: written, but the vendor shows something else',
  stale: 'stale: changed since the plan was made, and left as it is',
  blocked: 'blocked: refused by a rule',
  'applied in part': 'applied in part: a rule refused the rest',
  skipped: 'skipped: a change that it depends on was not applied',
  pending: 'pending: not reached, or not verified',
} as const satisfies Record<Ended, string>;

const MAX_LISTED = 20;
const MAX_KEYS = 3;
const MARGIN = '  ';

/**
 * Returns the result of an apply as text that ends with a line break.
 *
 * @param refreshed whether contacts were read again before every write
 */
export function renderApplied(
  { outcomes, accounts }: ApplyResult,
  { color, width }: TextOptions,
  { refreshed = true }: { readonly refreshed?: boolean } = {},
): string {
  const paint = painter(color);
  const closed = accounts.filter(isClosed);
  const groups = groupOutcomes(withoutClosed(outcomes, new Set(closed.map(({ account }) => account))));
  const sections = [
    ...groups.filter(({ ended }) => ended !== 'succeeded').map((group) => renderGroup(group, width, paint)),
    ...accounts.filter(({ code }) => code !== undefined).map((row) => renderRow(row, width, paint)),
  ].map((lines) => lines.join('\n'));
  const total = `${renderTotal(groups, closed)}${renderLeftOut(closed)}`;
  return `${[...sections, paint('title', total)].join('\n\n')}\n${renderAssurances(groups, refreshed)}`;
}

/**
 * Yields the outcomes, except those of closed accounts (unread or refused): the row of such an account states why none of its
 * changes was started.
 */
function* withoutClosed(outcomes: Iterable<Outcome>, closed: ReadonlySet<string>): Generator<Outcome> {
  for (const outcome of outcomes) if (!closed.has(outcome.account)) yield outcome;
}

function renderTotal(groups: readonly Group[], closed: readonly AccountResult[]): string {
  const all = groups.reduce((sum, { amount }) => sum + amount, 0);
  if (all === 0) return closed.length === 0 ? 'Applied: nothing to do.' : 'Nothing was applied.';
  const counts = groups.map(({ ended, amount }) => `${formatNumber(amount)} ${ended}`).join(', ');
  return `Applied: ${counts} of ${count(all, 'change')}.`;
}

function renderLeftOut(closed: readonly AccountResult[]): string {
  if (closed.length === 0) return '';
  const names = closed.map(({ account }) => neutralise(account));
  return ` Left out: ${nameSome(names, MAX_LISTED)}.`;
}

/** States for how many changes nothing was sent, and what --no-verify and --no-refresh skipped. */
function renderAssurances(groups: readonly Group[], refreshed: boolean): string {
  const unverified = groups.reduce((sum, group) => sum + group.unverified, 0);
  const already = groups.reduce((sum, group) => sum + group.already, 0);
  const sentences = [
    ...(already === 0
      ? []
      : [`${formatNumber(already)} already as planned: nothing was sent for ${already === 1 ? 'it' : 'them'}.`]),
    ...(unverified === 0
      ? []
      : [`${formatNumber(unverified)} confirmed by the vendor but not read back: plan again to verify.`]),
    ...(refreshed || groups.length === 0
      ? []
      : ['Updates without a status or an identifier were sent without reading the contact again.']),
  ];
  return sentences.map((sentence) => `${sentence}\n`).join('');
}

interface Group {
  readonly ended: Ended;
  amount: number;
  /** Number of changes that the vendor confirmed and that were not read back. */
  unverified: number;
  /** Number of changes for which nothing was sent, because the contact was already as planned. */
  already: number;
  /** Map from a reason, as JSON, to the contacts with this reason; limited to the first MAX_LISTED reasons. */
  readonly listed: Map<string, Alike>;
}

/** Contacts with the same reason. */
interface Alike {
  readonly outcome: Outcome;
  /** Keys of the first contacts. */
  readonly keys: string[];
  amount: number;
}

/** Returns the groups that have outcomes, in the order of HEADINGS. */
function groupOutcomes(outcomes: Iterable<Outcome>): readonly Group[] {
  const all = Object.keys(HEADINGS) as Ended[];
  const groups = new Map(
    all.map((ended): [Ended, Group] => [ended, { ended, amount: 0, unverified: 0, already: 0, listed: new Map() }]),
  );
  for (const outcome of outcomes) {
    const group = groups.get(endOf(outcome));
    if (group === undefined) continue;
    group.amount += 1;
    if (outcome.code === 'unverified') group.unverified += 1;
    if (outcome.code === 'already-done') group.already += 1;
    list(group.listed, outcome);
  }
  return [...groups.values()].filter(({ amount }) => amount > 0);
}

function endOf({ status, partly }: Outcome): Ended {
  return status === 'blocked' && partly === true ? 'applied in part' : status;
}

function list(listed: Map<string, Alike>, outcome: Outcome): void {
  const { change: _, changeId: _id, key, status: _status, ...reason } = outcome;
  // Contacts without a reason are listed one by one.
  const said = JSON.stringify(reason.code === undefined && reason.earlier === undefined ? [key] : reason);
  const known = listed.get(said);
  if (known === undefined) {
    if (listed.size < MAX_LISTED) listed.set(said, { outcome, keys: [key], amount: 1 });
    return;
  }
  known.amount += 1;
  if (known.keys.length <= MAX_KEYS) known.keys.push(key);
}

function renderGroup({ ended, amount, listed }: Group, width: number, paint: Paint): readonly string[] {
  const tone: Tone = ended === 'failed' || ended === 'unconverged' ? 'remove' : 'change';
  const alike = [...listed.values()];
  const rest = amount - alike.reduce((sum, one) => sum + one.amount, 0);
  return [
    paint(tone, `${HEADINGS[ended]} (${formatNumber(amount)})`),
    ...alike.flatMap((one) => renderAlike(one, width, paint)),
    ...(rest > 0 ? [`${MARGIN}and ${formatNumber(rest)} more`] : []),
  ];
}

function renderAlike({ outcome, keys, amount }: Alike, width: number, paint: Paint): readonly string[] {
  const { code } = outcome;
  const words = wordsOfOutcome(outcome);
  const inner = `${MARGIN}  `;
  const reason = code === undefined ? '' : `  ${paint('secondary', neutralise(code))}`;
  return [
    ...nameAlike(keys, amount, width).map((line, index) => (index === 0 ? line + reason : line)),
    ...(words === undefined ? [] : wrap(neutralise(words.message), width, inner)),
    ...(words === undefined ? [] : wrap(neutralise(words.hint), width, `${inner}  `, `${inner}→ `)),
  ];
}

function nameAlike(keys: readonly string[], amount: number, width: number): readonly string[] {
  if (amount === 1) return [MARGIN + neutralise(keys[0] ?? '')];
  const rest = amount - MAX_KEYS;
  const named = `${keys.slice(0, MAX_KEYS).join(', ')}${rest > 0 ? ` and ${formatNumber(rest)} more` : ''}`;
  return [`${MARGIN}${count(amount, 'contact')}`, ...wrap(neutralise(named), width, `${MARGIN}  `)];
}
