// Rejects planning options if apply is given a saved plan or --resume, because they would have no effect.

import type { Command } from 'commander';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { LIMITS } from './options.ts';

/** Options that affect only planning. */
const PLANNING_OPTIONS: readonly string[] = [...LIMITS, 'base', 'changed', 'account', 'contact', 'contactsFrom'];

/**
 * Rejects planning options if the command applies an existing plan.
 *
 * @param file path of the saved plan, if one was given
 * @throws HintedError `usage` if there are such options
 */
export function refusePlanFlags(command: Command, file: string | undefined): void {
  const isResumed = command.getOptionValueSource('resume') === 'cli';
  if (file === undefined && !isResumed) return;
  const given = command.options.filter(
    (option) =>
      PLANNING_OPTIONS.includes(option.attributeName()) &&
      command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (given.length === 0) return;
  const names = given.map(({ long }) => long).join(', ');
  const what = isResumed ? '--resume, which continues an existing plan' : 'a saved plan';
  throw new HintedError('usage', sentence`${shown(names)} cannot be combined with ${what}`, {
    hint: sentence`omit ${given.length === 1 ? 'it' : 'them'}, or plan again with: rollcall plan ${shown(names.replaceAll(',', ''))} … --out FILE`,
  });
}
