// The environment variable ROLLCALL_DEBUG, a comma-separated list of words. This file reads the word `http`. With any value,
// describe-error.ts shows the stack trace of an internal error.

type Variables = Readonly<Record<string, string | undefined>>;

/** Whether ROLLCALL_DEBUG asks to log every request on stderr. */
export function tracesRequests({ ROLLCALL_DEBUG = '' }: Variables): boolean {
  return ROLLCALL_DEBUG.split(',').some((word) => word.trim() === 'http');
}
