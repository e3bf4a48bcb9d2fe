/** GitHub shows one mebibyte of a step's summary. */
const MAX_BYTES = 1_000_000;

/** Text as text alone: nothing in it is Markdown or HTML. The end of a long one is left out. */
export function preformatted(text: string): string {
  const html = new TextEncoder().encode(text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
  // Streaming, the decoder leaves out a character that is cut.
  const shown = new TextDecoder('utf-8', { ignoreBOM: true }).decode(html.subarray(0, MAX_BYTES), { stream: true });
  return `<pre>\n${shown}</pre>\n`;
}
