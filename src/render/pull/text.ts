// The result of `rollcall pull` as text for a terminal: which values were taken into which files, which could not be taken, and
// which contacts are not at the vendor. Pure.

import type { PullException, PullResult, ValueEntry } from '../../plan/drift/pulled.ts';
import { groupDrift } from '../drift/view.ts';
import { neutralise } from '../neutralise.ts';
import { withoutCommand, wrap } from '../text/lines.ts';
import { type Paint, painter } from '../text/paint.ts';
import type { TextOptions } from '../text/plan.ts';
import { formatField } from '../text/values.ts';
import { count, formatNumber } from '../words/numbers.ts';
import { nextStepsOfPull, summaryOfPull, wordsOfPullException } from '../words/pull.ts';
import { renderPreview } from './preview.ts';

/** Options of a pull as text. */
export interface PullTextOptions extends TextOptions {
  /** Whether to leave out the lines of the files, which hold personal data. */
  readonly redacted: boolean;
}

/** Maximum number of members that are shown of a list. */
const MOST = 50;
const MARGIN = '  ';

/** Returns a pull as text that ends with a line break. */
export function renderPullText(result: PullResult, { color, width, redacted }: PullTextOptions): string {
  const paint = painter(color);
  const { taken, exceptions, absent, files, dryRun } = result;
  const wrapped = (text: string, margin = '', first = margin): readonly string[] =>
    wrap(neutralise(text), width, margin, first);
  const blocks = [
    [
      ...wrapped(summaryOfPull(result), MARGIN, '').map((line) => paint('title', line)),
      ...files.map(({ file }) => `${MARGIN}${withoutCommand(neutralise(file.name))}`),
    ],
    dryRun && !redacted
      ? files.flatMap(({ file, text }) => renderPreview({ name: file.name, before: file.text, after: text }, paint))
      : [],
    ...(dryRun && !redacted ? [] : [renderTaken(taken, paint)]),
    renderExceptions(exceptions, wrapped, paint),
    renderAbsent(absent, paint),
    nextStepsOfPull(result).flatMap((step) => wrapped(`→ ${step}`, MARGIN, '')),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function renderTaken(taken: readonly ValueEntry[], paint: Paint): readonly string[] {
  const lines = groupDrift(taken).flatMap(({ contacts }) =>
    contacts.flatMap(({ key, lines: values }) =>
      values.map(
        ({ field, expected, live }) =>
          `${MARGIN}${paint('change', key)}  ${field}  ${expected === '' ? live : `${expected} → ${live}`}`,
      ),
    ),
  );
  return cut(lines);
}

function cut(lines: readonly string[]): readonly string[] {
  const hidden = lines.length - MOST;
  return hidden > 0
    ? [...lines.slice(0, MOST), `${MARGIN}and ${formatNumber(hidden)} more; --json lists them all`]
    : lines;
}

function renderExceptions(
  exceptions: readonly PullException[],
  wrapped: (text: string, margin?: string, first?: string) => readonly string[],
  paint: Paint,
): readonly string[] {
  if (exceptions.length === 0) return [];
  const shown = exceptions.slice(0, MOST).flatMap((exception) => {
    const { entry, file, line } = exception;
    const { message, hint } = wordsOfPullException(exception);
    const place = file === undefined ? `${entry.source.file}:${entry.source.line}` : `${file}:${line ?? 1}`;
    return [
      `${MARGIN}${paint('remove', `! ${neutralise(entry.key)}`)}  ${formatField(entry.path)}  ${paint('secondary', withoutCommand(neutralise(place)))}`,
      ...wrapped(message, '      '),
      ...wrapped(`→ ${hint}`, '        ', '      '),
    ];
  });
  const more = exceptions.length > MOST ? [`${MARGIN}and ${formatNumber(exceptions.length - MOST)} more`] : [];
  return [paint('title', `Not taken: ${count(exceptions.length, 'value')}`), ...shown, ...more];
}

function renderAbsent(absent: PullResult['absent'], paint: Paint): readonly string[] {
  return groupDrift(absent).flatMap(({ title, contacts }) => [
    paint('title', `${title}, and left in the manifests (${formatNumber(contacts.length)})`),
    ...cut(
      contacts.map(
        ({ key, source }) =>
          `${MARGIN}${key}  ${paint('secondary', withoutCommand(neutralise(`${source.file}:${source.line}`)))}`,
      ),
    ),
  ]);
}
