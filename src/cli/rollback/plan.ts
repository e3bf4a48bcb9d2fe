// Plans the rollback that a command line asks for: finds the apply, opens a session for its accounts, and plans.

import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { patternsOf } from '../../manifest/resolve/filter.ts';
import type { Plan } from '../../plan/document.ts';
import { neutralise } from '../../render/neutralise.ts';
import { countWritten } from '../../workflows/rollback/contacts.ts';
import { planRollback } from '../../workflows/rollback/plan.ts';
import { chooseRun, findRuns, type ReadableRun } from '../../workflows/rollback/runs.ts';
import { inPlannedEnvironment } from '../apply/environment.ts';
import { filtersOf } from '../options/contact-filters.ts';
import { environmentNameOf } from '../options/environment.ts';
import { type GlobalOptions, type LimitFlags, limitsOf } from '../options/options.ts';
import type { RecordFlags } from '../records.ts';
import { type Session, withSession } from '../session.ts';
import { whileReading } from '../terminal/reading.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { createTimeLimit } from '../time-limit.ts';

/** Parsed values of the options that say what to roll back. */
export interface RollbackFlags {
  /** Path of a copy of another machine's .rollcall, which contains the files of the apply. */
  readonly from?: string;
  /** Path of the age identity file that decrypts saved plans. */
  readonly identity?: string;
}

/**
 * Plans the rollback of an apply and passes the plan on, within a session.
 *
 * @param name the beginning of the apply's id; undefined: the newest apply, other than a rollback, that wrote something at a
 *   chosen account
 * @returns the result of `work`
 * @throws HintedError `no-run`, `plan-encrypted`; the errors of findRuns and withSession
 */
export async function planRollbackOf<T>(
  name: string | undefined,
  options: GlobalOptions & LimitFlags & RecordFlags & RollbackFlags,
  { terminal, limit }: { readonly terminal: Terminal; readonly limit: ReturnType<typeof createTimeLimit> },
  work: (plan: Plan, session: Session) => Promise<T>,
): Promise<T> {
  const { account: chosen, from, identity, sandbox } = options;
  const isAccountChosen = (account: string): boolean => chosen?.includes(account) ?? true;
  const runs = await findRuns({ workingDirectory: process.cwd(), from, identity });
  const environment = environmentNameOf(options, process.env);
  const run = chooseRun(runs, { run: name, isAccountChosen, environment, isSandbox: sandbox !== undefined });
  const names = accountsOf(run, isAccountChosen);
  const wanted = { store: true, base: 'none', isRecorded: true, mayBeEmpty: true, signal: limit.signal };
  return withSession(
    inPlannedEnvironment(options, [run.plan], process.env),
    terminal,
    { ...wanted, scope: () => names },
    async (session) => {
      const { accounts } = session.connections;
      sayUndeclared(
        [...names].filter((account) => !accounts.has(account)),
        names.size,
        terminal,
      );
      limit.start();
      const patterns = patternsOf(session.filters);
      const plan = await whileReading(options, terminal, (onProgress) =>
        planRollback({
          ...{ run, session, accounts, patterns, onProgress },
          filters: filtersOf(session.filters, false),
          overrides: limitsOf(options),
        }),
      );
      limit.end();
      return work(plan, session);
    },
  );
}

/**
 * Returns the names of the chosen accounts at which the apply wrote something.
 *
 * @throws HintedError `no-run` if there are none
 */
function accountsOf({ plan, written }: ReadableRun, isChosen: (account: string) => boolean): ReadonlySet<string> {
  const names = countWritten(plan, written).map(({ account }) => account);
  const chosen = names.filter(isChosen);
  if (chosen.length > 0) return new Set(chosen);
  throw new HintedError('no-run', sentence`that apply wrote nothing at the chosen accounts`, {
    hint: sentence`it wrote at ${shown(names.join(', '))}`,
  });
}

function sayUndeclared(missing: readonly string[], all: number, terminal: Terminal): void {
  if (missing.length === 0) return;
  const names = missing.join(', ');
  if (missing.length < all) {
    terminal.err(`${neutralise(names)}: no longer declared, so that nothing is rolled back there\n`);
    return;
  }
  throw new HintedError('no-run', sentence`the manifests no longer declare ${shown(names)}`, {
    hint: sentence`declare the account again, with its credentials; its contacts are not needed`,
  });
}
