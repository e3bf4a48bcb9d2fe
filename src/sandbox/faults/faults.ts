// Random faults between a client and a vendor. Enters: the share of each fault, as `429:0.05,reset:0.01`, and a seed.
// Leaves: the fault for the next request of an account, and whether a batch that it starts is slow. The n-th request of an account
// at a vendor always gets the same fault, whatever other accounts do. Never carries a fault out itself.

import { randomOf, seedOf } from '../seeded.ts';

/**
 * The faults that have a name. Three prevent the request from being carried out: `reset` breaks the connection, `timeout` never
 * answers, and `garbage` answers 200 with a body that is not JSON. With the other two it is carried out: `slow` answers late,
 * and `lost-response` closes the connection instead of answering.
 */
const NAMES = ['reset', 'timeout', 'garbage', 'slow', 'lost-response'] as const;

/** A fault: a name, or the HTTP status of an error answer in the vendor's format. */
export type Fault = (typeof NAMES)[number] | number;

/** A batch that the request starts waits for minutes. It is drawn apart from the other faults, so that its answer may be lost, too. */
const SLOW_BATCH = 'slow-batch';
const ALL_NAMES = [...NAMES, SLOW_BATCH] as const;

/** How often a fault occurs. */
export interface FaultShare {
  readonly fault: Fault | typeof SLOW_BATCH;
  /** Share of all requests, from 0 to 1; of `slow-batch`: share of all batches. */
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

/** The sequence of faults of one account at one vendor; `count` is the number of its requests so far. */
interface Stream {
  readonly seed: number;
  count: number;
}

/** The random faults of all accounts. */
export class Faults {
  readonly #mix: readonly { readonly fault: Fault; readonly share: number }[];
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

  /** Draws whether the batch that the request starts is slow; must be called once for every request. */
  isSlowBatch({ account, vendor }: { readonly account: string; readonly vendor: string }): boolean {
    return this.#draw(`${account}/${vendor}/batches`) < this.#slowBatches;
  }

  #draw(name: string): number {
    const stream = this.#streams.get(name) ?? { seed: this.#seed ^ seedOf(name), count: 0 };
    this.#streams.set(name, stream);
    stream.count += 1;
    return randomOf(stream.seed, stream.count)();
  }
}
