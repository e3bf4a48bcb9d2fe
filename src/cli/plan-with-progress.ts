// Makes a plan, with progress. Loaded on demand, because it loads the planner.

import type { Plan } from '../plan/document.ts';
import { makePlan } from '../workflows/plan.ts';
import { listingsOf } from './begin-reading.ts';
import { filtersOf } from './options/contact-filters.ts';
import { type GlobalOptions, type LimitFlags, limitsOf } from './options/options.ts';
import { accountsToRead, forgetSuspicious, type RefreshFlags } from './options/refresh.ts';
import type { Session } from './session.ts';
import { whileReading } from './terminal/reading.ts';
import type { Terminal } from './terminal/terminal.ts';

/**
 * Makes the plan of a session and shows the progress of reading.
 *
 * @throws HintedError the errors of makePlan
 */
export async function planWithProgress(
  session: Session,
  options: GlobalOptions & LimitFlags & RefreshFlags & { readonly changed?: true; readonly live?: string },
  terminal: Terminal,
): Promise<Plan> {
  const accounts = await accountsToRead(session, options);
  const listings = await listingsOf(options);
  const plan = await whileReading(options, terminal, (onProgress) =>
    makePlan(session.configuration, accounts, {
      filters: filtersOf(session.filters, options.changed === true),
      base: session.base,
      notes: session.notes,
      commit: session.commit,
      before: session.before,
      overrides: limitsOf(options),
      listings,
      outside: session.outside,
      only: options.changed === true ? session.changed : undefined,
      onProgress,
    }),
  );
  await forgetSuspicious(plan, session, options);
  return plan;
}
