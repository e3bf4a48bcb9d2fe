// A plan as text for a terminal: the summary, every account with its most dangerous changes first, and the summary again. Untrusted
// values are neutralised. Pure: the caller passes width and colour.

import type { Plan, PlannedAccount, PlannedChange } from '../../plan/document.ts';
import { DIALECTS } from '../../providers/table.ts';
import { type Alarm, alarmsOf } from '../alarms.ts';
import { DANGER_TITLES, type Danger, groupByDanger } from '../danger.ts';
import { aloneInFold, foldChanges } from '../fold.ts';
import { withListNames } from '../list-names.ts';
import { neutralise } from '../neutralise.ts';
import { accountNotes, planNotes } from '../plan-notes.ts';
import { isWithoutChanges, summaryPhrases } from '../plan-summary.ts';
import { changeOfProposal, proposalsTitle } from '../proposals.ts';
import { renderSamples, renderShared } from '../requests/requests-text.ts';
import { requestsToShow, type ShownRequests, samplesOf } from '../requests/samples.ts';
import { count, formatNumber, joinAnd } from '../words/numbers.ts';
import { type Layout, renderFold } from './change.ts';
import { fill, wrap } from './lines.ts';
import { painter } from './paint.ts';
import { SYMBOLS, WORDS } from './signs.ts';

/** Options of every text renderer. */
export interface TextOptions {
  readonly color: boolean;
  /** Width in columns; a line that cannot be broken may be longer. */
  readonly width: number;
}

/** Options of a plan as text. */
export interface PlanTextOptions extends TextOptions {
  /** True: show every contact on its own, even if many have the same change. */
  readonly full?: boolean;
  /** True: use words instead of symbols, for screen readers. */
  readonly plain?: boolean;
  /** True: every request in full; false: none. Absent: all for up to 20 changes, otherwise an example of each shape. */
  readonly requests?: boolean | undefined;
}

const READ = {
  list: 'listed',
  'look-up': 'looked up',
  'list, then look-up': 'listed, then looked up',
  incremental: 'read incrementally',
  snapshot: 'from a snapshot',
  none: 'not read',
} as const satisfies Record<PlannedAccount['reading']['strategy'], string>;

/** Maximum number of folds that are shown per group, unless the options ask for all. */
const MAX_FOLDS = 50;
const MARGIN = '  ';

interface PlanLayout extends Layout {
  readonly full: boolean;
  /** The requests to show; undefined if none are shown. */
  readonly requests: ShownRequests | undefined;
}

/** Returns the plan as text that ends with a line break. */
export function renderPlanText(given: Plan, options: PlanTextOptions): string {
  const plan = withListNames(given);
  const { color, width, full = false, plain = false } = options;
  const requests = requestsToShow(plan, options.requests);
  const layout = { paint: painter(color), width, full, requests, signs: plain ? WORDS : SYMBOLS };
  const summary = fill(summaryPhrases(plan), width - MARGIN.length)
    .map((phrases) => phrases.join(' '))
    .map((line, index) => (index === 0 ? line : MARGIN + line))
    .map((line) => layout.paint('title', line))
    .join('\n');
  const notes = planNotes(plan).flatMap((note) => wrap(neutralise(note), width, MARGIN, MARGIN));
  const changes = new Map(plan.accounts.map(({ account }) => [account, [] as PlannedChange[]]));
  for (const change of plan.changes) changes.get(change.account)?.push(change);
  const quiet = isWithoutChanges(plan);
  const idle = plan.accounts.filter((account) => isIdle(account, changes.get(account.account) ?? []));
  const sections = plan.accounts
    .filter((account) => !idle.includes(account))
    .map((account) => renderAccount(account, changes.get(account.account) ?? [], layout));
  if (!quiet) sections.push(...renderIdle(idle, layout));
  const legend = plan.changes.length === 0 || plain ? [] : wrap(LEGEND, width, MARGIN);
  const below = [...notes, ...legend];
  const head = below.length === 0 ? [summary] : [summary, layout.paint('secondary', below.join('\n'))];
  sections.push(...renderProposals(plan, layout));
  return `${[...head, ...sections, ...(sections.length === 0 ? [] : [summary])].join('\n\n')}\n`;
}

const LEGEND = '+ create, add · ~ update, change · - delete, remove · ! blocked, refused';

/** True if the plan does nothing at the account, and has neither alarms nor notes about it. */
function isIdle(account: PlannedAccount, changes: readonly PlannedChange[]): boolean {
  return changes.length === 0 && alarmsOf(account, []).length === 0 && accountNotes(account).length === 0;
}

/** Returns one paragraph that names all idle accounts; nothing if there are none. */
function renderIdle(accounts: readonly PlannedAccount[], { paint, width }: PlanLayout): readonly string[] {
  if (accounts.length === 0) return [];
  const declared = accounts.reduce((sum, account) => sum + account.declared, 0);
  const names = neutralise(joinAnd(accounts.map(({ account }) => account)));
  const line = `No changes at ${names}: ${count(declared, 'contact is', 'contacts are')} as declared.`;
  return [
    wrap(line, width, MARGIN, '')
      .map((one) => paint('secondary', one))
      .join('\n'),
  ];
}

function renderProposals({ proposed = [] }: Plan, layout: PlanLayout): readonly string[] {
  if (proposed.length === 0) return [];
  const shown = layout.full ? proposed : proposed.slice(0, MAX_FOLDS);
  const hidden = proposed.length - shown.length;
  const lines = shown.flatMap((proposal) => [
    ...renderFold(aloneInFold(changeOfProposal(proposal)), layout),
    ...(proposal.unread === true ? [`${MARGIN}    could not be read`] : []),
  ]);
  const more = hidden === 0 ? [] : [`${MARGIN}and ${count(hidden, 'more contact')}; --full lists them all`];
  return [[layout.paint('title', proposalsTitle(proposed)), ...lines, ...more].join('\n')];
}

function renderAccount(account: PlannedAccount, changes: readonly PlannedChange[], layout: PlanLayout): string {
  const { paint, width } = layout;
  const notes = accountNotes(account).flatMap((note) => wrap(neutralise(note), width, `${MARGIN}  `, MARGIN));
  const blocks = [
    renderHeader(account, layout),
    ...alarmsOf(account, changes).map((alarm) => renderAlarm(alarm, layout)),
    ...groupByDanger(changes).map((group) => renderGroup(group.danger, group.changes, layout)),
    ...renderShared(account.account, layout.requests, layout),
    notes.map((line) => paint('secondary', line)),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function renderHeader(account: PlannedAccount, { paint, width }: Layout): readonly string[] {
  const { label, origin } = DIALECTS[account.dialect];
  const elsewhere = account.origin === origin ? '' : ` · ${neutralise(account.origin)}`;
  return [
    `${paint('title', neutralise(account.account))} · ${label}${elsewhere}`,
    ...wrap(describeReading(account), width, MARGIN).map((line) => paint('secondary', line)),
  ];
}

/** Describes how the account was read. Leaves out the number of declared contacts if the reading failed: it is then unknown. */
function describeReading({ reading, declared, failures }: PlannedAccount): string {
  const unread = failures.some(({ keys }) => keys === undefined);
  const contacts = unread ? '' : `${count(declared, 'declared contact')}, `;
  const isAsked = reading.strategy !== 'none' && reading.strategy !== 'snapshot';
  const strategy = !isAsked
    ? READ[reading.strategy]
    : `${READ[reading.strategy]} in ${count(reading.requests, 'request')}`;
  const known = reading.known === undefined ? '' : `; the account has ${formatNumber(reading.known)}`;
  return `${contacts}${strategy}${known}`;
}

function renderAlarm({ title, message, advice }: Alarm, layout: Layout): readonly string[] {
  const { paint, width, signs } = layout;
  const rest = `${MARGIN}  `;
  const head = wrap(`${signs.alarm.text} ${neutralise(title)}`, width, rest, MARGIN);
  return [
    ...head.map((line) => paint(signs.alarm.tone, line)),
    ...wrap(neutralise(message), width, rest),
    ...wrap(`${signs.advice} ${neutralise(advice)}`, width, `${rest}  `, rest),
  ];
}

function renderGroup(danger: Danger, changes: readonly PlannedChange[], layout: PlanLayout): readonly string[] {
  const folds = layout.full ? changes.map(aloneInFold) : foldChanges(changes);
  const samples = samplesOf(folds, layout.requests);
  const shown = layout.full || layout.requests?.whole ? folds : folds.slice(0, MAX_FOLDS);
  const hidden = changes.length - shown.reduce((sum, { members }) => sum + members.length, 0);
  const more = `and ${count(hidden, 'more contact')}; --full lists them all, and --format html searches them`;
  return [
    layout.paint('title', `${MARGIN}${DANGER_TITLES[danger]} (${formatNumber(changes.length)})`),
    ...shown.flatMap((fold) => [
      ...renderFold(fold, layout),
      ...renderSamples(samples.get(fold) ?? [], fold.members.length === 1, layout),
    ]),
    ...(hidden > 0 ? wrap(more, layout.width, `${MARGIN}  `, MARGIN) : []),
  ];
}
