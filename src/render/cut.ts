/** Returns the beginning of a text, of at most `length` UTF-16 code units. A character in two units is kept or left out as a whole. */
export function beginningOf(text: string, length: number): string {
  const isSplit = /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(length - 1, length + 1));
  return text.slice(0, isSplit ? length - 1 : length);
}
