// The program in a network that lets connections out through a proxy only, which reads them with a certificate authority of its own.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type Authority, createAuthority } from '../helpers/certificates.ts';
import { type ConnectProxy, openConnectProxy, openTlsFront } from '../helpers/connect-proxy.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

const VENDOR = 'crm.vendor.example';
const PASSWORD = 'pr0xy-p@ss';
const KEY = 'key-0123456789';
const MANIFEST = `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${SHOP_KEY}", baseUrl: "https://${VENDOR}/@shop/omnisend", limits: { minContacts: 0 } }
contacts:
  - { email: ana@example.com, accounts: [shop] }
`;
const PLAN = ['plan', '--base', 'none', '--allow-host', VENDOR];

let authority: Authority;
let sandbox: Sandbox;
let front: Awaited<ReturnType<typeof openTlsFront>>;
let proxy: ConnectProxy;
const places: Workplace[] = [];

beforeAll(async () => {
  authority = createAuthority();
  sandbox = await startSandbox({ rateLimit: 'off' });
  front = await openTlsFront(authority.certify(VENDOR), sandbox.url);
});
beforeEach(async () => {
  proxy = await openConnectProxy({ to: front.port, status: (given) => (given === `jane:${PASSWORD}` ? 200 : 407) });
});
afterEach(async () => {
  await proxy.close();
  for (const place of places.splice(0)) await place.remove();
});
afterAll(async () => {
  await front.close();
  await sandbox.close();
  await authority.remove();
});

async function workplace(environment: Readonly<Record<string, string>>): Promise<Workplace> {
  const place = await openWorkplace({ SHOP_KEY: KEY, ...environment });
  places.push(place);
  await place.write('contacts.d/a.yaml', MANIFEST);
  return place;
}

const through = (password: string) => ({
  HTTPS_PROXY: `http://jane:${encodeURIComponent(password)}@${proxy.host}`,
  SSL_CERT_FILE: authority.file,
});

test('plans and applies through the proxy, and the trace of requests does not show its password', async () => {
  const place = await workplace({ ...through(PASSWORD), ROLLCALL_DEBUG: 'http' });
  const plan = await place.rollcall(...PLAN);
  expect([plan.code, plan.stdout]).toEqual([0, expect.stringContaining('1 to create')]);
  const apply = await place.rollcall('apply', ...PLAN.slice(1), '--first-run', '--auto-approve');
  expect([apply.code, apply.stderr]).toEqual([0, expect.stringContaining('POST')]);
  expect(new Set(proxy.tunnels)).toEqual(new Set([`${VENDOR}:443`]));
  for (const { stdout, stderr } of [plan, apply]) expect(stdout + stderr).not.toMatch(/pr0xy|jane/);
});

test('the embedded sandbox is never reached through the proxy', async () => {
  const place = await workplace(through('wrong'));
  expect((await place.rollcall(...PLAN, '--sandbox')).code).toBe(0);
  expect(proxy.tunnels).toEqual([]);
});

test.each(['text', 'json'])('a wrong password is told by the name of its variable, and masked (%s)', async (format) => {
  const place = await workplace({ ...through('wr0ng-p@ss'), ROLLCALL_DEBUG: '1' });
  const { code, stdout, stderr } = await place.rollcall(...PLAN, '--format', format);
  expect([code, stdout]).toEqual([1, expect.stringContaining('the user and the password in HTTPS_PROXY')]);
  expect(stdout + stderr).not.toMatch(/wr0ng|jane/);
  expect(proxy.tunnels).toHaveLength(1);
});
