import type { ReadProgress } from '../live/source.ts';
import type { Plan } from '../plan/document.ts';
import { readingLine } from '../render/text/reading.ts';
import { filtersOf } from './options/contact-filters.ts';
import { type GlobalOptions, isJson, type LimitFlags, limitsOf } from './options/options.ts';
import { accountsToRead, forgetSuspicious, type RefreshFlags } from './options/refresh.ts';
import { type Session, storeDirectory } from './session.ts';
import { startProgress } from './terminal/progress.ts';
import type { Terminal } from './terminal/terminal.ts';

type Listener = (account: string, state: ReadProgress) => void;

/** Runs `work` and shows the progress of reading meanwhile. */
export async function whileReading<T>(
  options: Pick<GlobalOptions, 'quiet' | 'format' | 'json'>,
  terminal: Terminal,
  work: (onProgress: Listener) => Promise<T>,
): Promise<T> {
  const states = new Map<string, ReadProgress>();
  const started = performance.now();
  const line = (): string => readingLine(states, (performance.now() - started) / 1000);
  const progress = startProgress(line, terminal, { isQuiet: options.quiet === true || isJson(options) });
  try {
    return await work((account, state) => void states.set(account, state));
  } finally {
    progress.done();
  }
}

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
  const { makePlan } = await import('../workflows/plan.ts');
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
      only: options.changed === true ? session.changed : undefined,
      onProgress,
    }),
  );
  if (options.refresh === 'incremental') await forgetSuspicious(plan, session);
  return plan;
}

/** Opens the stored sizes of earlier listings; undefined with --live or --no-cache, or if .rollcall cannot be created. */
async function listingsOf({ cache, live, sandbox }: GlobalOptions & { readonly live?: string }) {
  const store = cache && live === undefined ? await storeDirectory().catch(() => undefined) : undefined;
  if (store === undefined) return undefined;
  const { listingHistory } = await import('../store/listings.ts');
  const world = sandbox === undefined ? undefined : String(sandbox);
  return { history: listingHistory(store, world), now: Date.now };
}
