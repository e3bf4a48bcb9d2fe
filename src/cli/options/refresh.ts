// --refresh: how to read live contacts for a plan. Shared by plan and by apply, if apply makes the plan.

import { type Command, Option } from 'commander';
import type { Outcome } from '../../apply/events.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import type { Plan } from '../../plan/document.ts';
import type { ConnectedAccount } from '../../workflows/connect.ts';
import { type Session, storeDirectory } from '../session.ts';
import { choosesContacts } from './contact-filters.ts';
import type { GlobalOptions } from './options.ts';

/** Parsed value of --refresh. */
export interface RefreshFlags {
  /** False: --no-refresh, an option of apply. */
  readonly refresh: false | 'full' | 'incremental';
}

/** Adds --refresh. */
export function withRefresh(command: Command): Command {
  return command.addOption(
    new Option(
      '--refresh <how>',
      'how to read live contacts; incremental: only those changed since the last time, if the vendor supports it. This stores live contacts, which are personal data, under .rollcall, and detects deletions after 7 days at the latest',
    )
      .choices(['full', 'incremental'])
      .default('full'),
  );
}

/**
 * Checks that --refresh incremental is possible.
 *
 * @param plans whether the command makes a plan
 * @throws HintedError `usage` if it is not, or with --no-cache
 */
export function checkRefresh({ refresh, cache }: RefreshFlags & Pick<GlobalOptions, 'cache'>, plans: boolean): void {
  if (refresh !== 'incremental' || (cache && plans)) return;
  const [message, hint] = cache
    ? ['--refresh incremental cannot be combined with a saved plan or --resume', 'omit --refresh']
    : ['--refresh incremental cannot be combined with --no-cache', 'omit one of the two'];
  throw new HintedError('usage', message, { hint });
}

/** The accounts to plan with; with --refresh incremental, they read only what changed. */
export async function accountsToRead(
  { connections: { accounts } }: Pick<Session, 'connections'>,
  options: GlobalOptions & RefreshFlags & { readonly changed?: true },
): Promise<ReadonlyMap<string, ConnectedAccount>> {
  if (options.refresh !== 'incremental') return accounts;
  const { incrementalAccounts } = await import('../../workflows/incremental.ts');
  return incrementalAccounts(accounts, {
    store: await storeDirectory(),
    now: Date.now,
    whole: !choosesContacts(options) && options.changed !== true,
    ...(options.sandbox === undefined ? {} : { sandbox: String(options.sandbox) }),
  });
}

/** After an apply: deletes cached live contacts that turned out to be outdated. */
export async function forgetMoved(
  plan: Plan,
  outcomes: Iterable<Outcome>,
  { connections: { accounts } }: Pick<Session, 'connections'>,
): Promise<void> {
  if (plan.accounts.every(({ reading }) => reading.strategy !== 'incremental')) return;
  const { forgetWhatMoved } = await import('../../workflows/incremental.ts');
  await forgetWhatMoved(plan, outcomes, { accounts, store: await storeDirectory() });
}

/** After planning: deletes cached live contacts of suspiciously small listings. */
export async function forgetSuspicious(
  plan: Plan,
  { connections: { accounts } }: Pick<Session, 'connections'>,
): Promise<void> {
  const { forgetWhatIsSuspicious } = await import('../../workflows/incremental.ts');
  await forgetWhatIsSuspicious(plan, { accounts, store: await storeDirectory() });
}
