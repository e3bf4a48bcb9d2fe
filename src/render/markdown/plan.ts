// A plan as a pull request comment or a job summary: the summary, one row per account, then for each account its alarms, notes and
// changes in collapsible groups. Never longer than GitHub allows: the least dangerous changes are cut first, and a note states what
// was cut. Pure.

import type { Plan, PlannedAccount, PlannedRequest } from '../../plan/document.ts';
import { type Alarm, alarmsOf } from '../alarms.ts';
import { withListNames } from '../list-names.ts';
import { accountNotes, planNotes } from '../plan-notes.ts';
import { summaryPhrases } from '../plan-summary.ts';
import { proposalLine, proposalsTitle } from '../proposals.ts';
import { renderSharedItem } from '../requests/requests-markdown.ts';
import { requestsToShow, type ShownRequests, sharedRequests } from '../requests/samples.ts';
import { count, formatNumber } from '../words/numbers.ts';
import { fillGroups, fillRequests, type Group, isFilled, openGroups, renderGroup } from './groups.ts';
import { renderOverview, type Take } from './overview.ts';
import { markdownCode, markdownSafe } from './safe.ts';

/**
 * Maximum length of a comment, in bytes of UTF-8. GitHub allows 65,536 characters, and a text never has more characters than
 * bytes.
 */
export const MAX_COMMENT = 65_536;
/** Bytes reserved for the marker that the action puts before the plan, to find its comment again. */
const MARKER = 512;

/** Options of a plan as Markdown. */
export interface MarkdownOptions {
  /** Maximum length of the result, in bytes of UTF-8. */
  readonly maxBytes?: number;
  /** Text that states where the whole plan is: the name of an artefact, or a command. */
  readonly whole?: string;
  /** True: every request in full; false: none. Absent: all for up to 20 changes, otherwise an example of each shape. */
  readonly requests?: boolean | undefined;
}

/** Opening and closing tags of a list. */
const LIST = ['<ul>\n', '</ul>\n'] as const;
/** Bytes reserved for line breaks between the blocks, and for "and 3 more accounts". */
const RESERVE = 100;

/** The part of the comment that concerns one account. */
interface Section {
  readonly title: string;
  /** Refusals, failed reads, blocked parts and notes, as HTML. */
  readonly lines: readonly string[];
  /** The lines that fit. */
  readonly shown: string[];
  readonly groups: readonly Group[];
  readonly requestLists: readonly RequestList[];
}

/** Requests that do not belong to a single contact. */
interface RequestList {
  readonly title: string;
  readonly requests: readonly PlannedRequest[];
  /** The requests that fit, as HTML. */
  readonly shown: string[];
}

/** Number of changes, lines and requests that do not fit. */
interface Cut {
  readonly changes: number;
  readonly lines: number;
  readonly requests: number;
}

/** Returns the plan as HTML blocks in Markdown, at most `maxBytes` long in UTF-8. */
export function renderPlanMarkdown(given: Plan, options: MarkdownOptions = {}): string {
  const plan = withListNames(given);
  const { maxBytes = MAX_COMMENT - MARKER, whole = 'the plan file; `rollcall show` renders it' } = options;
  const longestEnd = renderEnd(plan, { changes: plan.changes.length, lines: 1, requests: 1 }, whole);
  const take = budget(maxBytes - Buffer.byteLength(longestEnd) - RESERVE);
  const summary = `<p><b>${markdownSafe(summaryPhrases(plan).join(' '))}</b></p>\n`;
  const notes = planNotes(plan).map((note) => `<p>${markdownSafe(note)}</p>\n`);
  const head = [summary, ...notes].filter(take).join('');
  const overview = renderOverview(plan, take);
  const requests = requestsToShow(plan, options.requests);
  const sections = plan.accounts.map((account) => openSection(account, plan, requests));
  const groups = sections.flatMap((section) => section.groups);
  const lists = sections.flatMap(({ requestLists }) => requestLists);
  // Fill the most important parts first: what comes last is cut first.
  const lines = sections.reduce((cut, section) => cut + fillLines(section, take), 0);
  const changes = fillGroups(groups, take);
  const cut = {
    lines,
    changes,
    requests: fillRequests(groups, take) + fillLists(lists, requests?.whole === true, take),
  };
  const shown = [...sections.filter(hasContent).map(renderSection), renderProposals(plan, take)];
  const end = renderEnd(plan, cut, whole);
  return [head, overview, ...shown, end].filter((block) => block !== '').join('\n');
}

/** Lists as many proposals as fit. */
function renderProposals({ proposed = [] }: Plan, take: Take): string {
  const summary = `<details>\n<summary><b>${markdownSafe(proposalsTitle(proposed))}</b></summary>\n`;
  if (proposed.length === 0 || !take(`${summary}${LIST.join('')}</details>\n<p>and ${proposed.length} more</p>\n`))
    return '';
  const items = proposed.map((proposal) => `<li>${markdownSafe(proposalLine(proposal))}</li>\n`).filter(take);
  const hidden = proposed.length - items.length;
  const more = hidden === 0 ? '' : `<p>and ${formatNumber(hidden)} more</p>\n`;
  return `${summary}${LIST.join(items.join(''))}${more}</details>\n`;
}

function budget(room: number): Take {
  let left = room;
  return (text) => {
    const length = Buffer.byteLength(text);
    if (length > left) return false;
    left -= length;
    return true;
  };
}

function openSection(account: PlannedAccount, { changes }: Plan, requests: ShownRequests | undefined): Section {
  const own = changes.filter((change) => change.account === account.account);
  return {
    title: `<h3>${markdownCode(account.account)}</h3>\n`,
    lines: [...alarmsOf(account, own).map(renderAlarm), ...accountNotes(account).map(markdownSafe)].map(
      (line) => `<li>${line}</li>\n`,
    ),
    shown: [],
    groups: openGroups(own, requests),
    requestLists: sharedRequests(account.account, requests).map((list) => ({ ...list, shown: [] })),
  };
}

/** Adds the lines that fit, and returns the number of lines that do not fit. */
function fillLines({ title, lines, shown }: Section, take: Take): number {
  if (!take(title + LIST.join('\n'))) return lines.length;
  for (const line of lines) if (take(line)) shown.push(line);
  return lines.length - shown.length;
}

function renderAlarm({ title, message, advice }: Alarm): string {
  return `<b>${markdownSafe(title)}</b><br>${markdownSafe(message)}<br>→ ${markdownSafe(advice)}`;
}

/** Adds the requests that fit, and returns the number of requests that do not fit. */
function fillLists(lists: readonly RequestList[], whole: boolean, take: Take): number {
  let cut = 0;
  for (const list of lists) {
    const fits = take(`${renderRequestList(list)}\n`);
    for (const request of list.requests) {
      const item = renderSharedItem(request, whole);
      if (fits && take(item)) list.shown.push(item);
      else cut += 1;
    }
  }
  return cut;
}

/** True if the section shows anything. If its title did not fit, it shows no lines. */
function hasContent({ shown, groups, requestLists }: Section): boolean {
  return shown.length > 0 || groups.some(isFilled) || requestLists.some(hasShown);
}

function hasShown({ shown }: RequestList): boolean {
  return shown.length > 0;
}

function renderSection({ title, shown, groups, requestLists }: Section): string {
  const list = shown.length === 0 ? '' : LIST.join(shown.join(''));
  return [
    title,
    list,
    ...groups.filter(isFilled).map(renderGroup),
    ...requestLists.filter(hasShown).map(renderRequestList),
  ]
    .filter((block) => block !== '')
    .join('\n');
}

function renderRequestList({ title, requests, shown }: RequestList): string {
  const summary = `<summary><b>${title}</b> (${formatNumber(requests.length)})</summary>`;
  return `<details>\n${summary}\n${LIST.join(shown.join(''))}</details>\n`;
}

function renderEnd(plan: Plan, cut: Cut, whole: string): string {
  const missing = [
    ...(cut.changes === 0 ? [] : [`${formatNumber(cut.changes)} of ${count(plan.changes.length, 'change')}`]),
    ...(cut.lines === 0 ? [] : ['some notes of the accounts']),
  ].join(' and ');
  const requests = cut.requests === 0 ? '' : missing === '' ? 'some requests' : ', nor some of the requests';
  const not = missing === '' ? `${requests} not shown` : `${missing} not shown${requests}`;
  const note = `<p><b>Cut to fit: ${not}.</b> The whole plan: ${markdownSafe(whole)}</p>\n`;
  return `${missing + requests === '' ? '' : note}<p>Plan ${markdownCode(plan.planId)}</p>\n`;
}
