import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { RawResponse } from './transfer.ts';

/** Value of the Accept-Encoding header: the encodings that `decodeBody` can decompress. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

/** The result of decoding a body: the parsed JSON (undefined if the body is empty), or the reason why it cannot be decoded. */
export type DecodedBody =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly reason: 'truncated' | 'encoding' | 'not-json' | 'too-large' };

const decompressors = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/**
 * Decompresses and parses a response body.
 *
 * @param maxBytes largest accepted size after decompression
 */
export async function decodeBody(response: RawResponse, maxBytes: number): Promise<DecodedBody> {
  if (response.truncated) return { ok: false, reason: 'truncated' };
  const plain = await decompress(response, maxBytes);
  return plain instanceof Uint8Array ? parseJson(plain) : { ok: false, reason: plain };
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

const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(bytes: Uint8Array): DecodedBody {
  try {
    // Reject invalid UTF-8: a replacement character would show up as a difference, and could be written back to a contact.
    const text = STRICT_UTF8.decode(bytes);
    return { ok: true, body: text.trim() === '' ? undefined : JSON.parse(text) };
  } catch {
    return { ok: false, reason: 'not-json' };
  }
}
