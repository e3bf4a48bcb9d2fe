/** GitHub accepts one mebibyte per step summary; this leaves some room. */
const MAX_BYTES = 1_000_000;

/** Wraps text in a `<pre>` element in which neither Markdown nor HTML is interpreted. Text that is too long is cut. */
export function preformatted(text: string): string {
  const html = new TextEncoder().encode(text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
  // In streaming mode, the decoder drops an incomplete character at the end.
  const shown = new TextDecoder('utf-8', { ignoreBOM: true }).decode(html.subarray(0, MAX_BYTES), { stream: true });
  return `<pre>\n${shown}</pre>\n`;
}
