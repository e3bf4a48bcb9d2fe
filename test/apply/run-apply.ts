// Runs apply against the sandbox like the program, but without waiting for retries and pauses, and with the interruptions that a
// test wants.

import type { AccountResult } from '../../src/apply/account-results.ts';
import { type ApplyInputs, applyPlan } from '../../src/apply/engine.ts';
import type { ApplyEvent, Outcome } from '../../src/apply/events.ts';
import type { ApplyTarget } from '../../src/apply/run.ts';
import { type Clock, systemClock } from '../../src/http/clock.ts';
import { connect } from '../../src/http/index.ts';
import { createReader } from '../../src/live/reader.ts';
import type { Account } from '../../src/manifest/configuration.ts';
import type { Plan } from '../../src/plan/document.ts';
import { providerOf } from '../../src/providers/table.ts';
import { outcomesWithWords } from '../../src/render/words/documents.ts';
import type { Words } from '../../src/render/words/say.ts';
import type { ConnectOptions } from '../../src/workflows/connect.ts';
import type { Workbench } from '../helpers/workbench.ts';

/** The engine waits for its own reasons (asynchronous effects), and never longer than this in a test. */
export const IMPATIENT: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 5), signal) };

type Http = NonNullable<ConnectOptions['http']>;

export function connectTo(
  { sandbox }: Workbench,
  accounts: readonly Account[],
  http: Http = {},
): ReadonlyMap<string, ApplyTarget> {
  return new Map(
    accounts.map(({ name, capabilities, keyField }) => {
      const provider = providerOf(capabilities.dialect);
      const connection = connect({
        baseUrl: `${sandbox.url}/@${name}/${capabilities.provider}`,
        label: name,
        headers: provider.api.headers({ apiKey: 'sandbox', apiId: 'sandbox' }),
        rateHint: provider.api.rateHint,
        retry: { baseMs: 1, capMs: 2 },
        ...http,
      });
      const source = createReader({ account: name, provider, connection });
      const perMinute = Number.POSITIVE_INFINITY;
      return [name, { account: name, origin: `sandbox:${name}`, provider, keyField, connection, source, perMinute }];
    }),
  );
}

export interface Applied {
  /** With what is said of them. */
  readonly outcomes: readonly (Outcome & Partial<Words>)[];
  readonly rows: readonly AccountResult[];
  readonly events: readonly ApplyEvent[];
}

export interface Obstacles extends Partial<Omit<ApplyInputs, 'plan' | 'accounts'>> {
  readonly perMinute?: number;
  /** How patient the client is. */
  readonly http?: Http;
  /** What is put in the place of an account. */
  readonly replace?: (at: ApplyTarget) => ApplyTarget;
}

export async function runApply(bench: Workbench, plan: Plan, obstacles: Obstacles = {}): Promise<Applied> {
  const { perMinute = Number.POSITIVE_INFINITY, replace = (at: ApplyTarget) => at, http, ...inputs } = obstacles;
  const { accounts, contacts } = await bench.load();
  const connected = connectTo(bench, accounts, http);
  const events: ApplyEvent[] = [];
  try {
    const { outcomes, accounts: rows } = await applyPlan({
      plan,
      contacts: new Map(contacts.map((desired) => [desired.key, { desired }])),
      clock: IMPATIENT,
      ...inputs,
      accounts: new Map([...connected].map(([name, at]) => [name, replace({ ...at, perMinute })])),
      listener: async (event) => {
        events.push(event);
        await inputs.listener?.(event);
      },
    });
    return { outcomes: [...outcomesWithWords(outcomes)], rows, events };
  } finally {
    await Promise.all([...connected.values()].map(({ connection }) => connection.close()));
  }
}

/** `key: status (code)`, without the account's name. */
export function say({ outcomes }: Applied): readonly string[] {
  return outcomes.map(
    ({ key, status, code }) => `${key.split('/')[1]}: ${status}${code === undefined ? '' : ` (${code})`}`,
  );
}
