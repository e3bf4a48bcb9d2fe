// What only planning can follow, given to an apply that plans nothing: a mistake of usage, as it would be left out in silence.

import type { Command } from 'commander';
import { HintedError } from '../../contact/hinted-error.ts';
import { LIMITS } from './options.ts';

const PLAN_TIME: readonly string[] = [...LIMITS, 'base', 'changed', 'account', 'contact'];

/**
 * @param file the saved plan's, if one was given
 * @throws HintedError `usage`
 */
export function refusePlanFlags(command: Command, file: string | undefined): void {
  const isResumed = command.getOptionValueSource('resume') === 'cli';
  if (file === undefined && !isResumed) return;
  const given = command.options.filter(
    (option) =>
      PLAN_TIME.includes(option.attributeName()) && command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (given.length === 0) return;
  const names = given.map(({ long }) => long).join(', ');
  const what = isResumed ? 'what is resumed was planned already' : 'a saved plan is applied as it is';
  throw new HintedError('usage', `${names} ${given.length === 1 ? 'belongs' : 'belong'} to planning, and ${what}`, {
    hint: `leave ${given.length === 1 ? 'it' : 'them'} away, or plan again with: rollcall plan ${names.replaceAll(',', '')} … --out FILE`,
  });
}
