// Vouches for a `.rollcall` directory where the modes of files mean nothing: on Windows, and on file systems without modes. The
// voucher is a file in the directory that contains an HMAC over the directory's inode number. The key of the HMAC is in this
// user's state directory. A git checkout can contain any file, but no valid voucher: whoever committed it has neither the key nor
// this directory.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './store-error.ts';

/** Name of the voucher in `.rollcall`. */
const VOUCHER = 'voucher';
const KEY_BYTES = 32;

/**
 * Vouches for a directory that this process has just created.
 *
 * @param store the path of `.rollcall`
 * @param state the directory in which rollcall keeps this user's state
 * @throws the system's error if the key or the voucher cannot be written; then the directory will not be used again
 */
export async function vouchFor(store: string, state: string): Promise<void> {
  const voucher = await voucherOf(store, await ensureKey(state));
  await writeFile(join(store, VOUCHER), voucher, { flag: 'wx', mode: 0o600 });
}

/** Tells whether this user has vouched for the directory. False if the voucher or the key cannot be read. */
export async function isVouchedFor(store: string, state: string): Promise<boolean> {
  try {
    const key = await readFile(keyPath(state));
    const [expected, found] = [await voucherOf(store, key), await readFile(join(store, VOUCHER))];
    return key.length === KEY_BYTES && found.length === expected.length && timingSafeEqual(found, expected);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}

/**
 * Computes the voucher of a directory from its inode number: it no longer fits a copy, but still fits the directory after a move
 * on the same disk.
 */
async function voucherOf(store: string, key: Uint8Array): Promise<Buffer> {
  const { ino } = await lstat(store, { bigint: true });
  return Buffer.from(`${createHmac('sha256', key).update(`rollcall store ${ino}`).digest('hex')}\n`);
}

async function ensureKey(state: string): Promise<Uint8Array> {
  await mkdir(state, { recursive: true, mode: 0o700 });
  try {
    await writeFile(keyPath(state), randomBytes(KEY_BYTES), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  return readFile(keyPath(state));
}

function keyPath(state: string): string {
  return join(state, 'voucher.key');
}
