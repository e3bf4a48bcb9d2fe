// One request of the HTTP client as a line of the debug trace (`ROLLCALL_DEBUG=http`). Pure.

import type { RequestTrace } from '../../http/trace.ts';
import { neutralise } from '../neutralise.ts';
import { redactUrlPath } from '../redact/requests.ts';
import { formatNumber } from '../words/numbers.ts';

/**
 * Returns the line of a request, without a line break:
 * `http shop: GET /api/contacts?limit=…&after=… 200 in 84 ms, quota 398 of 400 left`.
 *
 * @param isRedacted whether identifiers in the path are masked
 */
export function renderRequestTrace(trace: RequestTrace, isRedacted: boolean): string {
  const { account, method, path, queryNames, durationMs, waitedMs } = trace;
  const search = queryNames.length === 0 ? '' : `?${queryNames.map((name) => `${name}=…`).join('&')}`;
  const target = `${isRedacted ? redactUrlPath(path) : path}${search}`;
  const waited = waitedMs < 1 ? '' : ` after waiting ${milliseconds(waitedMs)}`;
  return neutralise(
    `http ${account}: ${method} ${target} ${endOf(trace)} in ${milliseconds(durationMs)}${waited}${quotaOf(trace)}`,
  );
}

function endOf({ status, failure }: RequestTrace): string {
  return [status ?? [], failure ?? []].flat().join(' ');
}

function quotaOf({ quota: { limit, remaining } }: RequestTrace): string {
  if (remaining === undefined) return '';
  return `, quota ${formatNumber(remaining)}${limit === undefined ? '' : ` of ${formatNumber(limit)}`} left`;
}

function milliseconds(value: number): string {
  return `${formatNumber(Math.round(value))} ms`;
}
