// Hands a plan over to the workers: stores it in the queue as a run with one part for each account that the plan has changes for and
// may be applied to. Sends nothing to a vendor.

import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { isClosed, leavesOutEntries } from '../../apply/account-results.ts';
import { type Approval, refusedAccounts } from '../../apply/check-plan.ts';
import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { RecordBefore } from '../../base/rollback/rolled-back.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { type Sentence, sentence, shown } from '../../contact/sentence.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { Plan } from '../../plan/document.ts';
import { assertBuiltFrom } from '../../plan/requests/check.ts';
import type { Encrypt } from '../../store/age.ts';
import type { Database } from '../../store/database/connection.ts';
import { type AddedRun, addRun, findRun, type NewPart } from '../../store/database/runs.ts';
import { changeIdsOf } from '../apply.ts';
import type { ConnectedAccount } from '../connect.ts';
import { payloadOf, type RunSettings } from './payload.ts';

/** A plan to hand over, and how it is to be applied. */
export interface HandOver {
  readonly plan: Plan;
  readonly approval: Approval;
  /** The reviewed plans: only their changes may be sent. Undefined: all may. */
  readonly reviewed: readonly Plan[] | undefined;
  /** The manifests' contacts, by key. */
  readonly contacts: ReadonlyMap<string, ContactToPlan>;
  /** The manifests' accounts. */
  readonly declared: readonly Account[];
  readonly accounts: ReadonlyMap<string, ConnectedAccount>;
  readonly isSandbox: boolean;
  readonly options: Pick<RunSettings, 'refresh' | 'verify' | 'maxAge' | 'parallelism'>;
  /** Encrypts plan and contacts; undefined: they are stored unencrypted. */
  readonly encrypt: Encrypt | undefined;
  /**
   * Called right before the run is stored, for the records of what was applied.
   *
   * @returns what the records said before
   */
  readonly beforeStoring: () => Promise<readonly RecordBefore[]>;
}

/** A run that was handed over. */
export interface HandedOver {
  readonly runId: string;
  /** Names of its accounts. */
  readonly accounts: readonly string[];
  /** False if the same plan had been handed over before and its run is not done: then it is the same run. */
  readonly isNew: boolean;
  /** False if it was handed over before, and all its accounts have ended. */
  readonly isOpen: boolean;
  /** False if accounts or entries of the manifests are left out, for a reason that somebody must deal with. */
  readonly isWhole: boolean;
}

/** Number of random bytes of a run's id. It does not show the plan's id, which tells something about the values in the plan. */
const RUN_ID_BYTES = 6;

/**
 * Hands a plan over.
 *
 * @throws HintedError `plan-file` (`edited`) if the requests are not those of the declared contacts; `queue` (`other-run`, too: the
 *   plan was handed over before, otherwise than now); the errors of `beforeStoring`. Then nothing is handed over
 */
export async function handOver(database: Database, given: HandOver): Promise<HandedOver> {
  const { plan, approval, contacts, declared, accounts, isSandbox, encrypt } = given;
  assertBuiltFrom(contacts, plan, Date.now());
  const refusals = refusedAccounts(plan, accounts, approval);
  const refused = new Set(refusals.map(({ account }) => account));
  // Accounts with nothing but blocked changes are handed over as well: the engine says what became of them.
  const names = [...new Set(plan.changes.map(({ account }) => account))].filter((name) => !refused.has(name));
  const wanted = { accounts: names, encrypted: encrypt !== undefined };
  const found = await findRun(database, plan.planId);
  if (found !== undefined) checkSame(found, { ...wanted, settings: settingsOf(given, []) });
  const before = await given.beforeStoring();
  const inputs = names.flatMap((name) => {
    const account = declared.find((one) => one.name === name);
    return account === undefined ? [] : [{ account, contacts: contactsOf(plan, contacts, name) }];
  });
  const run = {
    runId: randomBytes(RUN_ID_BYTES).toString('hex'),
    planId: plan.planId,
    environment: plan.environment,
    sandbox: isSandbox,
    encrypted: wanted.encrypted,
    settings: settingsOf(given, before),
    parts: names.map((name) => partOf(plan, name, accounts)),
  };
  const added = await addRun(database, run, payloadOf(plan, inputs, encrypt));
  checkSame(added, { ...wanted, settings: run.settings });
  const { runId, isNew, isOpen } = added;
  return { runId, isNew, isOpen, accounts: names, isWhole: !refusals.some(isClosed) && !leavesOutEntries(plan) };
}

/**
 * Checks that a run that is there is the one that would have been handed over now.
 *
 * @throws HintedError `queue` (`other-run`)
 */
function checkSame(run: AddedRun, wanted: Pick<AddedRun, 'accounts' | 'encrypted' | 'settings'>): void {
  const { runId, isNew, accounts, encrypted, settings } = run;
  if (isNew) return;
  const [before, now] = [comparable(settings as RunSettings), comparable(wanted.settings as RunSettings)];
  const differing = Object.keys({ ...before, ...now }).find((name) => !isDeepStrictEqual(before[name], now[name]));
  if (!isDeepStrictEqual([...accounts].sort(), [...wanted.accounts].sort())) {
    throw otherRun(
      runId,
      sentence`for the accounts ${shown(accounts.join(', '))}, and not for ${shown(wanted.accounts.join(', '))}`,
    );
  }
  if (encrypted !== wanted.encrypted) {
    throw otherRun(runId, encrypted ? sentence`encrypted` : sentence`without encryption`);
  }
  if (differing !== undefined) throw otherRun(runId, sentence`with other options (${shown(differing)})`);
}

/** Settings as they are compared. The records have changed since, because handing over writes them. */
function comparable({ before: _, approval, ...settings }: RunSettings): Readonly<Record<string, unknown>> {
  const { isUnattended, isReviewed, firstRun } = approval;
  return JSON.parse(JSON.stringify({ ...settings, isUnattended, isReviewed, firstRun }));
}

function otherRun(runId: string, how: Sentence): HintedError {
  return new HintedError('queue', sentence`this plan was handed over before, as run ${shown(runId)}, ${how}`, {
    reason: 'other-run',
    hint: sentence`hand it over in the same way, or plan again once that run is done (\`rollcall runs ${shown(runId)}\`)`,
  });
}

function contactsOf({ changes }: Plan, contacts: HandOver['contacts'], account: string): readonly ContactToPlan[] {
  return changes.flatMap((change) => (change.account === account ? (contacts.get(change.key) ?? []) : []));
}

function partOf({ changes, requests }: Plan, name: string, accounts: HandOver['accounts']): NewPart {
  const amountOf = (all: readonly { readonly account: string }[]): number =>
    all.filter(({ account }) => account === name).length;
  const destination = accounts.get(name)?.destination.key;
  if (destination === undefined) throw new Error('internal: an account to send to is not connected');
  return { account: name, destination, changes: amountOf(changes), requests: amountOf(requests) };
}

function settingsOf({ approval, reviewed, options }: HandOver, before: readonly RecordBefore[]): RunSettings {
  return {
    approval: { ...approval, records: [...approval.records] },
    reviewed: reviewed === undefined ? null : [...changeIdsOf(reviewed)],
    reviewedPlans: reviewed === undefined ? null : [...new Set(reviewed.map(({ planId }) => planId))],
    before,
    ...options,
  };
}
