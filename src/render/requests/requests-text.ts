// Requests as text. A short body is on the line of its request. A longer body is on separate lines that start in the first column, so
// that joining them gives the JSON. Pure.

import type { PlannedRequest } from '../../plan/document.ts';
import { neutraliseJson } from '../json/neutralise.ts';
import { neutralise } from '../neutralise.ts';
import type { Layout } from '../text/change.ts';
import { wrap } from '../text/lines.ts';
import { count, formatNumber } from '../words/numbers.ts';
import { bodyLines } from './body-lines.ts';
import { describeServing, describeShared, type RequestText } from './request-line.ts';
import { type Sample, type ShownRequests, sharedRequests } from './samples.ts';

const TITLE = '  ';
const MARGIN = '      ';

/** Maximum number of shared requests that are shown, unless --requests asks for all. */
const MAX_SHARED = 20;

/**
 * Returns the lines of the samples, to be placed below the differences.
 *
 * @param isAlone whether the samples belong to a single contact, rather than to a fold of several
 */
export function renderSamples(samples: readonly Sample[], isAlone: boolean, layout: Layout): readonly string[] {
  return samples.flatMap((sample) => [
    ...renderOwner(sample, isAlone, layout),
    ...sample.servings.flatMap((serving) => renderRequest(describeServing(serving), layout)),
  ]);
}

function renderOwner({ key, contacts }: Sample, isAlone: boolean, { width, paint }: Layout): readonly string[] {
  if (isAlone && contacts === 1) return [];
  const who = isAlone ? [] : [`for ${neutralise(key)}`];
  const alike = contacts === 1 ? [] : [`one of ${formatNumber(contacts)} alike; --requests shows them all`];
  const words = [...who, ...alike].join(', ');
  return wrap(words, width, `${MARGIN}  `, MARGIN).map((line) => paint('secondary', line));
}

/** Returns one block of lines for each list of requests that do not belong to a single contact. */
export function renderShared(
  account: string,
  shown: ShownRequests | undefined,
  layout: Layout,
): readonly (readonly string[])[] {
  return sharedRequests(account, shown).map(({ title, requests }) =>
    renderBlock(title, requests, { whole: shown?.whole === true, all: shown?.all === true }, layout),
  );
}

function renderBlock(
  title: string,
  requests: readonly PlannedRequest[],
  { whole, all }: Pick<ShownRequests, 'whole' | 'all'>,
  layout: Layout,
): readonly string[] {
  const shown = all ? requests : requests.slice(0, MAX_SHARED);
  const hidden = requests.length - shown.length;
  return [
    layout.paint('title', `${TITLE}${title} (${formatNumber(requests.length)})`),
    ...shown.flatMap((request) => renderRequest(describeShared(request, whole), layout)),
    ...(hidden > 0 ? wrap(`and ${count(hidden, 'more request')}; --requests shows them all`, layout.width, TITLE) : []),
  ];
}

function renderRequest({ line, json }: RequestText, { width, paint }: Layout): readonly string[] {
  const body = neutraliseJson(json);
  const isShort = MARGIN.length + line.length + 1 + body.length <= width;
  const lines = isShort
    ? [MARGIN + line + (body === '' ? '' : ` ${body}`)]
    : [MARGIN + line, ...bodyLines(json, width)];
  return lines.map((text) => paint('secondary', text));
}
