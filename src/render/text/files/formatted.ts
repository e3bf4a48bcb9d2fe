// The result of `rollcall fmt` as text. It contains only names of files and numbers. Pure.

import type { FormatResult, LeftAlone } from '../../../manifest/format/result.ts';
import { neutralise } from '../../neutralise.ts';
import { redactName } from '../../redact/values.ts';
import { count, formatNumber } from '../../words/numbers.ts';
import { withoutCommand } from '../lines.ts';

/** Returns the result with names of files masked if they contain an @. */
export function redactFormatted({ files, changed, leftAlone }: FormatResult): FormatResult {
  return {
    files,
    changed: changed.map((file) => redactName(file, 'file')),
    leftAlone: leftAlone.map((each) => ({ ...each, file: redactName(each.file, 'file') })),
  };
}

/** Returns the names of the files that were changed (with `check`: that would change), and their number. */
export function renderFormatted({ files, changed }: FormatResult, check: boolean): string {
  const names = changed.map((file) => `${shownFile(file)}\n`).join('');
  const number = `${formatNumber(changed.length)} of ${count(files, 'file')}`;
  return `${names}${check ? `${number} would change.` : `${number} formatted.`}\n`;
}

/** Returns a line for each file that was not formatted, with the reason; empty if there is none. */
export function renderLeftAlone(leftAlone: readonly LeftAlone[]): string {
  return leftAlone.map((each) => `${shownFile(each.file)}${reason(each)}\n`).join('');
}

function reason(left: LeftAlone): string {
  switch (left.why) {
    case 'mistakes':
      return `: left alone, because it has ${count(left.mistakes, 'mistake')}; rollcall validate shows them`;
    case 'too-large':
      return ': left alone, because it is too large to format';
    case 'unusual-layout':
      return `:${left.line}: left alone, because the layout of this line cannot be changed safely; format it by hand`;
  }
}

function shownFile(file: string): string {
  return withoutCommand(neutralise(file));
}
