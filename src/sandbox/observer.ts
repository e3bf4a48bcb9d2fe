// How whoever starts a sandbox looks on, and breaks connections at chosen requests.

/** A request to a vendor, as the sandbox received it. */
export interface ObservedRequest {
  /** Its number in the log. */
  readonly n: number;
  readonly account: string;
  readonly vendor: string;
  readonly method: string;
  readonly path: string;
}

/**
 * Called when a request was `received`, before anything of it is carried out, and again right before it is `answered` or its
 * connection broken; never again for one that is left to hang.
 *
 * @returns 'drop' of one that was received: it is not carried out, and its connection ends
 */
export type Observer = (request: ObservedRequest, phase: 'received' | 'answered') => 'drop' | undefined;
