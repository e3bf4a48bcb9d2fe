// Sentences for requests that were not sent, because there is no connection: what happened and, where it may help, the environment
// variable to look at. A proxy's address is shown without its credentials.

import type { AuthorityVariable } from '../network/certificates.ts';
import type { HttpProxy } from '../network/proxy.ts';
import type { Way } from '../network/route.ts';
import { PROXY_HUNG_UP } from '../network/tunnel.ts';

/** The sentence for a request that was not sent, because the variable does not name a proxy. */
export function unusableProxyText(variable: string): string {
  return `${variable} is not the address of a proxy — write it as http://HOST:PORT, and percent-encode special characters of a password`;
}

/** The sentence for a status with which the proxy refused to connect to the host. */
export function proxyRefusedText(status: number, { host }: Way, proxy: HttpProxy): string {
  const by = `the proxy ${nameOf(proxy)}`;
  if (status !== 407) {
    return `${by} did not connect to ${host} (status ${status}) — ask whoever runs it to allow ${host}, or exclude the host with NO_PROXY`;
  }
  return proxy.credentials === undefined
    ? `${by} demands a user and a password (status 407) — write them into ${proxy.variable} as http://USER:PASSWORD@${proxy.host}`
    : `${by} did not accept the user and the password in ${proxy.variable} (status 407) — special characters in them must be percent-encoded`;
}

/** The sentence for a connection that was not established in time. */
export function connectTimeoutText({ host, choice }: Way): string {
  if (choice.kind !== 'proxy') {
    return `connecting to ${host} timed out — check the base URL and the network${proxyAdvice(choice)}`;
  }
  return `connecting to ${host} through the proxy ${nameOf(choice.proxy)} timed out — check ${choice.proxy.variable} and the network`;
}

/** The sentence for a connection that could not be established. `code` is the error code of Node or undici. */
export function refusedText(code: string, way: Way): string {
  if (isCertificateError(code)) return certificateText(code, way);
  return way.choice.kind === 'proxy' ? proxyText(code, way.choice.proxy) : directText(code, way);
}

function directText(code: string, { host, choice }: Way): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `connection to ${host} refused — is the base URL right, and is the server running?${proxyAdvice(choice)}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${host} does not resolve — check the base URL and the network${proxyAdvice(choice, true)}`;
  }
  return `cannot connect to ${host} (${code}) — check the base URL and the network${proxyAdvice(choice)}`;
}

function proxyText(code: string, proxy: HttpProxy): string {
  const { variable, host } = proxy;
  switch (code) {
    case 'ECONNREFUSED':
      return `the proxy ${nameOf(proxy)} refused the connection — is ${variable} right, and is the proxy running?`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name of the proxy ${host} does not resolve — check ${variable} and the network`;
    case PROXY_HUNG_UP:
      return `the proxy ${nameOf(proxy)} closed the connection without an answer — is ${variable} right, https:// instead of http://?`;
  }
  return `cannot connect through the proxy ${nameOf(proxy)} (${code}) — check ${variable} and the network`;
}

/** Names a proxy in a message: `proxy.example.com:3128 (HTTPS_PROXY)`. */
function nameOf({ host, variable }: HttpProxy): string {
  return `${host} (${variable})`;
}

/**
 * Returns advice for an error at a host that is reached without a proxy.
 *
 * @param isUsual whether a network that allows connections only through a proxy is a usual cause of the error
 */
function proxyAdvice(choice: Way['choice'], isUsual = false): string {
  if (choice.kind === 'excepted') return `; ${choice.exception} excludes it from the proxy in ${choice.variable}`;
  return isUsual ? '; if this network needs a proxy, set HTTPS_PROXY' : '';
}

function isCertificateError(code: string): boolean {
  return UNKNOWN_AUTHORITY.includes(code) || /CERT|SSL|TLS/.test(code);
}

/**
 * Error codes for an unknown certificate authority. It is usually the company's own, of a proxy or firewall that reads the
 * traffic.
 */
const UNKNOWN_AUTHORITY: readonly string[] = [
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
];

function certificateText(code: string, { host, authorities, choice }: Way): string {
  const what = `the certificate of ${host}${wayText(choice)} was not accepted (${code})`;
  if (!UNKNOWN_AUTHORITY.includes(code)) return `${what} — check the base URL, and any proxy in between`;
  const unused = authorities.find(({ problem }) => problem !== undefined);
  if (unused !== undefined) return `${what} — ${unusedText(unused)}`;
  const set = authorities.map(({ name }) => name).join(' and ');
  return set === ''
    ? `${what} — if a proxy or firewall here has its own certificate authority, name its PEM file in SSL_CERT_FILE`
    : `${what} — the certificates that ${set} names do not include its authority`;
}

function unusedText({ name, problem = '' }: AuthorityVariable): string {
  return `what ${name} names cannot be used (${problem})`;
}

/**
 * Returns words about the proxy for an error about a certificate. If the proxy itself is reached through TLS, the certificate may
 * be the proxy's.
 */
function wayText(choice: Way['choice']): string {
  if (choice.kind !== 'proxy') return '';
  const proxy = `the proxy ${nameOf(choice.proxy)}`;
  return choice.proxy.url.startsWith('https:') ? ` or of ${proxy}` : `, reached through ${proxy},`;
}
