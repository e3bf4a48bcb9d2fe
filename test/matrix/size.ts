// How much of the matrices is run: a share in `npm test`; all that they promise with MATRIX=full, as the bench asks for it.

const isFull = process.env.MATRIX === 'full';

/** Changes of a world, worlds, and kills of each. */
export const KILLS = isFull
  ? { changes: 500, seeds: [1, 2, 3, 4], points: 25 }
  : { changes: 80, seeds: [1, 2, 3], points: 10 };

/** Side by side, large worlds keep each other's clients waiting until they give up, which would be one more fault. */
export const FAULTS = isFull
  ? { changes: 2_000, seeds: Array.from({ length: 20 }, (_, index) => index + 1), concurrent: false }
  : { changes: 500, seeds: [1, 2, 3], concurrent: true };

/** Steps of a team's history, and histories: of plots, and of random steps alone. */
export const HISTORIES = isFull
  ? { steps: 24, plots: firstNumbers(100), random: firstNumbers(50) }
  : { steps: 16, plots: firstNumbers(4), random: firstNumbers(2) };

/** Accounts, changes of each, and kills of each of three workers; the full form has the leases and quotas of production. */
export const WORKERS = isFull
  ? {
      ...{ accounts: 12, changes: 500, kills: 10, lifeMs: 15_000 },
      ...{ sandbox: { rateLimit: 1 }, apply: [], worker: [] },
    }
  : {
      ...{ accounts: 6, changes: 40, kills: 2, lifeMs: 1_500 },
      ...{
        sandbox: { rateLimit: 'off', faults: 'slow:0.5', faultPauseMs: 400 } as const,
        apply: ['--parallelism', '2'],
      },
      worker: ['--lease', '1s', '--request-timeout', '1s'],
    };

function firstNumbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** For one world (milliseconds); other work on the machine may make any of it slow. */
export const TIMEOUT = 3_600_000;

declare module 'vitest' {
  interface TaskMeta {
    /** What a test of a matrix counted, for the bench. */
    figures?: Readonly<Record<string, number>>;
  }
}
