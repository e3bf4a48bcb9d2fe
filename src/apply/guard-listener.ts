// A listener that may fail, as a disk may be full, made safe for the engine: what cannot be recorded is not sent.

import type { ApplyListener } from './events.ts';

/**
 * After its first failure the listener hears nothing more, and every `sending` is refused, at all accounts. Nothing else throws,
 * so that what was written keeps its outcome.
 */
export function guardListener(listener: ApplyListener): ApplyListener {
  let failure: Error | undefined;
  return async (event) => {
    try {
      if (failure === undefined) await listener(event);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      failure ??= new Error(`what happens cannot be recorded: ${reason}`, { cause });
    }
    if (failure !== undefined && event.type === 'sending') throw failure;
  };
}
