// Records that an apply begins and how it ended, and says where.

import type { ApplyResult } from '../../apply/engine.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import type { RecordedAccount } from '../../workflows/record/write.ts';
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
   * @param hasWaited whether another apply ended in the meantime
   * @throws HintedError `applied-ref`, `git`, `store` if a record cannot be read or written: then nothing may be sent
   */
  begin(hasWaited: boolean): Promise<void>;
  /**
   * Records what was applied at every account at which the apply started, and says what is owed from now on.
   *
   * @returns one result for each of these accounts; a record that cannot be written or pushed has an `error`
   * @throws HintedError `applied-ref`, `git`, `store` if the records cannot be read
   */
  end(result: ApplyResult): Promise<readonly RecordedAccount[]>;
}

/** The recorder of an apply. */
export function recorderOf(
  { plan, sendable, reviewed }: Pick<Applying, 'plan' | 'sendable' | 'reviewed'>,
  session: Pick<Session, 'recording' | 'reread'>,
  options: GlobalOptions & ApplyRecordFlags,
  terminal: Terminal,
): Recorder {
  if (!options.record) return { begin: async () => {}, end: async () => [] };
  if (session.recording instanceof HintedError) return withoutRecord(session.recording, terminal);
  let { recording } = session;
  let pushed = Promise.resolve();
  const place = { directory: options.dir, workingDirectory: process.cwd(), now: Date.now };
  const how = { now: Date.now, push: options.pushRecord };
  return {
    async begin(hasWaited) {
      const { recordingOf } = await import('../../workflows/record/applied.ts');
      const { recordBegin } = await import('../../workflows/record/begin.ts');
      const { changeIdsOf } = await import('../../workflows/apply.ts');
      if (hasWaited) recording = await session.reread(recording);
      const { isSameManifests, ...planned } = await recordingOf(plan, recording, place);
      const accounts = [...new Set(sendable.map(({ account }) => account))];
      const beginning = { plan, accounts, isSameManifests, reviewed: reviewed && changeIdsOf(reviewed) };
      ({ recording, pushed } = await recordBegin(beginning, planned.recording, how));
    },
    async end({ outcomes, accounts }) {
      const { recordingOf } = await import('../../workflows/record/applied.ts');
      const { recordApplied } = await import('../../workflows/record/write.ts');
      await pushed;
      const { isSameManifests, ...planned } = await recordingOf(plan, recording, place);
      const recorded = await recordApplied({ plan, outcomes, accounts, isSameManifests }, planned.recording, how);
      if (options.quiet !== true && !isJson(options)) await say(recorded, terminal);
      return recorded;
    },
  };
}

/** Another base than the record was asked for, and the record cannot be read. */
function withoutRecord(error: HintedError, terminal: Terminal): Recorder {
  return {
    async begin() {},
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
