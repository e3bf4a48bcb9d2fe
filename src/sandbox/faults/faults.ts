// Faults by chance: what goes wrong between a client and its vendor. Enters: a mix, as `429:0.05,reset:0.01`, and a seed.
// Leaves: the fault that the next request of an account meets. The n-th request of an account at a vendor always meets the
// same one, whatever comes from elsewhere in between. Carries nothing out itself.

import { randomOf, seedOf } from '../seeded.ts';

/**
 * `reset` breaks the connection before anything is carried out, `timeout` never answers, `garbage` answers 200 with what is
 * no JSON (none of them carries anything out), `slow` answers late, `lost-response` carries the request out and then breaks
 * the connection.
 */
const NAMES = ['reset', 'timeout', 'garbage', 'slow', 'lost-response'] as const;

/** A number is the status of a failure in the vendor's own words. */
export type Fault = (typeof NAMES)[number] | number;

export interface FaultShare {
  readonly fault: Fault;
  /** In 0 … 1, of all requests. */
  readonly share: number;
}

/** The mix of faults was not understood; the message says why. */
export class FaultSpecError extends Error {
  override readonly name = 'FaultSpecError';
}

/**
 * @param spec `429:0.05,reset:0.01`
 * @throws FaultSpecError
 */
export function parseFaults(spec: string): readonly FaultShare[] {
  const mix = spec.split(',').map((part) => parseShare(part.trim()));
  const twice = mix.find(({ fault }, index) => mix.findIndex((other) => other.fault === fault) !== index);
  if (twice !== undefined) throw new FaultSpecError(`${twice.fault} is there twice`);
  const sum = mix.reduce((total, { share }) => total + share, 0);
  // Shares are decimal fractions, whose sum may miss 1 by a hair.
  if (sum > 1 + 1e-9) throw new FaultSpecError(`the shares add up to ${sum}, which is more than all requests`);
  return mix;
}

function parseShare(part: string): FaultShare {
  const [, name = '', share = ''] = /^([^:]+):(.+)$/.exec(part) ?? [];
  if (name === '') throw new FaultSpecError(`expected FAULT:SHARE, as in 429:0.05, and not '${part}'`);
  const fault = /^[45]\d\d$/.test(name) ? Number(name) : NAMES.find((known) => known === name);
  if (fault === undefined)
    throw new FaultSpecError(`there is no fault '${name}': a status from 400 to 599, or ${NAMES.join(', ')}`);
  if (!/^\d*\.?\d+$/.test(share) || Number(share) > 1)
    throw new FaultSpecError(`the share of ${name} is a number from 0 to 1, and not '${share}'`);
  return { fault, share: Number(share) };
}

interface Stream {
  readonly seed: number;
  count: number;
}

export class Faults {
  readonly #mix: readonly FaultShare[];
  readonly #seed: number;
  readonly #streams = new Map<string, Stream>();

  constructor(mix: readonly FaultShare[], seed: number) {
    this.#mix = mix;
    this.#seed = seed;
  }

  /** To be called once for every request; undefined where nothing goes wrong. */
  next({ account, vendor }: { readonly account: string; readonly vendor: string }): Fault | undefined {
    const name = `${account}/${vendor}`;
    const stream = this.#streams.get(name) ?? { seed: this.#seed ^ seedOf(name), count: 0 };
    this.#streams.set(name, stream);
    stream.count += 1;
    let left = randomOf(stream.seed, stream.count)();
    for (const { fault, share } of this.#mix) {
      if (left < share) return fault;
      left -= share;
    }
    return undefined;
  }
}
