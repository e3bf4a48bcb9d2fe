// --refresh: how a plan reads live. Shared by plan, and by apply where it plans itself.

import { type Command, Option } from 'commander';
import type { Outcome } from '../../apply/events.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import type { Plan } from '../../plan/document.ts';
import type { ConnectedAccount } from '../../workflows/connect.ts';
import { type Session, storeDirectory } from '../session.ts';
import type { GlobalOptions } from './options.ts';

export interface RefreshFlags {
  readonly refresh: false | 'full' | 'incremental';
}

export function withRefresh(command: Command): Command {
  return command.addOption(
    new Option(
      '--refresh <how>',
      'how live is read; incremental: only what changed since the last time, where the vendor can say it. It keeps the live contacts, which are personal data, under .rollcall, and sees what was deleted after 7 days at the latest',
    )
      .choices(['full', 'incremental'])
      .default('full'),
  );
}

/** @throws HintedError `usage` where the command line forbids what it asks for */
export function checkRefresh({ refresh, cache }: RefreshFlags & Pick<GlobalOptions, 'cache'>, plans: boolean): void {
  if (refresh !== 'incremental' || (cache && plans)) return;
  const [message, hint] = cache
    ? ['--refresh incremental says how to plan, and this plan is made already', 'leave --refresh away']
    : ['--refresh incremental keeps live contacts, and --no-cache forbids it', 'leave one of the two away'];
  throw new HintedError('usage', message, { hint });
}

/** The accounts to plan with. */
export async function accountsToRead(
  { connections: { accounts } }: Pick<Session, 'connections'>,
  options: GlobalOptions & RefreshFlags & { readonly changed?: true },
): Promise<ReadonlyMap<string, ConnectedAccount>> {
  if (options.refresh !== 'incremental') return accounts;
  const { incrementalAccounts } = await import('../../workflows/incremental.ts');
  return incrementalAccounts(accounts, {
    store: await storeDirectory(),
    now: Date.now,
    whole: options.contact === undefined && options.changed !== true,
    ...(options.sandbox === undefined ? {} : { sandbox: String(options.sandbox) }),
  });
}

export async function forgetMoved(
  plan: Plan,
  outcomes: Iterable<Outcome>,
  { connections: { accounts } }: Pick<Session, 'connections'>,
): Promise<void> {
  if (plan.accounts.every(({ reading }) => reading.strategy !== 'incremental')) return;
  const { forgetWhatMoved } = await import('../../workflows/incremental.ts');
  await forgetWhatMoved(plan, outcomes, { accounts, store: await storeDirectory() });
}

export async function forgetSuspicious(
  plan: Plan,
  { connections: { accounts } }: Pick<Session, 'connections'>,
): Promise<void> {
  const { forgetWhatIsSuspicious } = await import('../../workflows/incremental.ts');
  await forgetWhatIsSuspicious(plan, { accounts, store: await storeDirectory() });
}
