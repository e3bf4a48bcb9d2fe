interface SandboxErrorOptions {
  readonly cause: unknown;
  /** The message without quotations from the state; absent if the message quotes nothing. */
  readonly unquoted?: string;
}

/** Thrown if the sandbox cannot start or cannot store its state, for a reason that the user can fix. The hint says how. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly code = 'sandbox';
  readonly hint: string;
  /** The message without quotations from the state, for output that must not contain personal data. */
  readonly unquoted: string;

  constructor(message: string, hint: string, { cause, unquoted = message }: SandboxErrorOptions) {
    super(message, { cause });
    this.hint = hint;
    this.unquoted = unquoted;
  }
}

/** Returns the code of a system error, such as `EADDRINUSE`; undefined for any other value. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
