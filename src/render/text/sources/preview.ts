// The preview of a source (a data file that contacts come from): as text, and with its values masked. Pure.

import type { Json } from '../../../contact/canonical.ts';
import { neutralise } from '../../neutralise.ts';
import { mark, redactName } from '../../redact/values.ts';
import { count, formatNumber } from '../../words/numbers.ts';
import { withoutCommand } from '../lines.ts';
import type { PreviewedRow, ShownPreview } from './shown.ts';

/**
 * Returns the preview with every value of its rows masked. The name of the file and titles of columns are masked if they contain
 * an @.
 */
export function redactPreview<T extends ShownPreview>(preview: T): T {
  return {
    ...preview,
    file: redactName(preview.file, 'file'),
    columns: preview.columns.map((one) => ({ ...one, column: redactName(one.column) })),
    key: preview.key.map((column) => redactName(column)),
    ignored: preview.ignored.map((column) => redactName(column)),
    sample: preview.sample.map((row) => ({ ...row, entry: masked(row.entry) })),
  };
}

function masked(value: Json): Json {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value === null ? null : mark(typeof value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [redactName(name), masked(member as Json)]));
}

/** Returns the preview as text: the source, its key, the columns that are read and not read, and the first rows. */
export function renderPreview(preview: ShownPreview): string {
  const { name, file, rows, pinned, sha256, accounts, key, columns, ignored, sample } = preview;
  const width = Math.max(0, ...columns.map(({ field }) => field.length));
  const lines = [
    `${name}: ${count(rows, 'row')} in ${file}, for ${accounts.join(', ')}`,
    `  sha256 ${sha256.slice(0, 12)}…, ${pinned ? 'which the manifest names' : 'which the manifest does not name'}`,
    `  key: ${key.join(', ')}`,
    ...columns.map(
      ({ field, column, type }) => `  ${field.padEnd(width)}  ← ${column}${type === 'text' ? '' : ` (${type})`}`,
    ),
    ...(ignored.length === 0 ? [] : [`  not read: ${ignored.join(', ')}`]),
    ...sample.map(rowLine),
    ...(rows > sample.length ? [`  … and ${formatNumber(rows - sample.length)} more`] : []),
  ];
  return lines.map((line) => `${withoutCommand(neutralise(line))}\n`).join('');
}

function rowLine({ line, column, entry }: PreviewedRow): string {
  return `  ${line}:${column}  ${JSON.stringify(entry)}`;
}
