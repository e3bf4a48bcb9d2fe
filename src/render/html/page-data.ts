// The data of the page's script: changes and requests with every value as inert text, in short arrays, as there may be 20,000 of
// them. script.ts reads these shapes. Pure.

import type { BlockedDifference, PlannedChange, PlannedRequest } from '../../plan/document.ts';
import { caveatsOf, formatCaveats } from '../caveats.ts';
import { DANGERS, dangerOf } from '../danger.ts';
import { type DifferenceRow, differenceRows } from '../difference-rows.ts';
import { neutralise } from '../inert.ts';
import { neutraliseJson } from '../json/inert.ts';
import { describeShared } from '../requests/request-line.ts';
import { formatField, formatValue, formatWord } from '../text/values.ts';
import { wordsOfBlock } from '../words/rules.ts';

/** Operation, field, old value, new value and caveats. */
type PageRow = readonly [op: 'add' | 'change' | 'remove', field: string, before: string, after: string, note: string];
type PageBlock = readonly [rule: string, values: string, message: string, unblock: string];

/** A change; `account` and `danger` are indexes. */
export interface PageChange {
  readonly account: number;
  readonly danger: number;
  readonly key: string;
  readonly source: string;
  readonly rows: readonly PageRow[];
  readonly blocked: readonly PageBlock[];
  /** Indexes of requests. */
  readonly requests: readonly number[];
}

/** A request; the body is JSON, cut at MAX_BODY characters. */
export type PageRequest = readonly [line: string, body: string];

/** Characters of a body that are shown; a longer one belongs to many contacts, and is in the plan file as a whole. */
const MAX_BODY = 2_000;

/**
 * One change for the page.
 *
 * @param accounts index of each account by name
 * @param requests index of each request by id
 */
export function pageChange(
  change: PlannedChange,
  accounts: ReadonlyMap<string, number>,
  requests: ReadonlyMap<string, number>,
): PageChange {
  return {
    account: accounts.get(change.account) ?? 0,
    danger: DANGERS.indexOf(dangerOf(change)),
    key: neutralise(change.key),
    source: neutralise(`${change.source.file}:${change.source.line}`),
    rows: differenceRows(change.differences).map(pageRow),
    blocked: change.blocked.map(pageBlock),
    requests: change.requests.flatMap((id) => requests.get(id) ?? []),
  };
}

function pageRow(row: DifferenceRow): PageRow {
  if (row.kind === 'set') {
    const op = row.removed.length === 0 ? 'add' : row.added.length === 0 ? 'remove' : 'change';
    const members = [row.removed, row.added].map((names) => names.map(formatWord).join(', '));
    return [op, formatField([row.field]), members[0] ?? '', members[1] ?? '', formatCaveats(row.caveats)];
  }
  const { op, path, before, after } = row.difference;
  const text = (value: typeof before): string => (value === null ? '' : formatValue(value));
  return [op, formatField(path), text(before), text(after), formatCaveats(caveatsOf(row.difference))];
}

function pageBlock(blocked: BlockedDifference): PageBlock {
  const { rule, path, before, after } = blocked;
  const { message, unblock } = wordsOfBlock(blocked);
  const values = path.length === 0 ? '' : `${formatField(path)}  ${formatValue(before)} → ${formatValue(after)}`;
  return [rule, values, neutralise(message), neutralise(unblock)];
}

/** One request for the page. */
export function pageRequest(request: PlannedRequest): PageRequest {
  const { line, json } = describeShared(request, false);
  const body = neutraliseJson(json);
  return [line, body.length > MAX_BODY ? `${body.slice(0, MAX_BODY)}…` : body];
}
