/** The sandbox cannot start, or cannot keep its state, for a reason that whoever called it can mend. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly code = 'sandbox';
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}

/** The system's code of a failed call: `EADDRINUSE`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
