// Requests as HTML in Markdown: collapsible, with each body in one <code> element. GitHub wraps long lines in it without adding
// characters, so that copying a body gives the JSON. Pure.

import type { PlannedRequest } from '../../plan/document.ts';
import { markdownCode, markdownJson, markdownUncut } from '../markdown/safe.ts';
import { count, formatNumber } from '../words/numbers.ts';
import { describeServing, describeShared, type RequestText } from './request-line.ts';
import type { Sample } from './samples.ts';

/**
 * Returns the samples as HTML for a table cell, to be placed below the differences; empty if there are no samples.
 *
 * @param isAlone whether the row shows a single contact, rather than a fold of several
 */
export function renderSamples(samples: readonly Sample[], isAlone: boolean): string {
  if (samples.length === 0) return '';
  const blocks = samples.flatMap((sample) => [
    ...renderOwner(sample, isAlone),
    ...sample.servings.map((serving) => renderRequest(describeServing(serving))),
  ]);
  const requests = samples.reduce((sum, { servings }) => sum + servings.length, 0);
  return `<details><summary>${count(requests, 'request')}</summary>${blocks.join('<br>')}</details>`;
}

function renderOwner({ key, contacts }: Sample, isAlone: boolean): readonly string[] {
  if (isAlone && contacts === 1) return [];
  const who = isAlone ? [] : [`for ${markdownCode(key)}`];
  const alike = contacts === 1 ? [] : [`one of ${formatNumber(contacts)} alike`];
  return [`${[...who, ...alike].join(', ')}:`];
}

/** Returns a request that does not belong to a single contact, as a list item. */
export function renderSharedItem(request: PlannedRequest, whole: boolean): string {
  return `<li>${renderRequest(describeShared(request, whole))}</li>\n`;
}

function renderRequest({ line, json }: RequestText): string {
  const body = json === '' ? '' : `<br><code>${markdownJson(json)}</code>`;
  return `<code>${markdownUncut(line)}</code>${body}`;
}
