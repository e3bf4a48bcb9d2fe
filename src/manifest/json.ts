/**
 * Offset of the first character at which the text stops being JSON; undefined if it is JSON. The engine does not always say
 * where, but it tells a text that ends too early from one that goes wrong, so the place is found by halving.
 */
export function jsonErrorAt(text: string): number | undefined {
  const message = parseError(text);
  if (message === undefined) return undefined;
  if (endsEarly(message, text.length)) return text.trimEnd().length;
  let good = 0;
  let bad = text.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const error = parseError(text.slice(0, middle));
    if (error === undefined || endsEarly(error, middle)) good = middle;
    else bad = middle;
  }
  return bad - 1;
}

function parseError(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

function endsEarly(message: string, length: number): boolean {
  const position = /at position (\d+)/.exec(message)?.[1];
  return (
    /end of JSON input|Unterminated string/.test(message) || (position !== undefined && Number(position) >= length)
  );
}
