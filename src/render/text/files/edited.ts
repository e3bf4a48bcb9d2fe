// The lines that an edit of manifests changes, as text: each place, and its lines before and after. Pure.

import { neutralise } from '../../neutralise.ts';
import { redactName } from '../../redact/values.ts';
import { withoutCommand } from '../lines.ts';
import { painter } from '../paint.ts';

/**
 * Consecutive lines of a file that an edit changes. Redaction leaves out `removed` and `added`, because lines contain personal
 * values.
 */
export interface EditedLines {
  readonly file: string;
  /** Line in the new text, counted from 1. */
  readonly line: number;
  readonly removed?: readonly string[];
  readonly added?: readonly string[];
}

/** Returns only the positions of the changed lines, without their texts. Names of files that contain an @ are masked. */
export function redactEdited(hunks: readonly EditedLines[]): readonly EditedLines[] {
  return hunks.map(({ file, line }) => ({ file: redactName(file, 'file'), line }));
}

/** Returns each position, followed by the lines that are removed and added there. */
export function renderEdited(hunks: readonly EditedLines[], { color }: { readonly color: boolean }): string {
  const paint = painter(color);
  return hunks
    .map(({ file, line, removed = [], added = [] }) => {
      const place = paint('title', withoutCommand(`${neutralise(file)}:${line}`));
      const lines = [
        ...removed.map((text) => paint('remove', `  - ${neutralise(text)}`)),
        ...added.map((text) => paint('add', `  + ${neutralise(text)}`)),
      ];
      return `${[place, ...lines].join('\n')}\n`;
    })
    .join('');
}
