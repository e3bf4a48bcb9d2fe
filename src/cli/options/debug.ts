// ROLLCALL_DEBUG, a list of words. Any word at all shows the stack of internal errors (describe-error.ts).

type Variables = Readonly<Record<string, string | undefined>>;

/** `http`: a line on stderr for every request. */
export function tracesRequests({ ROLLCALL_DEBUG = '' }: Variables): boolean {
  return ROLLCALL_DEBUG.split(',').some((word) => word.trim() === 'http');
}
