// The types of a sandbox's observer: a callback that sees every vendor request and can drop it. The code that starts the sandbox
// passes it in `SandboxOptions.observe`.

/** The properties of a request that the observer receives. */
export interface ObservedRequest {
  /** The request's number in the log. */
  readonly n: number;
  readonly account: string;
  readonly vendor: string;
  readonly method: string;
  readonly path: string;
}

/**
 * Observes a vendor request. It is called with `received` before the request is carried out, and with `answered` right before
 * the answer is sent or the connection is broken. A request that is dropped or never answered gets no second call.
 *
 * @returns `drop` in the first call to close the connection without carrying out the request; otherwise undefined
 */
export type Observer = (request: ObservedRequest, phase: 'received' | 'answered') => 'drop' | undefined;
