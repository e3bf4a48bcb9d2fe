// The record of what was applied. Written only with a git repository, real vendors, and a plan of all contacts.

import type { Outcome } from '../../apply/events.ts';
import type { Plan } from '../../plan/document.ts';
import type { GlobalOptions } from '../options/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

type RecordFlags = GlobalOptions & { readonly pushRecord?: true };

/**
 * Reads what is recorded before the apply.
 *
 * @returns undefined if nothing can or should be recorded: with --contact, with the sandbox, or without a git repository
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
