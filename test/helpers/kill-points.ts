// Where to kill an apply: before and after every kind of request that it makes, in an order and at numbers that a seed decides.

import { randomOf } from '../../src/sandbox/seeded.ts';
import type { Kill } from './sandbox-process.ts';
import type { ReceivedRequest } from './workbench.ts';

export type KillPoint = Omit<Kill, 'pid'> & { readonly like: string };

/** @param requests of the same apply when nobody killed it */
export function* killPoints(requests: readonly ReceivedRequest[], seed: number): Generator<KillPoint, void, undefined> {
  const counts = new Map<string, number>();
  for (const request of requests) counts.set(kindOf(request), (counts.get(kindOf(request)) ?? 0) + 1);
  const random = randomOf(seed, 0);
  for (;;) {
    const round = [...counts].flatMap(([like, count]) =>
      (['before', 'carried-out'] as const).map((when) => ({ like, when, count, rank: random() })),
    );
    for (const { like, when, count } of round.sort((a, b) => a.rank - b.rank)) {
      yield { like, when, n: 1 + Math.floor(random() * count) };
    }
  }
}

/** A regular expression for everything alike but for the id that the path ends with. */
function kindOf({ account, method, path }: ReceivedRequest): string {
  return `^${account} ${method} ${path.replace(/\/[0-9a-f]+$/, '/[0-9a-f]+')}$`;
}
