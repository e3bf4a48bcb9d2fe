// Records what was applied, and says where.

import type { ApplyResult } from '../../apply/engine.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import type { Plan } from '../../plan/document.ts';
import type { RecordedAccount } from '../../workflows/record/write.ts';
import { describeError } from '../describe-error.ts';
import { type GlobalOptions, isJson } from '../options/options.ts';
import { isRedacted } from '../options/redaction.ts';
import type { Session } from '../session.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Parsed values of apply's options about the record. */
export interface ApplyRecordFlags {
  /** False: nothing is recorded. */
  readonly record: boolean;
  /** False: the record is not pushed. */
  readonly pushRecord: boolean;
}

/**
 * Records what was applied at every account at which the apply started, and says what is owed from now on.
 *
 * @throws HintedError `applied-ref`, `git`, `store` if a record cannot be written or pushed; the others are
 */
export async function record(
  { plan, result: { outcomes, accounts } }: { readonly plan: Plan; readonly result: ApplyResult },
  { recording }: Pick<Session, 'recording'>,
  options: GlobalOptions & ApplyRecordFlags,
  terminal: Terminal,
): Promise<void> {
  if (!options.record) return;
  if (recording instanceof HintedError) {
    const { text } = await describeError(recording, isRedacted(options, process.env));
    terminal.err(`What was applied is not recorded. ${text}`);
    return;
  }
  const { recordingOf } = await import('../../workflows/record/applied.ts');
  const { recordApplied } = await import('../../workflows/record/write.ts');
  const place = { directory: options.dir, workingDirectory: process.cwd(), now: Date.now };
  const planned = await recordingOf(plan, recording, place);
  const applied = { plan, outcomes, accounts, isSameManifests: planned.isSameManifests };
  const recorded = await recordApplied(applied, planned.recording, { now: Date.now, push: options.pushRecord });
  if (options.quiet !== true && !isJson(options)) await say(recorded, terminal);
  const failed = recorded.find(({ error }) => error !== undefined);
  if (failed?.error !== undefined) throw failed.error;
}

async function say(recorded: readonly RecordedAccount[], terminal: Terminal): Promise<void> {
  const { renderRecorded } = await import('../../render/text/recorded.ts');
  terminal.err(renderRecorded(recorded.filter(({ error }) => error === undefined)));
}
