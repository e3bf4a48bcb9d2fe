// Plans the rollback of an apply. Enters: the apply's plan, and what its journal says was written. Leaves: a plan like any other,
// whose requests take back what was written. Writes nothing to a vendor.

import { contactHash } from '../../base/record/document.ts';
import type { RecordBefore } from '../../base/rollback/rolled-back.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { ReadProgress } from '../../live/source.ts';
import { keyFilter } from '../../manifest/resolve/patterns.ts';
import type { Overrides, Plan } from '../../plan/document.ts';
import type { AccountBefore } from '../../plan/planned-account.ts';
import type { Based } from '../base.ts';
import type { ConnectedAccount } from '../connect.ts';
import { makePlan } from '../plan.ts';
import { writtenContacts } from './contacts.ts';
import type { ReadableRun } from './runs.ts';

/** What to roll back, and how to plan it. */
export interface RollbackOptions {
  readonly run: ReadableRun;
  /** Today's manifests and what is recorded, for the accounts that are chosen. */
  readonly session: Pick<Based, 'configuration' | 'before'> & { readonly commit: string | null };
  readonly accounts: ReadonlyMap<string, ConnectedAccount>;
  /** The filters, to be recorded in the plan. */
  readonly filters: Plan['filters'];
  /** Patterns of contact keys; absent: all contacts. */
  readonly patterns?: readonly string[] | undefined;
  /** Limits that replace the accounts' own. */
  readonly overrides?: Overrides;
  readonly onProgress?: (account: string, progress: ReadProgress) => void;
}

/**
 * Plans the rollback: reads the contacts that the apply wrote, and decides what to restore.
 *
 * @throws HintedError `plan-too-large`; `no-run` if an account has another destination now than at the time of the apply
 */
export async function planRollback(options: RollbackOptions): Promise<Plan> {
  const { run, session, accounts, filters, patterns, overrides, onProgress } = options;
  const { configuration, before } = session;
  const today = new Map(configuration.contacts.map(({ desired }) => [desired.key, desired]));
  const isMeant = keyFilter(patterns);
  const contacts = writtenContacts(run.plan, run.written, {
    isAccountChosen: (account) => accounts.has(account),
    isChosen: isMeant,
    isProtected: (key) => today.get(key)?.protect === true,
  });
  const names = new Set(contacts.map(({ desired }) => desired.account));
  for (const name of names) requireSameDestination(name, run, accounts);
  const plan = await makePlan(
    {
      ...configuration,
      accounts: configuration.accounts.filter(({ name }) => names.has(name)),
      contacts,
      unsupportedFields: [],
    },
    accounts,
    {
      filters,
      base: null,
      commit: session.commit,
      before: new Map([...before].map(([name, one]) => [name, withoutBase(one)])),
      rollback: {
        planId: run.run,
        startedAt: run.written.startedAt,
        ...(run.plan.rollback === undefined ? {} : { ofRollback: true }),
        before: recordsOf(
          run,
          contacts.map(({ desired }) => desired.key),
        ),
      },
      ...(overrides === undefined ? {} : { overrides }),
      ...(onProgress === undefined ? {} : { onProgress }),
    },
  );
  return plan;
}

/**
 * Refuses to roll back at another destination than that of the apply. What was written at one destination says nothing about the
 * people of another: they may have the same addresses, and a rollback deletes those whom the apply created.
 */
function requireSameDestination(
  name: string,
  { plan, written }: ReadableRun,
  accounts: ReadonlyMap<string, ConnectedAccount>,
): void {
  const now = accounts.get(name)?.destination;
  const then = written.destinations.get(name);
  const isSame = then === undefined || (then.length === 1 && then[0] === now?.key);
  if (isSame && plan.accounts.find(({ account }) => account === name)?.origin === now?.origin) return;
  throw new HintedError('no-run', sentence`that apply wrote to another destination than ${shown(name)} has now`, {
    hint: sentence`set the credentials that it used, or name another apply: \`rollcall rollback --list\``,
  });
}

/**
 * Leaves out the record, because a rollback is not compared with it. A refused record stays, because it must not be overwritten.
 */
function withoutBase({ record, declaredNow }: AccountBefore): AccountBefore {
  return { declaredNow, ...(record?.state === 'refused' ? { record } : {}) };
}

/** What the records said about these contacts before the apply. */
function recordsOf({ written }: ReadableRun, keys: readonly string[]): readonly RecordBefore[] {
  const hashes = new Set(keys.map(contactHash));
  const ofThese = <T extends { readonly contacts: readonly string[] }>(list: readonly T[]): readonly T[] =>
    list
      .map((one) => ({ ...one, contacts: one.contacts.filter((hash) => hashes.has(hash)) }))
      .filter(({ contacts }) => contacts.length > 0);
  const accounts = new Set(keys.map((key) => key.slice(0, key.indexOf('/'))));
  return written.before
    .filter(({ account }) => accounts.has(account))
    .map((before) => ({
      ...before,
      exceptions: ofThese(before.exceptions),
      ...(before.rolledBack === undefined ? {} : { rolledBack: ofThese(before.rolledBack) }),
    }));
}
