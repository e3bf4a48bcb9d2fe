// Checks base URLs. Credentials are sent to the base URL, and a pull request can change it. So only three kinds are accepted: the
// vendor's own origin, this machine, and hosts that are allowed outside the manifests.

import { isLoopback } from '../../http/network/loopback.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import type { Item } from '../syntax/item.ts';

/** Hosts that a base URL may name in addition to the vendor's own and this machine. */
export interface HostPolicy {
  /** Host names, each with or without a port. */
  readonly allowedHosts: readonly string[];
  /** Accepts every host, because all requests go to the sandbox instead. */
  readonly sandbox: boolean;
}

/** The base URL to use, and the mistakes in what the manifest declares. */
export interface CheckedUrl {
  /** Without a trailing slash. */
  readonly url: string;
  readonly problems: readonly Problem[];
}

/**
 * Checks a declared base URL.
 *
 * @param origin the vendor's own base URL, returned if the manifest declares none, or one that is no http or https URL
 */
export function checkBaseUrl(written: string | undefined, origin: string, policy: HostPolicy, item: Item): CheckedUrl {
  if (written === undefined) return { url: origin, problems: [] };
  const place = placeOf(item, ['baseUrl']);
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url === undefined || !['https:', 'http:'].includes(url.protocol)) {
    return {
      url: origin,
      problems: [problem(place, 'invalid-url', { what: 'address', origin })],
    };
  }
  const problems: Problem[] = [];
  if (url.username !== '' || url.password !== '') {
    problems.push(problem(place, 'invalid-url', { what: 'credentials' }));
  }
  if (/[?#]/.test(written)) {
    problems.push(problem(place, 'invalid-url', { what: 'query' }));
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    problems.push(problem(place, 'invalid-url', { what: 'http' }));
  }
  if (!policy.sandbox && !isAllowed(url, origin, policy.allowedHosts)) {
    problems.push(problem(place, 'host-not-allowed', { host: url.host, origin }));
  }
  return { url: `${url.origin}${url.pathname}`.replace(/\/+$/, ''), problems };
}

/** The parts of a URL that decide where a request goes. */
interface Address {
  readonly origin: string;
  readonly host: string;
  readonly hostname: string;
}

/**
 * True if credentials may be sent to an address: it is the vendor's own, on this machine, or its host is allowed outside the
 * manifests.
 *
 * @param origin the vendor's own base URL
 */
export function isAllowed(url: Address, origin: string, allowedHosts: readonly string[]): boolean {
  if (url.origin === origin || isLoopback(url)) return true;
  return allowedHosts.some((host) => host.toLowerCase() === url.host || host.toLowerCase() === url.hostname);
}
