// Real requests through a real proxy to a real TLS server, whose certificate only the test's own authority vouches for.

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ConnectOptions, connect } from '../../../src/http/index.ts';
import { fetchAndRead } from '../../../src/http/network/fetch.ts';
import { type Connection, HttpError } from '../../../src/http/request.ts';
import { type Authority, createAuthority } from '../../helpers/certificates.ts';
import { type ConnectProxy, openConnectProxy, openTlsFront, type ProxyOptions } from '../../helpers/connect-proxy.ts';
import { json, serve, type TestServer } from '../server.ts';

const VENDOR = 'api.vendor.example';
const PASSWORD = 'p@ss:w/rd';
const get = { method: 'GET', path: '/api/contacts', query: [] } as const;

let authority: Authority;
let vendor: TestServer;
let front: Awaited<ReturnType<typeof openTlsFront>>;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  authority = createAuthority();
  vendor = await serve((_, response) => json(response, 200, { ok: true }));
  front = await openTlsFront(authority.certify(VENDOR), vendor.url);
});
afterEach(async () => {
  for (const closable of open.splice(0).reverse()) await closable.close();
});
afterAll(async () => {
  await front.close();
  await vendor.close();
  await authority.remove();
});

async function proxied(options: Partial<ProxyOptions> = {}): Promise<ConnectProxy> {
  const proxy = await openConnectProxy({ to: front.port, ...options });
  open.push(proxy);
  return proxy;
}

function connected(network: ConnectOptions['network'], options: Partial<ConnectOptions> = {}): Connection {
  const headers = { 'x-api-key': 'key-0123456789' };
  const baseUrl = `https://${VENDOR}`;
  const connection = connect({
    baseUrl,
    label: 'shop',
    headers,
    retry: { baseMs: 1 },
    ...options,
    ...(network && { network }),
  });
  open.push(connection);
  return connection;
}

const ask = (connection: Connection) => connection.send(get, { budgets: [], repeat: 'idempotent' });

/** The error of a request, which shows the password in no spelling. */
async function failure(network: Record<string, string>, options: Partial<ConnectOptions> = {}): Promise<HttpError> {
  const error: unknown = await ask(connected(network, options)).catch((thrown: unknown) => thrown);
  if (!(error instanceof HttpError)) throw new Error(`no HttpError: ${inspect(error)}`);
  const everything = inspect(error, { depth: 20, showHidden: true });
  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), 'jane']) expect(everything).not.toContain(secret);
  return error;
}

describe('a request takes the way that the environment names', () => {
  test('through the proxy, which sees the host and never the request', async () => {
    const proxy = await proxied();
    const network = { HTTPS_PROXY: `http://${proxy.host}`, SSL_CERT_FILE: authority.file };
    expect((await ask(connected(network))).body).toEqual({ ok: true });
    expect(proxy.tunnels).toEqual([`${VENDOR}:443`]);
    expect(proxy.credentials).toEqual([undefined]);
    expect(vendor.received.at(-1)).toMatchObject({ url: '/api/contacts', headers: { 'x-api-key': 'key-0123456789' } });
    expect(vendor.received.at(-1)?.headers).not.toHaveProperty('proxy-authorization');
  });

  test('through one tunnel for requests that follow each other', async () => {
    const proxy = await proxied();
    const connection = connected({ HTTPS_PROXY: proxy.host, SSL_CERT_FILE: authority.file });
    for (let count = 0; count < 3; count += 1) await ask(connection);
    expect(proxy.tunnels).toHaveLength(1);
  });

  test('with the user and the password, decoded', async () => {
    const proxy = await proxied({ status: (given) => (given === `jane:${PASSWORD}` ? 200 : 407) });
    const HTTPS_PROXY = `http://jane:${encodeURIComponent(PASSWORD)}@${proxy.host}`;
    expect((await ask(connected({ HTTPS_PROXY, SSL_CERT_FILE: authority.file }))).status).toBe(200);
  });

  test('with a user who has no password', async () => {
    const proxy = await proxied();
    await ask(connected({ HTTPS_PROXY: `http://jane@${proxy.host}`, SSL_CERT_FILE: authority.file }));
    expect(proxy.credentials).toEqual(['jane:']);
  });

  test('through a proxy that is itself reached through TLS', async () => {
    const proxy = await proxied({ tls: authority.certify('127.0.0.1') });
    const network = { HTTPS_PROXY: `https://${proxy.host}`, SSL_CERT_FILE: authority.file };
    expect((await ask(connected(network))).status).toBe(200);
  });

  test('never through the proxy to this machine', async () => {
    const proxy = await proxied();
    const network = { HTTPS_PROXY: `http://${proxy.host}`, HTTP_PROXY: `http://${proxy.host}` };
    expect((await ask(connected(network, { baseUrl: vendor.url }))).status).toBe(200);
    expect(proxy.tunnels).toEqual([]);
  });
});

describe('certificates', () => {
  test('those that a variable names are trusted in addition to Node’s own', async () => {
    const directory = join(authority.directory, 'hashed');
    mkdirSync(directory);
    copyFileSync(authority.file, join(directory, authority.hash()));
    const proxy = await proxied();
    for (const named of [
      { SSL_CERT_FILE: authority.file },
      { SSL_CERT_DIR: directory },
      { NODE_EXTRA_CA_CERTS: authority.file },
      { SSL_CERT_FILE: '/nowhere.pem', NODE_EXTRA_CA_CERTS: authority.file },
    ]) {
      expect((await ask(connected({ HTTPS_PROXY: proxy.host, ...named }))).status, JSON.stringify(named)).toBe(200);
    }
  });

  test('an authority that nobody named is not trusted, and the error names the variable', async () => {
    const proxy = await proxied();
    const { message, maybeSent } = await failure({ HTTPS_PROXY: proxy.host });
    expect(maybeSent).toBe(false);
    expect(message).toContain(
      `the certificate of ${VENDOR}, reached through the proxy ${proxy.host} (HTTPS_PROXY), was not accepted (`,
    );
    expect(message).toContain(
      '— if a proxy or firewall here has its own certificate authority, name its PEM file in SSL_CERT_FILE',
    );
  });

  test('no variable of Node turns the check off', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const proxy = await proxied();
    const [through, direct] = await Promise.all([
      failure({ HTTPS_PROXY: proxy.host }),
      failure({}, { baseUrl: `https://127.0.0.1:${front.port}` }),
    ]);
    vi.unstubAllEnvs();
    for (const { message } of [through, direct]) expect(message).toContain('was not accepted (UNABLE_TO_');
    expect(proxy.tunnels).not.toEqual([]);
  });

  test('without a proxy, the error names the variable as well', async () => {
    const error = await failure({}, { baseUrl: `https://127.0.0.1:${front.port}` });
    expect(error.message).toMatch(
      /the certificate of 127\.0\.0\.1:\d+ was not accepted \(UNABLE_TO_\w+\) — if a proxy/,
    );
  });

  test('a file that is missing or holds no certificate is named with what is wrong', async () => {
    const proxy = await proxied();
    const empty = join(authority.directory, 'empty.pem');
    writeFileSync(empty, 'not a certificate');
    const missing = await failure({ HTTPS_PROXY: proxy.host, SSL_CERT_FILE: '/nowhere/ca.pem' });
    expect(missing.message).toContain('— what SSL_CERT_FILE names cannot be used (ENOENT)');
    const none = await failure({ HTTPS_PROXY: proxy.host, NODE_EXTRA_CA_CERTS: empty });
    expect(none.message).toContain('— what NODE_EXTRA_CA_CERTS names cannot be used (no PEM certificate)');
  });

  test('a file with another authority is named', async () => {
    const other = createAuthority();
    open.push({ close: () => other.remove() });
    const proxy = await proxied();
    const error = await failure({ HTTPS_PROXY: proxy.host, SSL_CERT_FILE: other.file });
    expect(error.message).toContain('— the certificates that SSL_CERT_FILE names do not include its authority');
  });

  test('a certificate of another host is not accepted, whoever signed it', async () => {
    const proxy = await proxied();
    const network = { HTTPS_PROXY: proxy.host, SSL_CERT_FILE: authority.file };
    const error = await failure(network, { baseUrl: 'https://other.example' });
    expect(error.message).toContain('was not accepted (ERR_TLS_CERT_ALTNAME_INVALID) — check the base URL');
  });
});

describe('an error names the variable to look at', () => {
  test('a proxy that is not there', async () => {
    const proxy = await proxied();
    await proxy.close();
    open.pop();
    const error = await failure({ https_proxy: `http://jane:${encodeURIComponent(PASSWORD)}@${proxy.host}` });
    expect(error).toMatchObject({ kind: 'refused', maybeSent: false });
    expect(error.message).toContain(
      `the proxy ${proxy.host} (https_proxy) refused the connection — is https_proxy right, and is the proxy running?`,
    );
  });

  test('a proxy whose name does not resolve', async () => {
    const error = await failure({ HTTP_PROXY: 'http://proxy.invalid:3128' });
    expect(error.message).toContain(
      'the name of the proxy proxy.invalid:3128 does not resolve — check HTTP_PROXY and the network',
    );
  });

  test('a proxy that demands a password is asked once: repeated wrong ones may lock the user out', async () => {
    const proxy = await proxied({ status: () => 407 });
    const without = await failure({ HTTPS_PROXY: proxy.host });
    expect(without.message).toContain(
      `the proxy ${proxy.host} (HTTPS_PROXY) demands a user and a password (status 407) — write them into HTTPS_PROXY`,
    );
    const wrong = await failure({ HTTPS_PROXY: `http://jane:${encodeURIComponent(PASSWORD)}@${proxy.host}` });
    expect(wrong.message).toContain('did not accept the user and the password in HTTPS_PROXY (status 407)');
    expect(proxy.tunnels).toHaveLength(2);
  });

  test('a proxy that demands a password is asked once by many requests at the same time', async () => {
    const proxy = await proxied({ status: () => 407 });
    const connection = connected({ HTTPS_PROXY: proxy.host });
    const answers = await Promise.allSettled(Array.from({ length: 40 }, () => ask(connection)));
    expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(40);
    expect(proxy.tunnels).toHaveLength(1);
  });

  test('a proxy that forbids the host is asked once', async () => {
    const proxy = await proxied({ status: () => 403 });
    const { message } = await failure({ HTTPS_PROXY: proxy.host });
    expect(message).toContain(`the proxy ${proxy.host} (HTTPS_PROXY) did not connect to ${VENDOR} (status 403)`);
    expect(proxy.tunnels).toHaveLength(1);
  });

  test('a proxy that cannot reach the host for the moment is asked again', async () => {
    const statuses = [502, 200];
    const proxy = await proxied({ status: () => statuses.shift() ?? 200 });
    const network = { HTTPS_PROXY: proxy.host, SSL_CERT_FILE: authority.file };
    expect((await ask(connected(network))).status).toBe(200);
    expect(proxy.tunnels).toHaveLength(2);
  });

  test('a proxy that never answers', async () => {
    const proxy = await proxied({ status: () => 0 });
    const error = await failure(
      { HTTPS_PROXY: proxy.host },
      { timeouts: { connectMs: 300 }, retry: { maxAttempts: 1 } },
    );
    expect(error).toMatchObject({ kind: 'timeout', maybeSent: false });
    expect(error.message).toContain(`connecting to ${VENDOR} through the proxy ${proxy.host} (HTTPS_PROXY) timed out`);
  });

  test('a proxy that hangs up', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => {}).once('data', () => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const error = await failure({ HTTPS_PROXY: `http://127.0.0.1:${port}` });
    expect(error).toMatchObject({ kind: 'refused', maybeSent: false });
    expect(error.message).toContain(
      `the proxy 127.0.0.1:${port} (HTTPS_PROXY) closed the connection without an answer`,
    );
  });

  test('a value that is no address of a proxy; nothing is sent', async () => {
    const error = await failure({ HTTPS_PROXY: `socks5://jane:${PASSWORD}@127.0.0.1:1080` });
    expect(error).toMatchObject({ kind: 'refused', maybeSent: false });
    expect(error.message).toContain('HTTPS_PROXY is not the address of a proxy — write it as http://HOST:PORT');
  });

  test('a vendor whose name does not resolve without a proxy, or because NO_PROXY excludes it', async () => {
    const baseUrl = 'https://nowhere.invalid';
    const direct = await failure({}, { baseUrl });
    expect(direct.message).toContain(
      'the name nowhere.invalid does not resolve — check the base URL and the network; if this network needs a proxy, set HTTPS_PROXY',
    );
    const excepted = await failure({ HTTPS_PROXY: 'http://proxy.invalid:1', NO_PROXY: '.invalid' }, { baseUrl });
    expect(excepted.message).toContain('; NO_PROXY excludes it from the proxy in HTTPS_PROXY');
  });
});

test('a download of the action takes the same way', async () => {
  const proxy = await proxied();
  const network = { HTTPS_PROXY: proxy.host, SSL_CERT_FILE: authority.file };
  const url = new URL(`https://${VENDOR}/artefact`);
  expect(await fetchAndRead(url, {}, ({ body }) => body.json(), network)).toEqual({ ok: true });
  expect(proxy.tunnels).toEqual([`${VENDOR}:443`]);
  await expect(fetchAndRead(url, {}, ({ body }) => body.json(), { HTTPS_PROXY: 'ftp://x' })).rejects.toThrow(
    'a variable does not name a proxy',
  );
});
