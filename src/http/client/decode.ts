import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { BodyLease } from './body-memory.ts';
import type { RawResponse } from './transfer.ts';

/** The limits of decoding one body. */
export interface DecodeLimits {
  /** Largest accepted size of the body together with its decompressed form. */
  readonly maxBodyBytes: number;
  readonly lease: BodyLease;
}

/** Value of the Accept-Encoding header: the encodings that `decodeBody` can decompress. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

/** The result of decoding a body: the parsed JSON (undefined if the body is empty), or the reason why it cannot be decoded. */
export type DecodedBody =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly reason: 'truncated' | 'encoding' | 'too-large' }
  | { readonly ok: false; readonly reason: 'not-json'; readonly plain: Uint8Array };

const decompressors = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/** Decompresses and parses a response body. */
export async function decodeBody(response: RawResponse, limits: DecodeLimits): Promise<DecodedBody> {
  if (response.truncated) return { ok: false, reason: 'truncated' };
  const plain = await decompress(response, limits);
  return plain instanceof Uint8Array ? parseJson(plain) : { ok: false, reason: plain };
}

type Decompressed = Uint8Array | 'encoding' | 'too-large';

async function decompress(
  { headers, body }: RawResponse,
  { maxBodyBytes, lease }: DecodeLimits,
): Promise<Decompressed> {
  const encoding = (headers['content-encoding'] ?? '').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity' || body.length === 0) return body;
  const decompressor = decompressors.get(encoding);
  if (decompressor === undefined) return 'encoding';
  const upTo = async (most: number): Promise<Decompressed> => {
    const maxOutputLength = most - body.length;
    if (maxOutputLength < 1) return 'too-large';
    return decompressor(body, { maxOutputLength }).catch((error: unknown) =>
      error instanceof RangeError ? 'too-large' : 'encoding',
    );
  };
  // Most bodies, decompressed, fit into the place that they have already (body-memory.ts). Only the others wait for the turn.
  const plain = await upTo(Math.min(lease.placeBytes, maxBodyBytes));
  if (plain !== 'too-large' || lease.placeBytes >= maxBodyBytes) return plain;
  await lease.reserve(maxBodyBytes);
  return upTo(maxBodyBytes);
}

const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(bytes: Uint8Array): DecodedBody {
  try {
    // Reject invalid UTF-8: a replacement character would show up as a difference, and could be written back to a contact.
    const text = STRICT_UTF8.decode(bytes);
    return { ok: true, body: text.trim() === '' ? undefined : JSON.parse(text) };
  } catch {
    return { ok: false, reason: 'not-json', plain: bytes };
  }
}
