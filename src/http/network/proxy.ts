// Decides through which proxy a connection leads. Enters: a URL and the environment variables of the process. Leaves: the proxy,
// and the variable that named it. Pure.
//
//   HTTPS_PROXY    the proxy for https connections; if it is not set, HTTP_PROXY. Vendors are reached by https only
//   NO_PROXY       hosts that are reached without the proxy: names with their subdomains, each with an optional port; * for all
//
// As in curl and undici, the lower-case spelling of a variable takes precedence. This machine is never reached through a proxy.

import type { NetworkEnvironment } from './environment.ts';
import { isLoopback } from './loopback.ts';

/** A proxy, as an environment variable names it. */
export interface HttpProxy {
  /** The variable's name as it is spelled in the environment. */
  readonly variable: string;
  /** Scheme, host and port, without credentials. */
  readonly url: string;
  /** Host with its port, for messages. */
  readonly host: string;
  /** User and password, percent-decoded. */
  readonly credentials?: { readonly user: string; readonly password: string };
}

/** How to reach a host. */
export type ProxyChoice =
  | { readonly kind: 'direct' }
  /** There is a proxy (`variable`), but `exception` lists the host. */
  | { readonly kind: 'excepted'; readonly variable: string; readonly exception: string }
  | { readonly kind: 'proxy'; readonly proxy: HttpProxy }
  /** The variable's value is not the URL of a proxy. */
  | { readonly kind: 'unusable'; readonly variable: string };

/** Decides how to reach the host of a URL. */
export function chooseProxy(url: URL, environment: NetworkEnvironment): ProxyChoice {
  if (url.protocol !== 'https:' || isLoopback(url)) return { kind: 'direct' };
  const named = variableIn(environment, 'https_proxy') ?? variableIn(environment, 'http_proxy');
  if (named === undefined) return { kind: 'direct' };
  const exceptions = variableIn(environment, 'no_proxy');
  if (exceptions !== undefined && isListed(url, exceptions.value)) {
    return { kind: 'excepted', variable: named.name, exception: exceptions.name };
  }
  const proxy = parseProxy(named.value);
  if (proxy === undefined) return { kind: 'unusable', variable: named.name };
  return { kind: 'proxy', proxy: { variable: named.name, ...proxy } };
}

/**
 * Returns the secrets in the variables that name proxies: each password as it is written and decoded, alone and as
 * `user:password`.
 *
 * @returns empty if no proxy has a password
 */
export function proxySecrets(environment: NetworkEnvironment): readonly string[] {
  return ['https_proxy', 'http_proxy'].flatMap((name) =>
    [environment[name], environment[name.toUpperCase()]].flatMap((value = '') => {
      const written = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/@]*):([^/]*)@/i.exec(value.trim());
      const [, user = '', password = ''] = written ?? [];
      if (password === '') return [];
      const plain = { user: decode(user), password: decode(password) };
      return [password, `${user}:${password}`, plain.password, `${plain.user}:${plain.password}`];
    }),
  );
}

/**
 * Finds a variable that is set and not empty by its lower-case name. The lower-case spelling takes precedence over the upper-case
 * one.
 */
function variableIn(
  environment: NetworkEnvironment,
  lowerCase: string,
): { readonly name: string; readonly value: string } | undefined {
  for (const name of [lowerCase, lowerCase.toUpperCase()]) {
    const value = environment[name]?.trim() ?? '';
    if (value !== '') return { name, value };
  }
  return undefined;
}

/** Parses `http://user:password@host:port`. The scheme may be missing, as in curl. */
function parseProxy(value: string): Omit<HttpProxy, 'variable'> | undefined {
  const written = value.includes('://') ? value : `http://${value}`;
  if (!URL.canParse(written)) return undefined;
  const { protocol, host, username, password } = new URL(written);
  if ((protocol !== 'http:' && protocol !== 'https:') || host === '') return undefined;
  const credentials = { user: decode(username), password: decode(password) };
  return { url: `${protocol}//${host}`, host, ...(username === '' && password === '' ? {} : { credentials }) };
}

/** Percent-decodes a part of a URL; text that is not percent-encoded correctly stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isListed(url: URL, list: string): boolean {
  const host = withoutBrackets(url.hostname);
  const port = url.port === '' ? '443' : url.port;
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    const { name, port: only } = parseException(entry);
    if (name === '' || (only !== undefined && only !== port)) return false;
    return host === name || host.endsWith(`.${name}`);
  });
}

/** Parses `example.com`, `.example.com`, `*.example.com`, `example.com:8443`, `[2001:db8::1]:8443` or `2001:db8::1`. */
function parseException(entry: string): { readonly name: string; readonly port: string | undefined } {
  const [, host = entry, port] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  return { name: withoutBrackets(host.replace(/^\*?\./, '').toLowerCase()), port };
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
