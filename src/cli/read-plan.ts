import { readFile } from 'node:fs/promises';
import type { Plan } from '../plan/document.ts';
import { CommandError } from './explain-error.ts';

/**
 * @param identity file with the age identities that open an encrypted plan
 * @throws CommandError if a file cannot be read, AgeError if it cannot be decrypted, PlanFileError if it is no plan that this
 *   version can apply
 */
export async function readPlan(file: string, identity?: string): Promise<Plan> {
  const bytes = await readBytes(file, 'name a file written by plan --out');
  const { decryptWith, isEncrypted } = await import('../store/age.ts');
  const { parsePlan } = await import('../plan/plan-file.ts');
  if (!isEncrypted(bytes)) return parsePlan(bytes.toString('utf8'), file);
  if (identity === undefined) {
    throw new CommandError('plan-encrypted', `${file} is encrypted`, { hint: 'give --identity FILE, too' });
  }
  return parsePlan(await decryptWith(await readIdentities(identity), bytes, { file, identity }), file);
}

/** @throws CommandError if the file cannot be read */
export async function readIdentities(file: string): Promise<string> {
  return (await readBytes(file, 'name a file that age-keygen wrote')).toString('utf8');
}

function readBytes(file: string, hint: string): Promise<Buffer> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError('plan-file', `cannot read ${file}: ${error.code}`, { hint });
  });
}
