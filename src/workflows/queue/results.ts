// The result of a run, computed from its journals in the way in which `apply --resume` takes over what an earlier run did: an outcome
// has the code of its reason, and no arguments.

import { accountResults } from '../../apply/account-results.ts';
import { type Approval, refusedAccounts } from '../../apply/check-plan.ts';
import type { ApplyResult } from '../../apply/engine.ts';
import { type Ending, outcomesOf, SUCCEEDED } from '../../apply/outcomes.ts';
import { because, type Reason } from '../../apply/reason.ts';
import type { Plan } from '../../plan/document.ts';
import type { Database } from '../../store/database/connection.ts';
import type { PartRow } from '../../store/database/runs.ts';
import type { ConnectedAccount } from '../connect.ts';
import { readState } from './run-part.ts';

/** A run whose parts have ended. */
export interface EndedRun {
  readonly runId: string;
  readonly plan: Plan;
  readonly parts: readonly PartRow[];
  readonly accounts: ReadonlyMap<string, ConnectedAccount>;
  readonly approval: Approval;
}

/** Computes the result of a run, which is that of an apply. */
export async function resultOf(database: Pick<Database, 'query'>, ended: EndedRun): Promise<ApplyResult> {
  const { runId, plan, parts, accounts, approval } = ended;
  const refusals = refusedAccounts(plan, accounts, approval);
  const refused = new Map(
    refusals.map(({ account, status, code, args }) => [
      account,
      { status: 'pending' as const, ...because('account-refused', { status }, { cause: { code, args } }) },
    ]),
  );
  const stops = new Map(
    parts.flatMap(({ account, state, reason }) =>
      state === 'stopped' && reason !== null ? [[account, reason as Reason] as const] : [],
    ),
  );
  const endings = new Map<string, Ending>();
  const stopped = new Set<string>();
  for (const { account, state } of parts) {
    const journal = await readState(database, { runId, account });
    for (const [change, { status, code }] of journal?.outcomes ?? []) {
      endings.set(change, status === 'succeeded' && code === undefined ? SUCCEEDED : earlier(status, code));
    }
    if (state === 'stopped') stopped.add(account);
  }
  // What no journal knows was not reached, even at an account that is no part of the run: nothing counts as done without an ending.
  const unreached = (account: string): Ending => ({
    status: 'pending',
    ...because('not-reached', { why: stopped.has(account) ? 'stopped' : 'interrupted' }),
  });
  const outcomes = outcomesOf(
    plan,
    plan.changes.map(({ account, id }) => refused.get(account) ?? endings.get(id) ?? unreached(account)),
  );
  return { outcomes, accounts: accountResults(plan, { outcomes, refusals, stops }) };
}

function earlier(status: Ending['status'], code: string | undefined): Ending {
  return { status, ...(code === undefined ? {} : { code }), earlier: true };
}
