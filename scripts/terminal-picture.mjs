// Draws what a program printed on a terminal as SVG: text stays text, and the picture is light or dark as whoever looks at it prefers.
// Pure.

const FONT_SIZE = 14;
const LINE = 19;
/** Width of a column. Fonts differ, so every line is stretched to its number of columns. */
const COLUMN = 8.4;
const MARGIN = 20;

/** The colours of GitHub's own light and dark themes, whose contrast with the background is at least 4.5. */
const STYLE = `svg{color-scheme:light dark}
text{font:${FONT_SIZE}px ui-monospace,monospace;white-space:pre;fill:#1f2328}
.frame{fill:#f6f8fa;stroke:#d1d9e0}.bold{font-weight:600}.dim{fill:#59636e}.green{fill:#1a7f37}.yellow{fill:#7d4e00}.red{fill:#cf222e}
@media (prefers-color-scheme:dark){text{fill:#f0f6fc}.frame{fill:#151b23;stroke:#3d444d}.dim{fill:#9198a1}.green{fill:#3fb950}.yellow{fill:#d29922}.red{fill:#f85149}}`;

/** Splits a text at its SGR codes, which become every second piece. */
const SGR = new RegExp(`${String.fromCharCode(27)}\\[([\\d;]*)m`);

/** What an SGR code of node:util's styleText begins; every other code ends it. */
const CLASSES = new Map([
  ['1', 'bold'],
  ['2', 'dim'],
  ['31', 'red'],
  ['32', 'green'],
  ['33', 'yellow'],
]);
const ENDS = new Set(['0', '22', '39']);

/**
 * Draws the text.
 *
 * @param {string} text lines with SGR colours
 * @param {string} title for whoever cannot see the picture
 * @returns {string} an SVG document
 */
export function terminalPicture(text, title) {
  const lines = text.split('\n').map(spansOf);
  const columns = Math.max(...lines.map(lengthOf));
  const width = Math.ceil(columns * COLUMN) + 2 * MARGIN;
  const height = lines.length * LINE + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="frame" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...lines.flatMap((spans, index) => drawnLine(spans, MARGIN + (index + 1) * LINE - 5)),
    '</svg>',
    '',
  ].join('\n');
}

/** @returns {readonly {text: string, style: string}[]} */
function spansOf(line) {
  const pieces = line.split(SGR);
  let style = '';
  return pieces.flatMap((piece, index) => {
    if (index % 2 === 0) return piece === '' ? [] : [{ text: piece, style }];
    const known = CLASSES.get(piece);
    if (known === undefined && !ENDS.has(piece)) throw new RangeError(`no style for the SGR code ${piece}`);
    style = known ?? '';
    return [];
  });
}

function lengthOf(spans) {
  return spans.reduce((sum, { text }) => sum + [...text].length, 0);
}

/** Each span stands in its own column, so that no font shifts what comes after it. */
function drawnLine(spans, y) {
  const line = spans.map(({ text, style }) => ({ text, style, length: lengthOf([{ text }]) }));
  let column = 0;
  const drawn = line.flatMap(({ text, style, length }) => {
    const indent = text.length - text.trimStart().length;
    const [from, words] = [column + indent, text.trim()];
    column += length;
    if (words === '') return [];
    const place = `x="${rounded(MARGIN + from * COLUMN)}" textLength="${rounded([...words].length * COLUMN)}"`;
    return [`<tspan ${place}${style === '' ? '' : ` class="${style}"`}>${escaped(words)}</tspan>`];
  });
  return drawn.length === 0 ? [] : [`<text y="${y}">${drawn.join('')}</text>`];
}

function rounded(number) {
  return String(Math.round(number * 10) / 10);
}

/** @throws RangeError for characters that XML does not have, such as what is left of an escape sequence */
function escaped(text) {
  if (/\p{Cc}/u.test(text)) throw new RangeError(`a control character in ${JSON.stringify(text)}`);
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
