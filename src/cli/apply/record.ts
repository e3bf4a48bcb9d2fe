// Writes the records of an apply (what was applied to each account, for the next plan to compare with) when the apply begins and
// when it ends, and tells the user where they were written.

import { join } from 'node:path';
import type { ApplyResult } from '../../apply/engine.ts';
import type { RecordBefore } from '../../base/rollback/rolled-back.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import type { Plan } from '../../plan/document.ts';
import { STORE_NAME } from '../../store/directory.ts';
import type { RecordedAccount, WriteOptions } from '../../workflows/record/write.ts';
import type { BegunRollback } from '../../workflows/rollback/record.ts';
import { type GlobalOptions, isJson } from '../options/options.ts';
import type { Session } from '../session.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Applying } from './with-progress.ts';

/** Parsed values of apply's options about the record. */
export interface ApplyRecordFlags {
  /** False: nothing is recorded. */
  readonly record: boolean;
  /** False: the record is not pushed. */
  readonly pushRecord: boolean;
}

/** Records one apply. */
export interface Recorder {
  /**
   * Records that the apply begins, before anything is sent.
   *
   * @param hasWaited whether another apply had one of the locks, so that the records may have changed
   * @returns what the records said before, for a rollback
   * @throws HintedError `applied-ref`, `git`, `store` if a record cannot be read or written: then nothing may be sent
   */
  begin(hasWaited: boolean): Promise<readonly RecordBefore[]>;
  /**
   * Records what was applied at every account at which the apply started, and prints which contacts are owed (what was declared
   * for them was not carried out or not confirmed).
   *
   * @returns one result for each of these accounts; a record that cannot be written or pushed has an `error`
   * @throws HintedError `applied-ref`, `git`, `store` if the records cannot be read
   */
  end(result: ApplyResult): Promise<readonly RecordedAccount[]>;
}

/** Creates the recorder of an apply. With --no-record, it records nothing. */
export function recorderOf(
  { plan, sendable, reviewed, readAt }: Pick<Applying, 'plan' | 'sendable' | 'reviewed' | 'readAt'>,
  session: Session,
  options: GlobalOptions & ApplyRecordFlags,
  terminal: Terminal,
): Recorder {
  if (!options.record) return { begin: async () => [], end: async () => [] };
  if (session.recording instanceof HintedError) return withoutRecord(session.recording, terminal);
  let { recording } = session;
  const place = { directory: options.dir, workingDirectory: process.cwd(), now: Date.now };
  const needed = async (): Promise<readonly string[]> => {
    const { revisionsNeeded } = await import('../../workflows/rollback/needed.ts');
    return revisionsNeeded(join(process.cwd(), STORE_NAME));
  };
  const how = { now: Date.now, push: options.pushRecord, needed };
  if (plan.rollback !== undefined) return rollbackRecorder({ plan, sendable }, session, how, options, terminal);
  // A plan that this run has made can be recorded as it is; a saved plan must be checked by provedPlan.
  let proved: Promise<Plan> | undefined = readAt === undefined ? undefined : Promise.resolve(plan);
  const toRecord = (): Promise<Plan> => {
    proved ??= provedPlan(plan, session);
    return proved;
  };
  return {
    async begin(hasWaited) {
      const { recordingOf } = await import('../../workflows/record/applied.ts');
      const { recordBegin } = await import('../../workflows/record/begin.ts');
      const { changeIdsOf } = await import('../../workflows/apply.ts');
      if (hasWaited) recording = await session.reread(recording);
      const { isSameManifests, ...planned } = await recordingOf(plan, recording, place);
      const accounts = [...new Set(sendable.map(({ account }) => account))];
      const beginning = {
        plan: await toRecord(),
        accounts,
        isSameManifests,
        reviewed: reviewed && changeIdsOf(reviewed),
      };
      const begun = await recordBegin(beginning, planned.recording, how);
      ({ recording } = begun);
      return begun.before;
    },
    async end({ outcomes, accounts }) {
      const { recordingOf } = await import('../../workflows/record/applied.ts');
      const { recordApplied } = await import('../../workflows/record/write.ts');
      const { isSameManifests, ...planned } = await recordingOf(plan, recording, place);
      const applied = { plan: await toRecord(), outcomes, accounts, isSameManifests };
      const recorded = await recordApplied(applied, planned.recording, how);
      if (options.quiet !== true && !isJson(options)) await say(recorded, terminal);
      return recorded;
    },
  };
}

/**
 * Returns a saved plan without its unproved claims about people: subscriptions that are held back because of an opt-out
 * elsewhere, and opt-outs that are carried over from other accounts. Claims are proved by the record, the manifests or the
 * vendors; others may come from somebody who edited the file.
 */
async function provedPlan(
  plan: Plan,
  {
    configuration,
    connections,
    outside,
    recording,
  }: Pick<Session, 'configuration' | 'connections' | 'outside' | 'recording'>,
): Promise<Plan> {
  const { withProvedClaims } = await import('../../workflows/record/claims/proved.ts');
  const { contactsToApply } = await import('../../plan/suppressed/from-plan.ts');
  const inside = configuration.accounts.map((account) => ({
    account,
    source: connections.accounts.get(account.name)?.source,
  }));
  const { base } = recording instanceof HintedError ? {} : recording.recorded;
  return withProvedClaims(plan, {
    contacts: contactsToApply(plan, configuration),
    withheld: base?.withheld,
    accounts: [...inside, ...outside],
  });
}

/** Creates the recorder of a rollback. A rollback applies no manifests, so the records get back what they said before. */
function rollbackRecorder(
  { plan, sendable }: Pick<Applying, 'plan' | 'sendable'>,
  session: Pick<Session, 'recording' | 'reread'>,
  how: WriteOptions,
  options: GlobalOptions,
  terminal: Terminal,
): Recorder {
  if (session.recording instanceof HintedError) return withoutRecord(session.recording, terminal);
  let { recording } = session;
  let begun: BegunRollback | undefined;
  const accounts = [...new Set(sendable.map(({ account }) => account))];
  return {
    async begin(hasWaited) {
      const { beginRollback } = await import('../../workflows/rollback/record.ts');
      if (hasWaited) recording = await session.reread(recording);
      begun = await beginRollback(plan, accounts, recording, how);
      return begun.before;
    },
    async end({ outcomes }) {
      if (begun === undefined) return [];
      const { endRollback } = await import('../../workflows/rollback/record.ts');
      const recorded = await endRollback({ plan, accounts, outcomes }, recording, begun, how);
      if (options.quiet !== true && !isJson(options)) {
        const { renderRolledBack } = await import('../../render/text/record/applied.ts');
        terminal.err(renderRolledBack(recorded, plan.rollback?.ofRollback === true ? 'none' : commitOf(plan)));
      }
      return recorded;
    },
  };
}

/** Returns the commit whose apply the plan takes back; undefined if there is none, or more than one. */
function commitOf({ rollback }: Plan): string | undefined {
  const [revision = 'local:', ...others] = new Set(rollback?.before.map((one) => one.revision));
  return others.length > 0 || revision.startsWith('local:') ? undefined : revision;
}

/**
 * Creates the recorder for records that cannot be read. The apply may run, because --base names another base than the record, but
 * it records nothing and fails at its end.
 */
function withoutRecord(error: HintedError, terminal: Terminal): Recorder {
  return {
    async begin() {
      return [];
    },
    async end() {
      terminal.err('What was applied is not recorded.\n');
      throw error;
    },
  };
}

async function say(recorded: readonly RecordedAccount[], terminal: Terminal): Promise<void> {
  const { renderRecorded } = await import('../../render/text/record/applied.ts');
  terminal.err(renderRecorded(recorded.filter(({ error }) => error === undefined)));
}
