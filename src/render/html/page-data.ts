// The data that the page's script reads: changes and requests, with every value as neutralised text. Most shapes are arrays instead of
// objects, because a plan may have 20,000 changes and the names would make the page larger. Pure.

import type { BlockedDifference, PlannedChange, PlannedRequest } from '../../plan/document.ts';
import { caveatsOf, formatCaveats } from '../caveats.ts';
import { beginningOf } from '../cut.ts';
import { DANGERS, dangerOf } from '../danger.ts';
import { type DifferenceRow, differenceRows } from '../difference-rows.ts';
import { neutraliseJson } from '../json/neutralise.ts';
import { wordsOfMarks } from '../marks.ts';
import { neutralise } from '../neutralise.ts';
import { describeShared } from '../requests/request-line.ts';
import { formatField, formatValue, formatWord } from '../text/values.ts';
import { wordsOfBlock } from '../words/rules.ts';

/** A row of a change: operation, field, old value, new value and caveats. */
type PageRow = readonly [op: 'add' | 'change' | 'remove', field: string, before: string, after: string, note: string];
/** A blocked difference: rule, field with old and new value, reason and advice. */
type PageBlock = readonly [rule: string, values: string, message: string, unblock: string];

/** One change. `account` and `danger` are indexes in the page's lists of accounts and of groups (`dangers`). */
export interface PageChange {
  readonly account: number;
  readonly danger: number;
  readonly key: string;
  readonly source: string;
  readonly rows: readonly PageRow[];
  readonly blocked: readonly PageBlock[];
  /** Words that the page shows after the key, such as `owed`; absent if there are none. */
  readonly marks?: readonly string[];
  /** Indexes of the change's requests in the page's list of requests. */
  readonly requests: readonly number[];
}

/** A request: its line, and its body as JSON, cut at MAX_BODY characters. */
export type PageRequest = readonly [line: string, body: string];

/** Maximum number of characters that are shown of a body. Longer bodies serve many contacts; the plan file has them complete. */
const MAX_BODY = 2_000;

/**
 * Returns one change as data for the page.
 *
 * @param accounts map from the name of an account to its index in the page's list of accounts
 * @param requests map from the id of a request to its index in the page's list of requests
 */
export function pageChange(
  change: PlannedChange,
  accounts: ReadonlyMap<string, number>,
  requests: ReadonlyMap<string, number>,
): PageChange {
  const marks = wordsOfMarks(change);
  return {
    account: accounts.get(change.account) ?? 0,
    danger: DANGERS.indexOf(dangerOf(change)),
    key: neutralise(change.key),
    source: neutralise(`${change.source.file}:${change.source.line}`),
    rows: differenceRows(change.differences).map(pageRow),
    blocked: change.blocked.map(pageBlock),
    ...(marks.length === 0 ? {} : { marks }),
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

/** Returns one request as data for the page. */
export function pageRequest(request: PlannedRequest): PageRequest {
  const { line, json } = describeShared(request, false);
  const body = neutraliseJson(json);
  return [line, body.length > MAX_BODY ? `${beginningOf(body, MAX_BODY)}…` : body];
}
