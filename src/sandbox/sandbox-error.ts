/** Thrown if the sandbox cannot start or cannot store its state, for a reason that the user can fix. `hint` says how. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly code = 'sandbox';
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}

/** Returns the code of a system error, such as `EADDRINUSE`; undefined for any other value. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
