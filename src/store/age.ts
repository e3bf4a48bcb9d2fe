// Files in the age format (age-encryption.org). Enters: text and recipients, or bytes and identities. Leaves: bytes, or text.
// Neither a recipient nor an identity is ever in a message: one may have been given for the other.

import { ReadableStream } from 'node:stream/web';
import type { Decrypter } from 'age-encryption';
import { HintedError } from '../contact/hinted-error.ts';

const HEADER = 'age-encryption.org/v1\n';
const ARMOR = '-----BEGIN AGE ENCRYPTED FILE-----';

/** Whether a file's content begins as an age file does, armoured or not. */
export function isEncrypted(bytes: Uint8Array): boolean {
  return beginsWith(bytes, HEADER) || beginsWith(bytes, ARMOR);
}

function beginsWith(bytes: Uint8Array, beginning: string): boolean {
  return latin1(bytes.subarray(0, beginning.length)) === beginning;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** Text → the encrypted file, piece by piece. */
export type Encrypt = (text: Iterable<string>) => AsyncGenerator<Uint8Array, void, undefined>;

/**
 * @throws HintedError `age` for what is no recipient
 */
export async function encryptTo(recipients: readonly string[]): Promise<Encrypt> {
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw notARecipient(recipient);
    }
  }
  return async function* encrypt(text) {
    yield* await encrypter.encrypt(ReadableStream.from(bytesOf(text)));
  };
}

/**
 * For what the owner of an identity keeps for themselves.
 *
 * @param identities a file as age-keygen writes it; its first identity opens what is encrypted
 * @throws HintedError `age`
 */
export async function encryptToOwner(identities: string, fileName: string): Promise<Encrypt> {
  const { identityToRecipient } = await import('age-encryption');
  const recipient = await identityToRecipient(identitiesIn(identities, fileName)[0] ?? '').catch(() => {
    throw noIdentity(fileName);
  });
  return encryptTo([recipient]);
}

function notARecipient(given: string): HintedError {
  if (/^AGE-SECRET-KEY-/i.test(given)) {
    return new HintedError('age', '--encrypt-to was given an identity, which is secret and opens files', {
      hint: 'give its recipient, which `age-keygen -y FILE` prints; take the identity for known, if others can read this',
    });
  }
  return new HintedError('age', 'what --encrypt-to was given is no age recipient', {
    hint: 'a recipient begins with `age1`: `age-keygen -y FILE` prints the one of an identity; ssh keys are not taken',
  });
}

function* bytesOf(text: Iterable<string>): Generator<Uint8Array, void, undefined> {
  for (const piece of text) yield Buffer.from(piece);
}

/**
 * @param identities a file as age-keygen writes it: one a line, comments begin with #
 * @throws HintedError `age`
 */
export async function decryptWith(
  identities: string,
  bytes: Uint8Array,
  names: { readonly file: string; readonly identity: string },
): Promise<string> {
  const { Decrypter, armor } = await import('age-encryption');
  const decrypter = new Decrypter();
  addIdentities(decrypter, identities, names.identity);
  try {
    const encrypted = beginsWith(bytes, ARMOR) ? armor.decode(latin1(bytes)) : bytes;
    return await decrypter.decrypt(encrypted, 'text');
  } catch (error) {
    if (error instanceof Error && error.message.includes('no identity matched')) {
      const hint = 'give the identity of one of the recipients it was encrypted to';
      throw new HintedError('age', `${names.identity} does not open ${names.file}`, { hint });
    }
    throw new HintedError('age', `${names.file} is damaged: it cannot be decrypted`, {
      hint: 'fetch it again, or make the plan again',
    });
  }
}

function addIdentities(decrypter: Decrypter, text: string, fileName: string): void {
  try {
    for (const identity of identitiesIn(text, fileName)) decrypter.addIdentity(identity);
  } catch {
    // The library's words would quote the identity.
    throw noIdentity(fileName);
  }
}

function identitiesIn(text: string, fileName: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const identities = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (identities.length === 0) throw noIdentity(fileName);
  return identities;
}

function noIdentity(fileName: string): HintedError {
  return new HintedError('age', `${fileName} holds no age identity`, {
    hint: 'name a file that age-keygen wrote: AGE-SECRET-KEY-…',
  });
}
