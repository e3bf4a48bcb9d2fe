// Reads saved plans, which may be encrypted, and encrypts plans for the owner of an identity.

import { readFile } from 'node:fs/promises';
import { personal } from '../contact/argument.ts';
import { HintedError } from '../contact/hinted-error.ts';
import { type Sentence, sentence, shown } from '../contact/sentence.ts';
import type { Plan } from '../plan/document.ts';
import type { Decrypt, Encrypt } from '../store/age.ts';
import { decodeUtf8, type TextFile } from '../store/utf8.ts';

/**
 * Reads a saved plan, decrypts it if necessary, and validates it.
 *
 * @param identity path of the age identity file that decrypts an encrypted plan
 * @throws HintedError `plan-file` if a file cannot be read (`unreadable`), or is not a plan that this version can apply;
 *   `plan-encrypted` if it is encrypted and no identity is given; `age` if it cannot be decrypted
 */
export async function readPlan(file: string, identity?: string): Promise<Plan> {
  const bytes = await readBytes(file, sentence`name a file written by plan --out`);
  const { isEncrypted } = await import('../store/age.ts');
  const { parsePlan } = await import('../plan/plan-file.ts');
  if (!isEncrypted(bytes)) return parsePlan(decodeUtf8(bytes, planFile(file)), file);
  if (identity === undefined) {
    throw new HintedError('plan-encrypted', sentence`${personal('file', file)} is encrypted`, {
      hint: sentence`add --identity FILE`,
    });
  }
  return parsePlan(await ownerDecryption(identity)(bytes, file), file);
}

/**
 * Creates the encryption that only the owner of an identity can decrypt.
 *
 * @param identity path of the owner's age identity file
 * @throws HintedError `plan-file` (`unreadable`); `age` if it contains no identity or is not UTF-8 text
 */
export async function ownerEncryption(identity: string): Promise<Encrypt> {
  const { encryptToOwner } = await import('../store/age.ts');
  return encryptToOwner(await readIdentities(identity), identity);
}

/**
 * Creates the decryption with an identity. It throws HintedError `plan-file` (`unreadable`) if the identity cannot be read, and
 * `age` if the file cannot be decrypted with it.
 *
 * @param identity path of an age identity file
 */
export function ownerDecryption(identity: string): Decrypt {
  return async (bytes, file) => {
    const { decryptWith } = await import('../store/age.ts');
    return decryptWith(await readIdentities(identity), bytes, { file, identity });
  };
}

async function readIdentities(file: string): Promise<string> {
  const bytes = await readBytes(file, sentence`name a file that age-keygen wrote`);
  return decodeUtf8(bytes, {
    name: sentence`${personal('file', file)}`,
    code: 'age',
    hint: sentence`name a file that age-keygen wrote`,
  });
}

/**
 * Describes a plan for the error that it is not UTF-8. It must not be converted: a shell that wrote UTF-16 may have changed
 * characters, too.
 */
function planFile(file: string): TextFile {
  const hint = sentence`make the plan again and save it with \`--out FILE\`, which any shell leaves as it is`;
  return { name: sentence`${personal('file', file)}`, code: 'plan-file', hint };
}

function readBytes(file: string, hint: Sentence): Promise<Buffer> {
  return readFile(file).catch((cause: NodeJS.ErrnoException) => {
    const message = sentence`cannot read ${personal('file', file)}: ${shown(cause.code ?? 'unknown error')}`;
    throw new HintedError('plan-file', message, { reason: 'unreadable', hint, cause });
  });
}
