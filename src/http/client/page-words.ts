// The readable words of an error response that is not JSON, such as the HTML page of a gateway. They are untrusted text. Pure, and linear
// in the length of the page.

/** Maximum number of bytes of a page that are examined. */
const MAX_PAGE = 65_536;
/** Maximum number of characters that are returned. */
const MAX_WORDS = 2_000;

/** Elements whose content nobody sees. */
const HIDDEN = ['script', 'style', 'template', 'noscript', 'svg'] as const;

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' },
  ...{ ndash: '–', mdash: '—', hellip: '…', copy: '©' },
};

/**
 * Returns the text of a body without mark-up, in one line.
 *
 * @returns undefined if nothing is left
 */
export function wordsOfPage(body: Uint8Array): string | undefined {
  const page = new TextDecoder().decode(body.subarray(0, MAX_PAGE));
  const words = decodeEntities(withoutMarkup(page)).replace(/\s+/g, ' ').trim();
  return words === '' ? undefined : words.slice(0, MAX_WORDS);
}

/** Leaves out tags, comments, and the content of hidden elements. A `<` that begins none of them stays. */
function withoutMarkup(page: string): string {
  const lower = page.toLowerCase();
  const parts: string[] = [];
  let from = 0;
  for (let open = page.indexOf('<'); open >= 0; open = page.indexOf('<', from)) {
    parts.push(page.slice(from, open));
    const end = endOfMarkup(lower, open);
    if (end === open) parts.push('<');
    else parts.push(' ');
    from = Math.max(end, open + 1);
  }
  parts.push(page.slice(from));
  return parts.join('');
}

/** Returns the index after the mark-up that begins at `open`; `open` itself if none does. */
function endOfMarkup(lower: string, open: number): number {
  if (lower.startsWith('<!--', open)) return after(lower, '-->', open + 4);
  if (!/[a-z/!?]/.test(lower.charAt(open + 1))) return open;
  const end = after(lower, '>', open + 1);
  const hidden = HIDDEN.find(
    (name) => lower.startsWith(name, open + 1) && !/[a-z0-9]/.test(lower.charAt(open + 1 + name.length)),
  );
  return hidden === undefined ? end : after(lower, '>', after(lower, `</${hidden}`, end));
}

/** Returns the index after the next occurrence; the end of the text if there is none. */
function after(text: string, sought: string, from: number): number {
  const index = text.indexOf(sought, from);
  return index < 0 ? text.length : index + sought.length;
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
