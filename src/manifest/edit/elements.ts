// Removes and inserts elements between brackets, together with their commas. An element is the member of a mapping or the item of
// a list. Elements that stand on lines of their own are removed and inserted as whole lines.

import { isMap, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Range } from '../read/source.ts';
import { rangeOf } from '../syntax/yaml/values.ts';
import { endOfLine, isFirstOnLine, lineStart, nextLine, type Page, skipTrivia } from './page.ts';
import { deletion, insertion, type Splice } from './splice.ts';

/** An element, without its comma. */
export interface Element extends Range {
  /** Offset of the comma after the element; absent if there is none. */
  readonly comma?: number;
  /** Whether something other than blanks and comments stands between the comma before the element and a mapping's key. */
  readonly hasPrefix: boolean;
}

/** What separates two elements, after the comma. */
export interface Gap {
  readonly text: string;
  /** Whether elements are on lines of their own. */
  readonly isLines: boolean;
  /** Indentation of an element's line; empty if elements are not on lines of their own. */
  readonly indent: string;
}

/** Finds the elements of a collection with their commas. An item's anchor and tag belong to it. */
export function elementsOf(page: Page, node: YAMLMap | YAMLSeq, ranges: readonly Range[]): readonly Element[] {
  let offset = rangeOf(node).start + 1;
  return ranges.map(({ start, end }) => {
    const first = skipTrivia(page, offset);
    const comma = skipTrivia(page, end);
    const hasComma = page.text.charAt(comma) === ',';
    offset = hasComma ? comma + 1 : end;
    const hasPrefix = isMap(node) && first < start;
    return { start: first, end, hasPrefix, ...(hasComma ? { comma } : {}) };
  });
}

/** Tells from the first two elements how elements are separated. */
export function gapOf(page: Page, node: YAMLMap | YAMLSeq, elements: readonly Element[]): Gap {
  const [first, second] = elements;
  const open = rangeOf(node).start + 1;
  if (first !== undefined && page.text.slice(open, first.start).includes('\n')) {
    const indent = page.text.slice(lineStart(page, first.start), first.start);
    return { text: page.eol + indent, isLines: true, indent };
  }
  const between = second === undefined ? undefined : page.text.slice((first?.comma ?? 0) + 1, second.start);
  const isSpaced = between === undefined ? !page.json || /": /.test(page.text) : between !== '';
  return { text: isSpaced ? ' ' : '', isLines: false, indent: '' };
}

/** Inserts elements before the first one that is kept. */
export function insertFirst(offset: number, texts: readonly string[], gap: Gap): Splice {
  return insertion(offset, texts.map((text) => `${text},${gap.text}`).join(''));
}

/** New elements, and what is needed to insert them. */
interface Inserted {
  readonly texts: readonly string[];
  readonly gap: Gap;
  /** Whether another element or a last comma follows, so that a comma is needed after the new elements. */
  readonly isFollowed: boolean;
}

/** Inserts elements after one that is kept: behind the comment on its line, if elements are on lines of their own. */
export function insertAfter(page: Page, element: Element, { texts, gap, isFollowed }: Inserted): readonly Splice[] {
  if (!isInsertedAsLines(page, element, gap))
    return [insertion(element.end, texts.map((text) => `,${gap.text}${text}`).join(''))];
  const lineEnd = endOfLine(page, element.end);
  const hasComma = element.comma !== undefined && element.comma < lineEnd;
  const joined = texts.join(`,${gap.text}`);
  const text = `${gap.text}${joined}${hasComma && isFollowed ? ',' : ''}`;
  return hasComma ? [insertion(lineEnd, text)] : [insertion(element.end, ','), insertion(lineEnd, text)];
}

/**
 * Returns whether new elements after this one get lines of their own: nothing but its comma and a comment follows on its line.
 */
export function isInsertedAsLines(page: Page, { end }: Range, gap: Gap): boolean {
  return gap.isLines && /^[ \t]*,?[ \t]*(?:#.*)?$/.test(page.text.slice(end, endOfLine(page, end)));
}

/**
 * Removes the elements that are not kept; at least one must be.
 *
 * @param keepsComma whether the comma after the last kept element is needed for a new one
 */
export function removeElements(
  page: Page,
  elements: readonly Element[],
  kept: readonly boolean[],
  keepsComma: boolean,
): readonly Splice[] {
  const last = kept.lastIndexOf(true);
  const endsWithComma = elements.at(-1)?.comma !== undefined;
  const splices: Splice[] = [];
  elements.forEach((element, index) => {
    if (kept[index] === true) return;
    const isTrailing = index > last && !endsWithComma;
    const before = { element: elements[index - 1], isKept: kept[index - 1] === true };
    splices.push(
      isTrailing
        ? removeTrailing(page, element, before)
        : removeOne(page, element, { before, next: elements[index + 1] }),
    );
  });
  const comma = elements[last]?.comma;
  const losesComma = last < elements.length - 1 && !endsWithComma && comma !== undefined;
  if (losesComma && !keepsComma) splices.push(deletion(comma, comma + 1));
  return splices;
}

/** The element before a removed one. */
interface Before {
  readonly element: Element | undefined;
  readonly isKept: boolean;
}

/** Removes an element that has a comma after it. */
function removeOne(
  page: Page,
  { start, end, comma = end }: Element,
  { before, next }: { readonly before: Before; readonly next: Element | undefined },
): Splice {
  const lineEnd = endOfLine(page, comma);
  const isOwnLine = isFirstOnLine(page, start) && /^,[ \t]*(?:#.*)?$/.test(page.text.slice(comma, lineEnd));
  if (isOwnLine) return deletion(lineStart(page, start), nextLine(page, comma));
  const between = next === undefined ? '\n' : page.text.slice(comma + 1, next.start);
  if (/^[ \t]*$/.test(between)) return deletion(start, next?.start ?? end);
  const following = /^[ \t]*/.exec(page.text.slice(comma + 1))?.[0].length ?? 0;
  if (!before.isKept) return deletion(start, comma + 1 + following);
  const blanks = /(?<=,)[ \t]+$/.exec(page.text.slice(lineStart(page, start), start))?.[0].length ?? 0;
  return deletion(start - blanks, comma + 1);
}

/** Removes an element after which no other is kept. The comma before it is removed separately. */
function removeTrailing(page: Page, { start, end, comma }: Element, { element: before }: Before): Splice {
  const lineEnd = endOfLine(page, end);
  const isOwnLine = isFirstOnLine(page, start) && /^[ \t]*,?[ \t]*(?:#.*)?$/.test(page.text.slice(end, lineEnd));
  if (isOwnLine) return deletion(lineStart(page, start), nextLine(page, end));
  const from = before?.comma === undefined ? start : before.comma + 1;
  const isInline = /^[ \t]*$/.test(page.text.slice(from, start));
  return deletion(isInline ? from : start, comma === undefined ? end : comma + 1);
}
