import { readFile } from 'node:fs/promises';
import { HintedError } from '../contact/hinted-error.ts';
import type { Plan } from '../plan/document.ts';

/**
 * @param identity file with the age identities that open an encrypted plan
 * @throws HintedError `plan-file` if a file cannot be read, or is not a plan that this version can apply; `plan-encrypted` if it is
 *   encrypted and no identity is given; `age` if it cannot be decrypted
 */
export async function readPlan(file: string, identity?: string): Promise<Plan> {
  const bytes = await readBytes(file, 'name a file written by plan --out');
  const { decryptWith, isEncrypted } = await import('../store/age.ts');
  const { parsePlan } = await import('../plan/plan-file.ts');
  if (!isEncrypted(bytes)) return parsePlan(bytes.toString('utf8'), file);
  if (identity === undefined) {
    throw new HintedError('plan-encrypted', `${file} is encrypted`, { hint: 'give --identity FILE, too' });
  }
  return parsePlan(await decryptWith(await readIdentities(identity), bytes, { file, identity }), file);
}

/** @throws HintedError `plan-file` if the file cannot be read */
export async function readIdentities(file: string): Promise<string> {
  return (await readBytes(file, 'name a file that age-keygen wrote')).toString('utf8');
}

function readBytes(file: string, hint: string): Promise<Buffer> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new HintedError('plan-file', `cannot read ${file}: ${error.code}`, { reason: 'unreadable', hint });
  });
}
