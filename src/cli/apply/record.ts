// The record of what was applied. Written only with a git repository, real vendors, and a plan of all contacts.

import type { Outcome } from '../../apply/events.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { choosesContacts } from '../../manifest/recorded-filters.ts';
import type { Plan } from '../../plan/document.ts';
import { describeError } from '../describe-error.ts';
import type { GlobalOptions } from '../options/options.ts';
import { isRedacted } from '../options/redaction.ts';
import type { Terminal } from '../terminal/terminal.ts';

type RecordFlags = GlobalOptions & { readonly pushRecord?: true };

/**
 * Reads what is recorded before the apply.
 *
 * @returns undefined if nothing can or should be recorded: with --contact or --contacts-from, with the sandbox, or without a git repository
 * @throws HintedError if the record is to be pushed and cannot be read
 */
export async function readRecords(
  plan: Plan,
  options: RecordFlags,
  terminal: Terminal,
): Promise<ReadonlyMap<string, string> | undefined> {
  if (choosesContacts(plan.filters) || options.sandbox !== undefined) return undefined;
  const records = await import('../../workflows/record.ts');
  try {
    const found = await records.readRecords(options.dir);
    if (found !== undefined || options.pushRecord !== true) return found;
    throw new HintedError('applied-ref', `${options.dir} is in no git repository, so there is no record to push`, {
      hint: 'leave --push-record out, or run in a clone of the repository',
    });
  } catch (error) {
    // Where the record is to be pushed, nothing is sent that could not be recorded.
    if (options.pushRecord === true || !(error instanceof HintedError)) throw error;
    const { text } = await describeError(error, isRedacted(options, process.env));
    terminal.err(`What is applied will not be recorded. ${text}`);
    return undefined;
  }
}

interface Applied {
  readonly plan: Plan;
  readonly outcomes: Iterable<Outcome>;
  readonly previous: ReadonlyMap<string, string>;
}

export async function record(
  { plan, outcomes, previous }: Applied,
  options: RecordFlags,
  terminal: Terminal,
): Promise<void> {
  const { recordApplied } = await import('../../workflows/record.ts');
  const place = { directory: options.dir, workingDirectory: process.cwd(), now: Date.now };
  const done = await recordApplied(plan, outcomes, { ...place, previous, push: options.pushRecord === true });
  if (done.length > 0 && options.quiet !== true) terminal.err(`Recorded as applied: ${done.join(', ')}.\n`);
}
