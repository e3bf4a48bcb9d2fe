// The option --refresh of plan and apply: whether a plan reads all live contacts or only those that changed.

import { type Command, Option } from 'commander';
import type { Outcome } from '../../apply/events.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { type Sentence, sentence } from '../../contact/sentence.ts';
import type { Plan } from '../../plan/document.ts';
import type { ConnectedAccount } from '../../workflows/connect.ts';
import { cacheDirectory, storeDirectory } from '../places.ts';
import type { Session } from '../session.ts';
import { choosesContacts, type FilterOptions } from './contact-filters.ts';
import type { GlobalOptions } from './options.ts';

/** Parsed value of --refresh and --no-refresh. */
export interface RefreshFlags {
  /** False for --no-refresh, which only apply has: contacts are not read again before harmless updates. */
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
 * Checks that the other options allow --refresh incremental.
 *
 * @param plans whether the command makes a plan
 * @throws HintedError `usage` for --refresh incremental with --no-cache, with a saved plan or with --resume
 */
export function checkRefresh({ refresh, cache }: RefreshFlags & Pick<GlobalOptions, 'cache'>, plans: boolean): void {
  if (refresh !== 'incremental' || (cache && plans)) return;
  const [message, hint]: readonly [Sentence, Sentence] = cache
    ? [sentence`--refresh incremental cannot be combined with a saved plan or --resume`, sentence`omit --refresh`]
    : [sentence`--refresh incremental cannot be combined with --no-cache`, sentence`omit one of the two`];
  throw new HintedError('usage', message, { hint });
}

/** Whether a plan with these options reads all contacts of its accounts. */
export function readsEverything(options: FilterOptions & RefreshFlags & { readonly changed?: true }): boolean {
  return options.refresh !== 'incremental' && options.changed !== true && !choosesContacts(options);
}

/**
 * Returns the accounts to plan with. With --refresh incremental, they read only contacts that changed since the last plan. Unless
 * --no-cache is given, they also remember which addresses the vendor spells unusually, so that they need not be listed before
 * every create.
 */
export async function accountsToRead(
  { connections: { accounts } }: Pick<Session, 'connections'>,
  options: GlobalOptions & RefreshFlags & { readonly changed?: true; readonly live?: string },
): Promise<ReadonlyMap<string, ConnectedAccount>> {
  const isIncremental = options.refresh === 'incremental';
  const store = await (isIncremental ? storeDirectory() : cacheDirectory(options));
  if (store === undefined) return accounts;
  const { accountsThatRememberSpellings, incrementalAccounts } = await import('../../workflows/incremental.ts');
  const sandbox = options.sandbox === undefined ? {} : { sandbox: String(options.sandbox) };
  const place = { store, now: Date.now, ...sandbox };
  const remembering = accountsThatRememberSpellings(accounts, place);
  const whole = !choosesContacts(options) && options.changed !== true;
  return isIncremental ? incrementalAccounts(remembering, { ...place, whole }) : remembering;
}

/** Deletes the cached live contacts of accounts where the apply found them to be outdated. */
export async function forgetMoved(
  plan: Plan,
  outcomes: Iterable<Outcome>,
  { connections: { accounts } }: Pick<Session, 'connections'>,
): Promise<void> {
  if (plan.accounts.every(({ reading }) => reading.strategy !== 'incremental')) return;
  const { forgetWhatMoved } = await import('../../workflows/incremental.ts');
  await forgetWhatMoved(plan, outcomes, { accounts, store: await storeDirectory() });
}

/** Deletes what is cached of accounts whose listing was suspiciously small, or that could not be read. */
export async function forgetSuspicious(
  plan: Plan,
  { connections: { accounts } }: Pick<Session, 'connections'>,
  options: Parameters<typeof cacheDirectory>[0],
): Promise<void> {
  const store = await cacheDirectory(options);
  if (store === undefined) return;
  const { forgetWhatIsSuspicious } = await import('../../workflows/incremental.ts');
  await forgetWhatIsSuspicious(plan, { accounts, store });
}
