// The lines of a file that an edit changes: its old text and its new one → hunks. Pure.

import type { AssignedFile } from '../../manifest/assign/texts.ts';
import { alignItems } from '../../manifest/edit/align.ts';

/** Adjacent lines that change. */
export interface Hunk {
  readonly file: string;
  /** Line in the new text, counted from 1. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

interface OpenHunk extends Hunk {
  readonly removed: string[];
  readonly added: string[];
}

/** Returns the hunks of an edited file. */
export function hunksOf({ file, text }: AssignedFile): readonly Hunk[] {
  const old = linesOf(file.text);
  const aligned = alignItems(old, linesOf(text));
  const hunks: OpenHunk[] = [];
  let next = 0;
  let open: OpenHunk | undefined;
  const hunkAt = (line: number): OpenHunk => {
    open ??= { file: file.name, line, removed: [], added: [] };
    if (hunks.at(-1) !== open) hunks.push(open);
    return open;
  };
  for (const [index, { from, value }] of aligned.entries()) {
    if (from === undefined) {
      hunkAt(index + 1).added.push(String(value));
      continue;
    }
    if (from > next) hunkAt(index + 1).removed.push(...old.slice(next, from));
    next = from + 1;
    open = undefined;
  }
  if (next < old.length) hunkAt(aligned.length + 1).removed.push(...old.slice(next));
  return hunks;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
