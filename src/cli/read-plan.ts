import { readFile } from 'node:fs/promises';
import type { Plan } from '../plan/document.ts';
import { CommandError } from './explain-error.ts';

/** @throws CommandError if the file cannot be read, PlanFileError if it is no plan that this version can apply */
export async function readPlan(file: string): Promise<Plan> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError('plan-file', `cannot read ${file}: ${error.code}`, {
      hint: 'name a file written by plan --out',
    });
  });
  const { parsePlan } = await import('../plan/plan-file.ts');
  return parsePlan(text, file);
}
