// Applies one account's part of a run with the engine that every apply uses. Enters: a part that was taken, and the lease of its
// destination. Leaves: the part ended, or handed back. The journal decides what is left to do: a part whose worker died is continued
// like an apply with --resume.

import { applyPlan } from '../../apply/engine.ts';
import type { ApplyListener } from '../../apply/events.ts';
import { foldJournal, type JournalState } from '../../apply/journal/state.ts';
import { type ProgressMeter, progressMeter } from '../../apply/queue/progress.ts';
import type { Reason } from '../../apply/reason.ts';
import { HintedError, hasCode } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { Clock } from '../../http/clock.ts';
import type { Plan } from '../../plan/document.ts';
import type { Database } from '../../store/database/connection.ts';
import { journalName, openPartJournal, readPartJournal } from '../../store/database/journal.ts';
import type { Left, TakenPart } from '../../store/database/leases.ts';
import { unfinishedParts } from '../../store/database/runs.ts';
import type { ConnectedAccount } from '../connect.ts';
import { recordRun } from '../journal.ts';
import { mayRunIn } from '../unsettled.ts';
import type { HeldLease, LeaveReason } from './held-lease.ts';
import type { PartInput, RunSettings } from './payload.ts';

/** A part that was taken, and what is needed to apply it. */
export interface PartRun {
  readonly part: TakenPart;
  /** The plan of the whole run. */
  readonly plan: Plan;
  readonly settings: RunSettings;
  readonly input: PartInput;
  readonly account: ConnectedAccount;
  readonly lease: HeldLease;
  readonly database: Database;
  /** Tells the time of the journal, which other machines read: it keeps up with the clock on the wall. */
  readonly clock: Clock;
  /** Called when the progress can be asked for. */
  readonly onProgress: (meter: ProgressMeter) => void;
}

/**
 * Applies a part.
 *
 * @returns how the part is to be left; undefined if the lease has lapsed, so that it is not this worker's any more
 * @throws HintedError `batch-may-run`, `journal`, `queue`; then nothing was sent
 */
export async function runPart(run: PartRun): Promise<Left | undefined> {
  const { part, settings, lease, database, clock } = run;
  const plan = planOf(run.plan, part.account);
  const earlier = await readState(database, part);
  const meter = progressMeter(plan, earlier, () => clock.now());
  if (earlier?.finished === true) return { state: 'done', progress: meter.current(), reason: null };
  run.onProgress(meter);
  await refuseUnsettled(database, part, plan, clock);
  const patience = { mayRetry: lease.mayRetry, pause: (milliseconds: number) => clock.sleep(milliseconds) };
  const file = openPartJournal(database, part, patience);
  const journal = await recordRun(file, {
    start: earlier === undefined ? startOf(run) : undefined,
    now: () => clock.now(),
  });
  let unrecorded: unknown;
  const listener: ApplyListener = async (event) => {
    try {
      await journal.listener(event);
    } catch (error) {
      unrecorded ??= error;
      throw error;
    }
    meter.listen(event);
  };
  const result = await applyPlan({
    ...engineInputs(run, plan),
    ...(earlier === undefined ? {} : { resume: earlier }),
    ...(settings.reviewed === null ? {} : { reviewed: new Set(settings.reviewed) }),
    listener,
  });
  const [row] = result.accounts;
  // Nothing was done for an account that this worker refuses, so its journal must not say that it is finished.
  const isRefused = row?.status === 'refused' || row?.status === 'unread';
  const end = (): Promise<boolean> => (isRefused ? file.close().then(() => false) : journal.finish(result.outcomes));
  const isFinished = await end().catch((error: unknown) => {
    unrecorded ??= error;
    return false;
  });
  return leftAs(lease, { isFinished, unrecorded, reason: row, progress: meter.current() });
}

/** Returns the part of a plan that is for one account. */
function planOf(plan: Plan, account: string): Plan {
  const isOwn = (one: { readonly account: string }): boolean => one.account === account;
  return {
    ...plan,
    accounts: plan.accounts.filter(isOwn),
    changes: plan.changes.filter(isOwn),
    requests: plan.requests.filter(isOwn),
  };
}

/** Reads what the journal of a part says; undefined if nobody has begun it. */
export async function readState(
  database: Pick<Database, 'query'>,
  part: Pick<TakenPart, 'runId' | 'account'>,
): Promise<JournalState | undefined> {
  const lines = readPartJournal(database, part);
  const first = await lines.next();
  if (first.done === true) return undefined;
  return foldJournal(withFirst(first.value, lines), journalName(part));
}

async function* withFirst(first: string, others: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* others;
}

function startOf({ part, plan, settings }: PartRun) {
  return {
    planId: plan.planId,
    reviewed: settings.reviewedPlans,
    destinations: { [part.account]: part.destination },
    before: settings.before.filter(({ account }) => account === part.account),
  };
}

function engineInputs({ settings, input, account, lease, clock }: PartRun, plan: Plan) {
  const { approval, refresh, verify, maxAge, parallelism } = settings;
  return {
    plan,
    contacts: new Map(input.contacts.map((contact) => [contact.desired.key, contact])),
    accounts: new Map([[account.account, account]]),
    clock,
    approval: { ...approval, records: new Map(approval.records) },
    refresh,
    verify,
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(parallelism === undefined ? {} : { parallelism }),
    signal: lease.signal,
  };
}

interface Ended {
  readonly isFinished: boolean;
  /** The first error of the journal. */
  readonly unrecorded: unknown;
  readonly reason: Partial<Reason> | undefined;
  readonly progress: unknown;
}

function leftAs({ signal }: HeldLease, { isFinished, unrecorded, reason, progress }: Ended): Left | undefined {
  if (isFinished) return { state: 'done', progress, reason: null };
  const why = signal.aborted ? (signal.reason as LeaveReason) : undefined;
  if (why === 'lapsed' || hasCode(unrecorded, 'queue')) return undefined;
  if (why !== undefined) return { state: why === 'cancelled' ? 'cancelled' : 'open', progress, reason: null };
  const { code, args = {}, cause } = reason ?? {};
  return {
    state: 'stopped',
    progress,
    reason: code === undefined ? null : { code, args, ...(cause === undefined ? {} : { cause }) },
  };
}

/**
 * Refuses to send batches while the vendor may still carry out one of another run, because it would write their contacts twice.
 *
 * @throws HintedError `batch-may-run`
 */
async function refuseUnsettled(
  database: Database,
  { destination, runId }: TakenPart,
  { requests }: Pick<Plan, 'requests'>,
  clock: Clock,
): Promise<void> {
  if (!requests.some(({ kind }) => kind === 'batch')) return;
  for (const other of await unfinishedParts(database, destination, runId)) {
    const state = await readState(database, other);
    if (state === undefined || !mayRunIn(state, clock.now())) continue;
    throw new HintedError(
      'batch-may-run',
      sentence`the vendor may still be carrying out a batch of run ${shown(other.runId)}`,
      { hint: sentence`go on with it: \`rollcall runs retry ${shown(other.runId)}\`` },
    );
  }
}
