// A listener that may fail, as a disk may be full, made safe for the engine: what cannot be recorded is not sent.

import type { ApplyListener } from '../events.ts';

/** What happens cannot be recorded, so nothing more may be sent. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
  readonly hint: string;

  constructor(cause: unknown) {
    super(`what happens cannot be recorded: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    const hint = cause instanceof Error && 'hint' in cause ? cause.hint : undefined;
    this.hint =
      typeof hint === 'string'
        ? hint
        : 'go on with `rollcall apply --resume`; if it comes again, report it as a fault of rollcall';
  }
}

/**
 * After its first failure the listener hears nothing more, and every `sending` is refused, at all accounts. Nothing else throws,
 * so that what was written keeps its outcome.
 */
export function guardListener(listener: ApplyListener): ApplyListener {
  let failure: RecordError | undefined;
  return async (event) => {
    try {
      if (failure === undefined) await listener(event);
    } catch (cause) {
      failure ??= new RecordError(cause);
    }
    if (failure !== undefined && event.type === 'sending') throw failure;
  };
}
