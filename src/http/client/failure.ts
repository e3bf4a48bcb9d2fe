// Maps network errors and unusable responses to a Failure: a kind, and a sentence that says what happened and what to do. The
// sentence never repeats text from a response, except a host name or media type that was checked.

import type { HttpProxy } from '../network/proxy.ts';
import type { Way } from '../network/route.ts';
import { isFinalRefusal } from '../network/tunnel.ts';
import type { HttpFailureKind } from '../request.ts';
import { ABORTED, ANSWER_TIMEOUT, TIME_LIMIT_REACHED, TOO_LARGE, type TransferFailure } from './transfer.ts';
import { connectTimeoutText, proxyRefusedText, refusedText, unusableProxyText } from './unconnected.ts';

/** The reason why an attempt has no usable response. */
export interface Failure {
  readonly kind: HttpFailureKind;
  /** What happened and what to do. In the error message it follows a prefix such as `shop: GET /api/contacts: `. */
  readonly text: string;
  /** Untrusted text from the response that the message quotes: the host of a redirect, or a media type. */
  readonly quoted?: string;
  /** True if the vendor may have carried out the request. */
  readonly maybeSent: boolean;
  readonly status?: number;
  /** True if another attempt would end the same way. */
  readonly isFinal?: boolean;
}

/**
 * Classifies a failed transfer by the error code of Node or undici. The text of the failure also depends on whether the host is
 * reached through a proxy.
 */
export function failureOf(error: TransferFailure, way: Way): Failure {
  const { host, choice } = way;
  const failure = { maybeSent: error.sent, ...(error.status !== undefined && { status: error.status }) };
  if (error.proxyStatus !== undefined && choice.kind === 'proxy')
    return proxyFailure(error.proxyStatus, way, choice.proxy);
  switch (error.code) {
    case ABORTED:
    case 'UND_ERR_CLOSED':
    case 'UND_ERR_DESTROYED':
      return { ...failure, kind: 'aborted', text: 'stopped before the response arrived' };
    case TIME_LIMIT_REACHED:
      return { ...failure, kind: 'time-limit', text: 'the time limit was reached before the response arrived' };
    case TOO_LARGE:
    case 'UND_ERR_HEADERS_OVERFLOW':
      return { ...failure, kind: 'too-large', text: 'the response is too large — is the base URL right?' };
    case ANSWER_TIMEOUT:
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
    case 'ETIMEDOUT':
      return { ...failure, kind: 'timeout', text: error.sent ? timeoutText(error, host) : connectTimeoutText(way) };
  }
  if (!error.sent) return { ...failure, kind: 'refused', text: refusedText(error.code, way) };
  if (error.code.startsWith('HPE_') || error.code === 'HTTPParserError')
    return { ...failure, kind: 'malformed', text: `${host} did not answer with HTTP — is the base URL right?` };
  return { ...failure, kind: 'reset', text: `the connection to ${host} broke (${error.code})` };
}

/** Builds the failure for a variable that does not name a proxy. */
export function unusableProxyFailure(variable: string): Failure {
  return { kind: 'refused', isFinal: true, maybeSent: false, text: unusableProxyText(variable) };
}

/**
 * Builds the failure for a proxy that did not connect to the host. A 4xx is final: the proxy would refuse again, and repeated
 * wrong passwords may lock the user out.
 */
function proxyFailure(status: number, way: Way, proxy: HttpProxy): Failure {
  const text = proxyRefusedText(status, way, proxy);
  return { kind: 'refused', isFinal: isFinalRefusal(status), maybeSent: false, text };
}

function timeoutText(error: TransferFailure, host: string): string {
  return `no ${error.status === undefined ? '' : 'complete '}response from ${host} in time`;
}

const UNREADABLE = {
  truncated: 'but the response was cut short',
  encoding: 'with a content encoding that is not supported',
  'not-json': 'with a body that is not JSON',
} as const;

/** Builds the failure for a 2xx response whose body cannot be read. */
export function unreadableFailure(
  status: number,
  reason: keyof typeof UNREADABLE | 'too-large',
  contentType: string | undefined,
): Failure {
  if (reason === 'too-large')
    return {
      kind: 'too-large',
      status,
      maybeSent: true,
      text: 'the response is too large — is the base URL right?',
    };
  const [type = ''] = (contentType ?? '').split(';');
  // The header is untrusted text: repeat it only if it looks like a media type.
  const isShown = reason === 'not-json' && /^[\w.+-]{1,40}\/[\w.+-]{1,40}$/.test(type) && !type.includes('json');
  const advice = reason === 'truncated' ? '' : ' — is the base URL right?';
  const text = `answered ${status} ${UNREADABLE[reason]}${advice}`;
  return { kind: 'malformed', status, maybeSent: true, text, ...(isShown ? { quoted: type } : {}) };
}

/** Builds the failure for a 3xx. Redirects are not followed, because the credentials would be sent to another address. */
export function redirectFailure(status: number, location: string | undefined): Failure {
  const isKnown = location !== undefined && URL.canParse(location);
  const text = `answered ${status}, a redirect; credentials are not sent there — correct the base URL`;
  const quoted = isKnown ? { quoted: `to ${new URL(location).host}` } : {};
  return { kind: 'redirect', status, maybeSent: true, text, ...quoted };
}
