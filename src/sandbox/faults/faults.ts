// Random faults between a client and a vendor. Enters: the share of each fault, as `429:0.05,reset:0.01`, and a seed. Leaves: the
// fault for the next request of an account, and whether a batch that the request creates is slow. The n-th request of an account
// at a vendor always gets the same fault, whatever other accounts do. Only chooses faults; vendor-exchange.ts carries them out.

import { randomOf, seedOf } from '../seeded.ts';

/**
 * The faults that have a name. With three of them, the request is not carried out: `reset` breaks the connection, `timeout` never
 * answers, and `garbage` answers 200 with a body that is not JSON. With the other two, the request is carried out: `slow` answers
 * late, and `lost-response` closes the connection instead of answering.
 */
const NAMES = ['reset', 'timeout', 'garbage', 'slow', 'lost-response'] as const;

/** A fault: a name, or the HTTP status of an error answer in the vendor's format. */
export type Fault = (typeof NAMES)[number] | number;

/**
 * The fault that keeps a batch pending for minutes. It is chosen independently of the other faults, so that the answer to the
 * request that creates the batch can be lost, too.
 */
const SLOW_BATCH = 'slow-batch';
const ALL_NAMES = [...NAMES, SLOW_BATCH] as const;

/** How often a fault occurs. */
export interface FaultShare {
  readonly fault: Fault | typeof SLOW_BATCH;
  /** The share of all requests that get the fault, from 0 to 1. For `slow-batch`, the share of all batches. */
  readonly share: number;
}

/** Thrown if a specification of faults is not valid. The message says why. */
export class FaultSpecError extends Error {
  override readonly name = 'FaultSpecError';
}

/**
 * Parses a specification of faults.
 *
 * @param spec faults with their shares: `429:0.05,reset:0.01`
 * @throws FaultSpecError if the specification is not valid
 */
export function parseFaults(spec: string): readonly FaultShare[] {
  const mix = spec.split(',').map((part) => parseShare(part.trim()));
  const duplicate = mix.find(({ fault }, index) => mix.findIndex((other) => other.fault === fault) !== index);
  if (duplicate !== undefined) throw new FaultSpecError(`${duplicate.fault} is listed twice`);
  const sum = mix.reduce((total, { fault, share }) => (fault === SLOW_BATCH ? total : total + share), 0);
  // Tolerate rounding errors of decimal fractions.
  if (sum > 1 + 1e-9) throw new FaultSpecError(`the shares add up to ${sum}, which is more than 1`);
  return mix;
}

function parseShare(part: string): FaultShare {
  const [, name = '', share = ''] = /^([^:]+):(.+)$/.exec(part) ?? [];
  if (name === '') throw new FaultSpecError(`expected FAULT:SHARE, such as 429:0.05, but found '${part}'`);
  const fault = /^[45]\d\d$/.test(name) ? Number(name) : ALL_NAMES.find((known) => known === name);
  if (fault === undefined)
    throw new FaultSpecError(
      `unknown fault '${name}': give a status from 400 to 599, or one of ${ALL_NAMES.join(', ')}`,
    );
  if (!/^\d*\.?\d+$/.test(share) || Number(share) > 1)
    throw new FaultSpecError(`the share of ${name} must be a number from 0 to 1, but is '${share}'`);
  return { fault, share: Number(share) };
}

/** A sequence of random numbers, one for each request of an account at a vendor; `count` says how many were drawn so far. */
interface Stream {
  readonly seed: number;
  count: number;
}

/** The random faults of all accounts. */
export class Faults {
  readonly #mix: readonly { readonly fault: Fault; readonly share: number }[];
  /** The share of batches that are slow, from 0 to 1. */
  readonly #slowBatches: number;
  readonly #seed: number;
  readonly #streams = new Map<string, Stream>();

  constructor(mix: readonly FaultShare[], seed: number) {
    this.#mix = mix.flatMap(({ fault, share }) => (fault === SLOW_BATCH ? [] : [{ fault, share }]));
    this.#slowBatches = mix.find(({ fault }) => fault === SLOW_BATCH)?.share ?? 0;
    this.#seed = seed;
  }

  /** Returns the fault of an account's next request, or undefined for none. Must be called exactly once for every request. */
  next({ account, vendor }: { readonly account: string; readonly vendor: string }): Fault | undefined {
    let remaining = this.#draw(`${account}/${vendor}`);
    for (const { fault, share } of this.#mix) {
      if (remaining < share) return fault;
      remaining -= share;
    }
    return undefined;
  }

  /**
   * Returns whether a batch that the request creates is slow. Must be called exactly once for every request, even if it creates
   * no batch.
   */
  isSlowBatch({ account, vendor }: { readonly account: string; readonly vendor: string }): boolean {
    return this.#draw(`${account}/${vendor}/batches`) < this.#slowBatches;
  }

  /** Returns the next random number, in [0, 1), of the sequence with this name. */
  #draw(name: string): number {
    const stream = this.#streams.get(name) ?? { seed: this.#seed ^ seedOf(name), count: 0 };
    this.#streams.set(name, stream);
    stream.count += 1;
    return randomOf(stream.seed, stream.count)();
  }
}
