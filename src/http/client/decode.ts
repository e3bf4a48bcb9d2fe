import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { RawResponse } from './transfer.ts';

/** What `decodeBody` can undo; sent as Accept-Encoding. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

export type DecodedBody =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly why: 'cut' | 'encoding' | 'not-json' | 'too-large' };

const decompressors = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/** @param maxBytes of the body after decompression */
export async function decodeBody(response: RawResponse, maxBytes: number): Promise<DecodedBody> {
  if (response.cut) return { ok: false, why: 'cut' };
  const plain = await decompress(response, maxBytes);
  return plain instanceof Uint8Array ? parseJson(plain) : { ok: false, why: plain };
}

async function decompress(response: RawResponse, maxBytes: number): Promise<Uint8Array | 'encoding' | 'too-large'> {
  const encoding = (response.headers['content-encoding'] ?? '').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity' || response.body.length === 0) return response.body;
  const decompressor = decompressors.get(encoding);
  if (decompressor === undefined) return 'encoding';
  try {
    return await decompressor(response.body, { maxOutputLength: maxBytes });
  } catch (error) {
    return error instanceof RangeError ? 'too-large' : 'encoding';
  }
}

const FATAL = new TextDecoder('utf-8', { fatal: true });

function parseJson(bytes: Uint8Array): DecodedBody {
  try {
    // Fatal: a replaced byte would look like a difference, and be written to somebody's name.
    const text = FATAL.decode(bytes);
    return { ok: true, body: text.trim() === '' ? undefined : JSON.parse(text) };
  } catch {
    return { ok: false, why: 'not-json' };
  }
}
