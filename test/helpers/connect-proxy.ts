// A proxy that opens tunnels (CONNECT), as a company's proxy does, and the server behind it. Whatever host is asked for, the tunnel
// leads to a server of this machine: only the proxy can reach it by that name.

import { createServer, type IncomingMessage, request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface ConnectProxy {
  /** Without credentials. */
  readonly host: string;
  /** What was asked for: `api.example.com:443`. */
  readonly tunnels: string[];
  /** The values of Proxy-Authorization, as text; undefined for a request without one. */
  readonly credentials: (string | undefined)[];
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** The port that every tunnel leads to. */
  readonly to: number;
  /** What the proxy answers: 200 opens the tunnel, 0 nothing. */
  readonly status?: (credentials: string | undefined) => number;
  /** Makes it a proxy that is itself reached through TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export async function openConnectProxy({ to, status = () => 200, tls }: ProxyOptions): Promise<ConnectProxy> {
  const tunnels: string[] = [];
  const credentials: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const server = tls === undefined ? createServer() : createTlsServer(tls);
  server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => sockets.add(socket));
  server.on('connect', (asked: IncomingMessage, client: Socket) => {
    const basic = /^Basic (.*)$/.exec(asked.headers['proxy-authorization'] ?? '')?.[1];
    const given = basic === undefined ? undefined : Buffer.from(basic, 'base64').toString();
    tunnels.push(asked.url ?? '');
    credentials.push(given);
    const answer = status(given);
    client.on('error', () => {});
    if (answer === 0) return;
    if (answer !== 200) {
      client.end(`HTTP/1.1 ${answer} Refused\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const target = connect(to, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connected\r\n\r\n');
      client.pipe(target).pipe(client);
    });
    target.on('error', () => client.destroy());
    sockets.add(target);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    credentials,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A TLS server in front of an HTTP server, as a vendor's is. */
export async function openTlsFront(
  tls: { readonly key: string; readonly cert: string },
  behind: string,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const { port: to } = new URL(behind);
  const server = createTlsServer(tls, (asked, response) => {
    const { method, url: path, headers } = asked;
    const onward = request({
      host: '127.0.0.1',
      port: to,
      method,
      path,
      headers: { ...headers, host: `127.0.0.1:${to}` },
    });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
