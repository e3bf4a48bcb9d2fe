// Opens a taken part: reads what travelled with its run, checks that this worker may and can apply it, and connects its account with the
// worker's own credentials.

import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { isLoopback } from '../../http/network/loopback.ts';
import type { Account } from '../../manifest/configuration.ts';
import { isAllowed } from '../../manifest/resolve/base-url.ts';
import type { Plan } from '../../plan/document.ts';
import { providerOf } from '../../providers/table.ts';
import type { LeaseTimes } from '../../store/database/leases.ts';
import { sharedLimitHistory } from '../../store/database/limits.ts';
import { readPayload } from '../../store/database/payload.ts';
import { readRun } from '../../store/database/runs.ts';
import { type Connections, connectAccounts } from '../connect.ts';
import { readCredentials } from '../destinations.ts';
import type { HeldLease } from './held-lease.ts';
import { type PayloadReader, type RunSettings, readQueuedPlan } from './payload.ts';
import type { WorkerOptions } from './worker-options.ts';

/** A run that parts were taken of. */
export interface OpenedRun {
  readonly plan: Plan;
  readonly settings: RunSettings;
  readonly reader: PayloadReader;
}

/**
 * Connects the account of a part: no request starts once the lease has lapsed, and none lasts longer than a successor waits.
 *
 * @param account as it travelled with the run
 */
export function connectPart(
  account: Account,
  { environment }: Plan,
  lease: HeldLease,
  options: WorkerOptions,
): Connections {
  const { database, sandboxUrl, times, clock, http } = options;
  const chosen = environment === null ? {} : { environment: { name: environment } };
  return connectAccounts(
    { accounts: [account], ...chosen },
    {
      environment: options.environment,
      ...(sandboxUrl === undefined ? {} : { sandboxUrl }),
      limits: (key) => sharedLimitHistory(database, key, () => clock.now()),
      http: { ...http, clock, timeouts: timeoutsWithin(times), mayStart: lease.mayStart },
    },
  );
}

/** Time-outs with which a request, once it was sent, cannot last longer than the successor of its worker waits. */
function timeoutsWithin({ requestMs }: LeaseTimes) {
  return { headersMs: requestMs, bodyMs: requestMs, answerMs: requestMs };
}

/**
 * Reads a run and its plan.
 *
 * @throws HintedError `plan-encrypted`, `queue`; the errors of readQueuedPlan
 */
export async function readWhole(runId: string, { database, decrypt }: WorkerOptions): Promise<OpenedRun> {
  const run = await readRun(database, runId);
  if (run === undefined) throw new HintedError('queue', sentence`run ${shown(runId)} is no longer in the queue`);
  if (run.encrypted && decrypt === undefined) {
    throw new HintedError('plan-encrypted', sentence`run ${shown(runId)} is encrypted`, {
      hint: sentence`start the worker with --identity FILE`,
    });
  }
  const reader: PayloadReader = {
    runId,
    read: (name) => readPayload(database, runId, name),
    decrypt: run.encrypted ? decrypt : undefined,
  };
  return { plan: await readQueuedPlan(reader), settings: run.settings as RunSettings, reader };
}

/**
 * Checks that this worker has the credentials of an account, and that they may be sent to its address, which comes from the queue.
 *
 * @throws HintedError `no-credentials`, `queue`
 */
export function checkAccount(
  account: Account,
  { environment, allowedHosts, sandboxUrl }: Pick<WorkerOptions, 'environment' | 'allowedHosts' | 'sandboxUrl'>,
): void {
  if (sandboxUrl !== undefined) return;
  const credentials = Object.entries(readCredentials(account, environment));
  const missing = credentials.find(([, value]) => value === '')?.[0] as keyof Account['credentials'] | undefined;
  if (missing !== undefined) {
    const variable = account.credentials[missing]?.variable ?? missing;
    throw new HintedError('no-credentials', sentence`${shown(variable)} is not set at this worker`, {
      hint: sentence`set it, or start the worker with --accounts for those whose credentials it has`,
    });
  }
  const url = new URL(account.baseUrl);
  const isPrivate = url.protocol === 'https:' || isLoopback(url);
  // The vendor's own address is that of the program's table: the queue must not say what it is.
  const { origin } = providerOf(account.capabilities.dialect).capabilities;
  if (isPrivate && isAllowed(url, origin, allowedHosts)) return;
  throw new HintedError('queue', sentence`this worker may not send credentials to ${shown(url.host)}`, {
    reason: 'host',
    hint: sentence`start it with --allow-host ${shown(url.host)}`,
  });
}

/** The error for credentials that open another account at the vendor than the one that the plan was made for. */
export function otherDestination(account: string): HintedError {
  return new HintedError(
    'queue',
    sentence`the credentials of ${shown(account)} at this worker open another account at the vendor than those with which the run was handed over`,
    { reason: 'destination', hint: sentence`give the worker a key of the same account` },
  );
}
