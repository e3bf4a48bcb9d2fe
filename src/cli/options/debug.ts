// ROLLCALL_DEBUG, a comma-separated list of words. Any value shows the stack trace of internal errors (describe-error.ts).

type Variables = Readonly<Record<string, string | undefined>>;

/** Whether to log every request on stderr (`http`). */
export function tracesRequests({ ROLLCALL_DEBUG = '' }: Variables): boolean {
  return ROLLCALL_DEBUG.split(',').some((word) => word.trim() === 'http');
}
