// Pages in Markdown and what refers to them: headings and their anchors, links, and references in code. Pure.

/** A page or a folder, and perhaps a heading in it. */
export interface Reference {
  /** File that refers, relative to the repository. */
  readonly from: string;
  /** As it is written there. */
  readonly written: string;
  /** Relative to the repository. */
  readonly path: string;
  readonly anchor: string | undefined;
}

/** What there is to refer to. */
export interface Known {
  /** Text of a Markdown page; undefined where there is no such page. */
  readonly pageAt: (path: string) => string | undefined;
  readonly exists: (path: string) => boolean;
}

/** @returns one line for each reference that leads nowhere */
export function brokenIn(references: readonly Reference[], { pageAt, exists }: Known): readonly string[] {
  return references.flatMap(({ from, written, path, anchor }) => {
    if (!exists(path)) return [`${from}: ${written}: there is no ${path}`];
    if (anchor === undefined) return [];
    const isThere = anchorsOf(pageAt(path) ?? '').has(anchor);
    return isThere ? [] : [`${from}: ${written}: ${path} has no heading #${anchor}`];
  });
}

/** Anchors that GitHub gives the headings of a page. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const counts = new Map<string, number>();
  const anchors = headingsOf(page).map((heading) => {
    const slug = slugOf(heading);
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
  return new Set(anchors);
}

function headingsOf(page: string): readonly string[] {
  return [...withoutFences(page).matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading = '']) => heading);
}

/** Letters, digits, `-` and `_` stay, in lower case; a blank becomes `-`; links and code count by their text. */
function slugOf(heading: string): string {
  return heading
    .replace(LINK, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{Nd}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

const LINK = /\[([^\]]*)\]\(([^)\s]+)(?: "[^"]*")?\)/g;

/** Relative links of a page. */
export function linksIn(from: string, page: string): readonly Reference[] {
  const text = withoutFences(page).replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(LINK)].flatMap(([, , target = '']) => {
    if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(target)) return [];
    const [file = '', anchor] = target.split('#');
    const path = file === '' ? from : joined(from.split('/').slice(0, -1), file);
    return [{ from, written: target, path, anchor }];
  });
}

/** References to pages under docs, as they stand in comments, strings and pages: from the repository's root. */
export function citationsIn(from: string, text: string): readonly Reference[] {
  return [...text.matchAll(/(?<![\w./-])(docs\/[\w./-]+\.md)(?:#([\w-]+))?/g)].map(([written, path = '', anchor]) => ({
    from,
    written,
    path,
    anchor,
  }));
}

/** Pages that comments name in any other way. */
export function pagesInComments(from: string, source: string): readonly Reference[] {
  const comments = source.split('\n').filter((line) => /^\s*(?:\/\/|\/?\*)/.test(line));
  return comments.flatMap((line) =>
    [...line.matchAll(/(?<![\w./-])[\w./-]*\w\.md\b/g)].map(([written]) => ({
      from,
      written,
      path: written,
      anchor: undefined,
    })),
  );
}

function withoutFences(page: string): string {
  return page.replace(/^(```|~~~).*?^\1.*?$/gms, '');
}

function joined(directory: readonly string[], target: string): string {
  const parts = [...directory];
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
