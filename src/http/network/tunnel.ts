// Connects to an origin through a proxy: asks the proxy for a tunnel (CONNECT) and speaks TLS with the origin through it. Enters:
// a proxy. Leaves: connections for a pool, or an error with a code of its own. undici's ProxyAgent is not used: if a proxy hangs
// up, it tries again endlessly and without a pause, because its pool takes that error for the end of an idle connection.

import type { SecureContext } from 'node:tls';
import { buildConnector, Pool } from 'undici';
import type { HttpProxy } from './proxy.ts';

/** Settings of the connections to the proxy and, through the tunnel, to the origin. */
export interface TunnelOptions {
  /** Longest time for each of these: connecting to the proxy, its answer, and the TLS handshake; in milliseconds. */
  readonly timeout: number;
  readonly rejectUnauthorized: boolean;
  readonly secureContext?: SecureContext;
}

/** Makes connections through one proxy. */
export interface Tunnels {
  readonly connect: buildConnector.connector;
  close(): Promise<void>;
}

/** Error code: the proxy refused with a status other than 2xx, which is in the error's `proxyStatus`. */
const PROXY_REFUSED = 'ROLLCALL_PROXY_REFUSED';
/** Error code: the proxy closed the connection instead of answering. */
export const PROXY_HUNG_UP = 'ROLLCALL_PROXY_HUNG_UP';

/** The error of a tunnel that the proxy did not open. */
interface TunnelError extends Error {
  readonly code: string;
  readonly proxyStatus?: number;
}

/** Prepares tunnels through a proxy; connects when the first is needed. */
export function openTunnels(proxy: HttpProxy, options: TunnelOptions): Tunnels {
  const connect = buildConnector({ ...options });
  const pool = new Pool(proxy.url, {
    // Check the proxy's certificate for the proxy's own name. undici would check it for the host that CONNECT asks for.
    connect: (target, callback) => connect({ ...target, servername: '' }, callback),
    headersTimeout: options.timeout,
  });
  const open = oneRefusal((target: buildConnector.Options) => openTunnel(pool, proxy, target));
  return {
    connect: (target, callback) => {
      open(target).then(
        (httpSocket) => connect({ ...target, httpSocket }, callback),
        (error) => callback(error, null),
      );
    },
    close: () => pool.close(),
  };
}

/**
 * Opens the first tunnel alone, and others only after it was opened or has failed. If the proxy refuses the first one for good
 * (4xx), all others fail without asking the proxy: sixteen connections at once with a wrong password could lock a user out.
 */
function oneRefusal<Target, Socket>(open: (target: Target) => Promise<Socket>): (target: Target) => Promise<Socket> {
  let first: Promise<unknown> | undefined;
  let refusal: TunnelError | undefined;
  return (target) => {
    if (first === undefined) {
      const opened = open(target);
      first = opened.catch((error) => {
        if (isFinalRefusal(error.proxyStatus)) refusal = error;
      });
      return opened;
    }
    return first.then(() => {
      if (refusal !== undefined) throw refusal;
      return open(target);
    });
  };
}

/** True for a status that the proxy would answer with again, however often it is asked (4xx). */
export function isFinalRefusal(proxyStatus: number | undefined): boolean {
  return proxyStatus !== undefined && proxyStatus >= 400 && proxyStatus < 500;
}

async function openTunnel(
  pool: Pool,
  proxy: HttpProxy,
  { host = '', port }: buildConnector.Options,
): Promise<NonNullable<buildConnector.Options['httpSocket']>> {
  const path = port === '' ? `${host}:443` : host;
  const { statusCode, socket } = await pool
    .connect({ path, headers: { host: path, ...authorization(proxy) } })
    .catch((error) => {
      throw error.code === 'UND_ERR_SOCKET' ? tunnelError(PROXY_HUNG_UP) : error;
    });
  if (statusCode >= 200 && statusCode < 300) return socket as NonNullable<buildConnector.Options['httpSocket']>;
  socket.on('error', () => {}).destroy();
  throw tunnelError(PROXY_REFUSED, statusCode);
}

function authorization({ credentials }: HttpProxy): Readonly<Record<string, string>> {
  if (credentials === undefined) return {};
  const { user, password } = credentials;
  return { 'proxy-authorization': `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

function tunnelError(code: string, proxyStatus?: number): TunnelError {
  return Object.assign(new Error(code), { code, ...(proxyStatus === undefined ? {} : { proxyStatus }) });
}

/** Returns the status with which a proxy refused to open a tunnel; undefined for any other error. */
export function proxyStatusOf(error: Error): number | undefined {
  return 'code' in error && error.code === PROXY_REFUSED ? (error as TunnelError).proxyStatus : undefined;
}
