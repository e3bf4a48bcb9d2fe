// Requests as HTML that stands in Markdown: folded, each body whole in one <code>, where GitHub breaks its lines without adding
// anything, so that what is copied is the JSON.

import type { PlannedRequest } from '../../plan/document.ts';
import { markdownCode, markdownJson, markdownUncut } from '../markdown/safe.ts';
import { count, formatNumber } from '../words/numbers.ts';
import { describeServing, describeShared, type RequestText } from './request-line.ts';
import type { Sample } from './samples.ts';

/**
 * Stands in a cell, under the differences. Empty where nothing is shown.
 *
 * @param isAlone they stand under one contact, and not under many
 */
export function renderSamples(samples: readonly Sample[], isAlone: boolean): string {
  if (samples.length === 0) return '';
  const blocks = samples.flatMap((sample) => [
    ...renderWhose(sample, isAlone),
    ...sample.servings.map((serving) => renderRequest(describeServing(serving))),
  ]);
  const requests = samples.reduce((sum, { servings }) => sum + servings.length, 0);
  return `<details><summary>${count(requests, 'request')}</summary>${blocks.join('<br>')}</details>`;
}

function renderWhose({ key, contacts }: Sample, isAlone: boolean): readonly string[] {
  if (isAlone && contacts === 1) return [];
  const who = isAlone ? [] : [`for ${markdownCode(key)}`];
  const alike = contacts === 1 ? [] : [`one of ${formatNumber(contacts)} alike`];
  return [`${[...who, ...alike].join(', ')}:`];
}

/** Stands in a list. */
export function renderSharedItem(request: PlannedRequest, whole: boolean): string {
  return `<li>${renderRequest(describeShared(request, whole))}</li>\n`;
}

function renderRequest({ line, json }: RequestText): string {
  const body = json === '' ? '' : `<br><code>${markdownJson(json)}</code>`;
  return `<code>${markdownUncut(line)}</code>${body}`;
}
