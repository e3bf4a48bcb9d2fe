// Opens connections to one origin: a pool, through the proxy that the environment names. Enters: an origin and environment
// variables. Leaves: the pool, and what error messages say about how the origin is reached.

import { Pool } from 'undici';
import { type Authorities, type AuthorityVariable, readAuthorities } from './certificates.ts';
import type { NetworkEnvironment } from './environment.ts';
import { chooseProxy, type ProxyChoice } from './proxy.ts';
import { openTunnels } from './tunnel.ts';

/** Settings of the connections to an origin. Durations are in milliseconds. */
export interface RouteOptions {
  readonly connections: number;
  readonly connectMs: number;
  readonly headersMs: number;
  readonly bodyMs: number;
}

/** How a host is reached, for error messages. */
export interface Way {
  /** The origin's host with its port. */
  readonly host: string;
  /** Whether and why the host is reached through a proxy. */
  readonly choice: UsableChoice;
  /** The variables that name certificate authorities. */
  readonly authorities: readonly AuthorityVariable[];
}

type UsableChoice = Exclude<ProxyChoice, { readonly kind: 'unusable' }>;

/** An open pool and how it reaches the origin, or the variable whose value is not the URL of a proxy. */
type Route =
  | (OpenPool & { readonly way: Way })
  | { readonly pool?: never; readonly unusable: string; close(): Promise<void> };

interface OpenPool {
  readonly pool: Pool;
  /** Waits for open requests, and closes the connections. */
  close(): Promise<void>;
  /** Closes the connections at once. */
  destroy(): Promise<void>;
}

/** A route that is opened by its first use, so that commands that send nothing read no certificate files. */
export interface LazyRoute {
  open(): Route;
  close(): Promise<void>;
}

/** Prepares the connections to an origin. */
export function lazyRoute(url: URL, environment: NetworkEnvironment, options: RouteOptions): LazyRoute {
  let opened: Route | undefined;
  return {
    open() {
      opened ??= openRoute(url, environment, options);
      return opened;
    },
    close: async () => opened?.close(),
  };
}

function openRoute(url: URL, environment: NetworkEnvironment, options: RouteOptions): Route {
  const choice = chooseProxy(url, environment);
  if (choice.kind === 'unusable') return { unusable: choice.variable, close: async () => {} };
  const authorities: Authorities =
    url.protocol === 'https:' ? readAuthorities(environment) : { context: undefined, variables: [] };
  return {
    ...openPool(url.origin, choice, authorities, options),
    way: { host: url.host, choice, authorities: authorities.variables },
  };
}

function openPool(
  origin: string,
  choice: UsableChoice,
  { context }: Authorities,
  { connections, connectMs, headersMs, bodyMs }: RouteOptions,
): OpenPool {
  const options = {
    timeout: connectMs,
    // Verify certificates even if NODE_TLS_REJECT_UNAUTHORIZED tells Node not to: a vendor's key must not be sent to whatever
    // server answers.
    rejectUnauthorized: true,
    ...(context === undefined ? {} : { secureContext: context }),
  };
  const tunnels = choice.kind === 'proxy' ? openTunnels(choice.proxy, options) : undefined;
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    headersTimeout: headersMs,
    bodyTimeout: bodyMs,
    connect: tunnels?.connect ?? options,
  });
  return {
    pool,
    async close() {
      await pool.close();
      await tunnels?.close();
    },
    async destroy() {
      await pool.destroy();
      await tunnels?.close();
    },
  };
}
