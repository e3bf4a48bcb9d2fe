// Why no usable response came, in our kinds and in words that say what to do. Vendors' words and bodies never enter.

import type { HttpFailureKind } from '../request.ts';
import { ABORTED, type Broken, TOO_LARGE } from './transfer.ts';

export interface Failure {
  readonly kind: HttpFailureKind;
  /** What happened and what to do, to be read after `shop: GET /api/contacts: `. */
  readonly text: string;
  /** A stranger's text that belongs to it. */
  readonly quoted?: string;
  readonly maybeSent: boolean;
  readonly status?: number;
}

/** @param host of the base URL, with the port */
export function failureOf(broken: Broken, host: string): Failure {
  const failure = { maybeSent: broken.sent, ...(broken.status !== undefined && { status: broken.status }) };
  switch (broken.code) {
    case ABORTED:
    case 'UND_ERR_CLOSED':
    case 'UND_ERR_DESTROYED':
      return { ...failure, kind: 'aborted', text: 'stopped before the answer came' };
    case TOO_LARGE:
    case 'UND_ERR_HEADERS_OVERFLOW':
      return { ...failure, kind: 'too-large', text: 'the answer is larger than accepted — is the base URL right?' };
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
    case 'ETIMEDOUT':
      return { ...failure, kind: 'timeout', text: timeoutText(broken, host) };
  }
  if (!broken.sent) return { ...failure, kind: 'refused', text: refusedText(broken.code, host) };
  if (broken.code.startsWith('HPE_') || broken.code === 'HTTPParserError')
    return { ...failure, kind: 'malformed', text: `${host} did not answer with HTTP — is the base URL right?` };
  return { ...failure, kind: 'reset', text: `the connection to ${host} broke (${broken.code})` };
}

function timeoutText(broken: Broken, host: string): string {
  if (!broken.sent) return `no connection to ${host} in time — check the base URL and the network`;
  return `no ${broken.status === undefined ? '' : 'complete '}answer from ${host} in time`;
}

function refusedText(code: string, host: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `connection to ${host} refused — is the base URL right, and does the server run?`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${host} does not resolve — check the base URL and the network`;
  }
  if (/CERT|SSL|TLS|SELF_SIGNED|ISSUER/.test(code))
    return `the certificate of ${host} was not accepted (${code}) — check the base URL, or a proxy in between`;
  return `no connection to ${host} (${code}) — check the base URL and the network`;
}

const UNREADABLE = {
  cut: 'but the answer ended before it was complete',
  encoding: 'with an answer in an encoding that cannot be read',
  'not-json': 'with something that is not JSON',
} as const;

/** A 2xx answer whose body cannot be used. */
export function unreadable(
  status: number,
  why: keyof typeof UNREADABLE | 'too-large',
  contentType: string | undefined,
): Failure {
  if (why === 'too-large')
    return {
      kind: 'too-large',
      status,
      maybeSent: true,
      text: 'the answer is larger than accepted — is the base URL right?',
    };
  const [type = ''] = (contentType ?? '').split(';');
  // A stranger's text: only what looks like a media type is repeated.
  const isShown = why === 'not-json' && /^[\w.+-]{1,40}\/[\w.+-]{1,40}$/.test(type) && !type.includes('json');
  const advice = why === 'cut' ? '' : ' — is the base URL right?';
  const text = `answered ${status} ${UNREADABLE[why]}${advice}`;
  return { kind: 'malformed', status, maybeSent: true, text, ...(isShown ? { quoted: type } : {}) };
}

export function redirected(status: number, location: string | undefined): Failure {
  const isKnown = location !== undefined && URL.canParse(location);
  const text = `answered ${status}, a redirect, which is not followed with credentials — correct the base URL`;
  const quoted = isKnown ? { quoted: `to ${new URL(location).host}` } : {};
  return { kind: 'redirect', status, maybeSent: true, text, ...quoted };
}
