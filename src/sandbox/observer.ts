// The observer of a sandbox: the code that starts a sandbox sees every vendor request, and can drop chosen ones.

/** What the observer sees of a request. */
export interface ObservedRequest {
  /** The request's number in the log. */
  readonly n: number;
  readonly account: string;
  readonly vendor: string;
  readonly method: string;
  readonly path: string;
}

/**
 * Called twice for a request: when it was `received` and nothing of it is carried out yet, and right before it is `answered` or
 * its connection is broken. The second call is missing for a request that is left without an answer.
 *
 * @returns 'drop' in the first call: the request is not carried out, and its connection is closed
 */
export type Observer = (request: ObservedRequest, phase: 'received' | 'answered') => 'drop' | undefined;
