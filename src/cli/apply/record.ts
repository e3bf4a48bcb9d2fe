// The record of what was applied, for commands: kept only where there is a repository, a real vendor and a whole account.

import type { Outcome } from '../../apply/events.ts';
import type { Plan } from '../../plan/document.ts';
import type { GlobalOptions } from '../options/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

type RecordFlags = GlobalOptions & { readonly pushRecord?: true };

/**
 * What is recorded before the apply.
 *
 * @returns undefined where nothing can or should be recorded: a part of the contacts, the sandbox, no git repository
 */
export async function readRecords(plan: Plan, options: RecordFlags): Promise<ReadonlyMap<string, string> | undefined> {
  if (plan.filters.contacts.length > 0 || options.sandbox !== undefined) return undefined;
  const records = await import('../../workflows/record.ts');
  return records.readRecords(options.dir);
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
