// Wraps the listener of an apply, which may fail, for example on a full disk: a request that cannot be recorded is not sent.

import { type Personal, personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import type { ApplyListener } from '../events.ts';
import { because, type Reason } from '../reason.ts';

/** The listener has failed: events can no longer be recorded, so nothing more may be sent. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
  readonly reason: Reason;

  constructor(cause: unknown) {
    super('the events of the apply cannot be recorded', { cause });
    this.reason = because('not-recorded', { error: wordsOf(cause), ...adviceOf(cause) });
  }
}

/** The hint of the underlying error, if it has one. */
function adviceOf(cause: unknown): { readonly advice?: Personal<'system'> } {
  return cause instanceof HintedError && cause.hint !== undefined ? { advice: personal('system', cause.hint) } : {};
}

/** The message of an error, or any other thrown value as text. */
export function wordsOf(error: unknown): Personal<'system'> {
  return personal('system', error instanceof Error ? error.message : String(error));
}

/**
 * Wraps a listener so that it is not called again after its first failure. From then on every `sending` event throws, at all
 * accounts, so that no request is sent without a record. Other events never throw, so that written changes get their outcomes.
 *
 * @returns a listener that throws RecordError for `sending` alone
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
