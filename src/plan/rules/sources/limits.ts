// Refuses the accounts of a source (a file of contacts) that exceeds its limits: too few rows, too many rows that are gone since
// the base (or an unknown number of them), or too many invalid rows. Pure.

import type { ComparedSource } from '../../../base/sources/compare.ts';
import type { Refusal } from '../../document.ts';
import { percentOf, toTenths } from '../counts.ts';
import { refusal } from '../reading-limits.ts';

/**
 * Checks the limits of sources.
 *
 * @returns refusals by account; accounts that are not refused are absent
 */
export function refusalsOfSources(sources: readonly ComparedSource[]): ReadonlyMap<string, readonly Refusal[]> {
  const byAccount = new Map<string, readonly Refusal[]>();
  for (const source of sources) {
    const found = refusalsOf(source);
    if (found.length === 0) continue;
    for (const account of source.accounts) byAccount.set(account, [...(byAccount.get(account) ?? []), ...found]);
  }
  return byAccount;
}

function refusalsOf({ name, rows, skipped = 0, limits, since, isUnknownBefore }: ComparedSource): readonly Refusal[] {
  const { minRows, maxShrinkPercent, maxInvalidPercent } = limits;
  const refusals: Refusal[] = [];
  if (minRows !== undefined && rows < minRows) {
    refusals.push(refusal('source-limit', { why: 'few', source: name, rows, limit: minRows }));
  }
  const gone = percentOf(since?.gone ?? 0, since?.rows ?? 0);
  if (maxShrinkPercent !== undefined && since !== undefined && gone > maxShrinkPercent) {
    const counts = { gone: since.gone, rows: since.rows, percent: toTenths(gone), limit: maxShrinkPercent };
    refusals.push(refusal('source-limit', { why: 'shrunk', source: name, ...counts }));
  }
  if (maxShrinkPercent !== undefined && isUnknownBefore === true) {
    refusals.push(refusal('source-limit', { why: 'unknown-rows', source: name }));
  }
  const invalid = percentOf(skipped, rows);
  if (maxInvalidPercent !== undefined && invalid > maxInvalidPercent) {
    const counts = { skipped, rows, percent: toTenths(invalid), limit: maxInvalidPercent };
    refusals.push(refusal('source-limit', { why: 'invalid', source: name, ...counts }));
  }
  return refusals;
}
