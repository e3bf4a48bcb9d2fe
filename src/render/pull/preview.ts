// The lines that a pull changes, in the form of a unified diff. Pure.

import { neutralise } from '../neutralise.ts';
import { withoutCommand } from '../text/lines.ts';
import type { Paint } from '../text/paint.ts';

/** A file, with its text before and after the pull. */
export interface ChangedText {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** Consecutive lines that change. Line numbers are counted from 1. */
interface Hunk {
  readonly oldLine: number;
  readonly newLine: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Maximum number of lines of each text that are searched for the next equal lines. */
const WINDOW = 400;

/** Returns the lines of the preview. Untrusted text is neutralised. */
export function renderPreview({ name, before, after }: ChangedText, paint: Paint): readonly string[] {
  const shown = withoutCommand(neutralise(name));
  return [
    paint('title', `--- ${shown}`),
    paint('title', `+++ ${shown}`),
    ...hunksOf(before.split('\n'), after.split('\n')).flatMap(({ oldLine, newLine, removed, added }) => [
      paint('secondary', `@@ -${oldLine},${removed.length} +${newLine},${added.length} @@`),
      ...removed.map((line) => paint('remove', `-${neutralise(line.replace(/\r$/, ''))}`)),
      ...added.map((line) => paint('add', `+${neutralise(line.replace(/\r$/, ''))}`)),
    ]),
  ];
}

/** Returns the hunks that turn `old` into `next`. Searches only a few lines ahead, because an edit changes few lines. */
function hunksOf(old: readonly string[], next: readonly string[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < next.length) {
    if (i < old.length && j < next.length && old[i] === next[j]) {
      i += 1;
      j += 1;
      continue;
    }
    const [a, b] = nextEqual(old.slice(i, i + WINDOW), next.slice(j, j + WINDOW)) ?? [old.length - i, next.length - j];
    hunks.push({ oldLine: i + 1, newLine: j + 1, removed: old.slice(i, i + a), added: next.slice(j, j + b) });
    i += a;
    j += b;
  }
  return hunks;
}

/**
 * Returns the smallest numbers of lines to skip in `old` and in `next`, so that the lines after them are equal. If the two
 * numbers differ, the lines after those must be equal, too, because a single equal line may be a coincidence.
 *
 * @returns undefined if the texts have no such lines
 */
function nextEqual(old: readonly string[], next: readonly string[]): readonly [number, number] | undefined {
  for (let distance = 1; distance < old.length + next.length; distance++) {
    for (let a = Math.max(0, distance - next.length + 1); a <= Math.min(distance, old.length - 1); a++) {
      const b = distance - a;
      if (old[a] === next[b] && (a === b || old[a + 1] === next[b + 1])) return [a, b];
    }
  }
  return undefined;
}
