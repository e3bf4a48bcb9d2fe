// A listener that may fail, as a disk may be full, made safe for the engine: what cannot be recorded is not sent.

import { HintedError } from '../../contact/hinted-error.ts';
import type { ApplyListener } from '../events.ts';

/** What to do where an apply was stopped by what nobody foresaw. */
export const RESUME_OR_REPORT =
  'go on with `rollcall apply --resume`; if it comes again, report it as a fault of rollcall';

/**
 * After its first failure the listener hears nothing more, and every `sending` is refused, at all accounts. Nothing else throws,
 * so that what was written keeps its outcome.
 */
export function guardListener(listener: ApplyListener): ApplyListener {
  let failure: HintedError | undefined;
  return async (event) => {
    try {
      if (failure === undefined) await listener(event);
    } catch (cause) {
      failure ??= notRecorded(cause);
    }
    if (failure !== undefined && event.type === 'sending') throw failure;
  };
}

/** What happens cannot be recorded, so nothing more may be sent. */
function notRecorded(cause: unknown): HintedError {
  const message = `what happens cannot be recorded: ${cause instanceof Error ? cause.message : String(cause)}`;
  const hint = cause instanceof HintedError ? cause.hint : undefined;
  return new HintedError('record', message, { hint: hint ?? RESUME_OR_REPORT, cause });
}
