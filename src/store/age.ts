// Encryption and decryption of files in the age format (age-encryption.org). Enters: text and recipients (public keys),
// or bytes and identities (secret keys). Leaves: encrypted bytes, or text. Neither a recipient nor an identity ever
// appears in a message, because a user may have mistaken one for the other.

import { ReadableStream } from 'node:stream/web';
import type { Decrypter } from 'age-encryption';
import { personal } from '../contact/argument.ts';
import { HintedError } from '../contact/hinted-error.ts';
import { sentence } from '../contact/sentence.ts';

const BINARY_HEADER = 'age-encryption.org/v1\n';
const ARMOR_HEADER = '-----BEGIN AGE ENCRYPTED FILE-----';

/** True if the bytes begin with the header of an age file, binary or armoured. */
export function isEncrypted(bytes: Uint8Array): boolean {
  return beginsWith(bytes, BINARY_HEADER) || beginsWith(bytes, ARMOR_HEADER);
}

function beginsWith(bytes: Uint8Array, beginning: string): boolean {
  return latin1(bytes.subarray(0, beginning.length)) === beginning;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** Encrypts pieces of text and yields the bytes of an age file. */
export type Encrypt = (text: Iterable<string>) => AsyncGenerator<Uint8Array, void, undefined>;

/**
 * Creates an encryptor for several recipients. The identity of any one of them can decrypt the file.
 *
 * @throws HintedError `age` if one of them is not an age recipient
 */
export async function encryptTo(recipients: readonly string[]): Promise<Encrypt> {
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw recipientError(recipient);
    }
  }
  return async function* encrypt(text) {
    yield* await encrypter.encrypt(ReadableStream.from(bytesOf(text)));
  };
}

/**
 * Creates an encryptor for the owner of an identity file. The first identity in that file can decrypt the result.
 *
 * @param identities content of a file written by age-keygen
 * @throws HintedError `age` if it contains no valid identity
 */
export async function encryptToOwner(identities: string, fileName: string): Promise<Encrypt> {
  const { identityToRecipient } = await import('age-encryption');
  const recipient = await identityToRecipient(identitiesIn(identities, fileName)[0] ?? '').catch(() => {
    throw identityError(fileName);
  });
  return encryptTo([recipient]);
}

function recipientError(given: string): HintedError {
  if (/^AGE-SECRET-KEY-/i.test(given)) {
    return new HintedError(
      'age',
      sentence`--encrypt-to was given an age identity, which is a secret key, instead of a recipient`,
      {
        hint: sentence`give its recipient, which \`age-keygen -y FILE\` prints; if others can read this, replace the identity`,
      },
    );
  }
  return new HintedError('age', sentence`the value of --encrypt-to is not an age recipient`, {
    hint: sentence`a recipient begins with \`age1\`: \`age-keygen -y FILE\` prints the one of an identity; ssh keys are not supported`,
  });
}

function* bytesOf(text: Iterable<string>): Generator<Uint8Array, void, undefined> {
  for (const piece of text) yield Buffer.from(piece);
}

/** Decrypts the bytes of an age file, whose name is for messages. Throws as `decryptWith` does. */
export type Decrypt = (bytes: Uint8Array, file: string) => Promise<string>;

/**
 * Decrypts an age file, binary or armoured.
 *
 * @param identities content of a file written by age-keygen: one identity per line; comments begin with #
 * @param names file names for messages
 * @throws HintedError `age` if there is no valid identity, none of them matches, or the file is damaged (`damaged`)
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
    const binary = beginsWith(bytes, ARMOR_HEADER) ? armor.decode(latin1(bytes)) : bytes;
    return await decrypter.decrypt(binary, 'text');
  } catch (error) {
    const [file, identity] = [personal('file', names.file), personal('file', names.identity)];
    if (error instanceof Error && error.message.includes('no identity matched')) {
      const hint = sentence`give the identity of one of the recipients it was encrypted to`;
      throw new HintedError('age', sentence`${identity} cannot decrypt ${file}`, { hint });
    }
    throw new HintedError('age', sentence`${file} is damaged: it cannot be decrypted`, {
      reason: 'damaged',
      hint: sentence`download it again, or create the plan again`,
    });
  }
}

function addIdentities(decrypter: Decrypter, text: string, fileName: string): void {
  try {
    for (const identity of identitiesIn(text, fileName)) decrypter.addIdentity(identity);
  } catch {
    // Drop the library's error: its message would contain the identity.
    throw identityError(fileName);
  }
}

function identitiesIn(text: string, fileName: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const identities = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (identities.length === 0) throw identityError(fileName);
  return identities;
}

function identityError(fileName: string): HintedError {
  return new HintedError('age', sentence`${personal('file', fileName)} contains no age identity`, {
    hint: sentence`name a file written by age-keygen: AGE-SECRET-KEY-…`,
  });
}
