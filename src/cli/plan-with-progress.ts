import type { ReadProgress } from '../live/source.ts';
import type { Plan } from '../plan/document.ts';
import { type GlobalOptions, isJson, type LimitFlags, limitsOf } from './options.ts';
import { startProgress } from './progress.ts';
import { accountsToRead, type RefreshFlags } from './refresh.ts';
import { filtersOf, type Session, storeDirectory } from './session.ts';
import type { Terminal } from './terminal.ts';

export async function planWithProgress(
  session: Session,
  options: GlobalOptions & LimitFlags & RefreshFlags & { readonly changed?: true; readonly live?: string },
  terminal: Terminal,
): Promise<Plan> {
  const { makePlan } = await import('../make-plan.ts');
  const progress = startProgress(terminal, options.quiet === true || isJson(options));
  const states = new Map<string, ReadProgress>();
  try {
    return await makePlan(session.configuration, await accountsToRead(session, options), {
      filters: filtersOf(options, options.changed === true),
      base: session.base,
      notes: session.notes,
      overrides: limitsOf(options),
      listings: await listingsOf(options),
      only: options.changed === true ? session.changed : undefined,
      onProgress(account, state) {
        states.set(account, state);
        progress.update(describeReading(states));
      },
    });
  } finally {
    progress.done();
  }
}

/** A snapshot is no listing of today; and a place that cannot be written is no reason not to plan. */
async function listingsOf({ cache, live, sandbox }: GlobalOptions & { readonly live?: string }) {
  const store = cache && live === undefined ? await storeDirectory().catch(() => undefined) : undefined;
  if (store === undefined) return undefined;
  const { listingHistory } = await import('../store/listings.ts');
  const world = sandbox === undefined ? undefined : String(sandbox);
  return { history: listingHistory(store, world), now: Date.now };
}

export function describeReading(states: ReadonlyMap<string, ReadProgress>): string {
  return `Reading ${[...states].map(([account, reading]) => describe(account, reading)).join(', ')}`;
}

function describe(account: string, { requests, expected, seen }: ReadProgress): string {
  return `${account}: ${requests}${expected === undefined ? '' : ` of ${expected}`} requests, ${seen} contacts`;
}
