// A listener that may fail, as a disk may be full, made safe for the engine: what cannot be recorded is not sent.

import { type Personal, personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import type { ApplyListener } from '../events.ts';
import { because, type Reason } from '../reason.ts';

/** What happens cannot be recorded, so nothing more may be sent. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
  readonly reason: Reason;

  constructor(cause: unknown) {
    super('what happens cannot be recorded', { cause });
    this.reason = because('not-recorded', { error: wordsOf(cause), ...adviceOf(cause) });
  }
}

/** What the failure itself says to do. */
function adviceOf(cause: unknown): { readonly advice?: Personal<'system'> } {
  return cause instanceof HintedError && cause.hint !== undefined ? { advice: personal('system', cause.hint) } : {};
}

/** What an error says of itself. */
export function wordsOf(error: unknown): Personal<'system'> {
  return personal('system', error instanceof Error ? error.message : String(error));
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
