// Where credentials come from: the environment of the process, or a file that is named with --secrets; and that such a file settles
// nothing else.

import { execFile } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type ConnectProxy, openConnectProxy } from '../helpers/connect-proxy.ts';
import { BIN, openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let sandbox: Sandbox;
let place: Workplace;

beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  place = await openWorkplace();
  await place.write('contacts.d/a.yaml', manifest(`${sandbox.url}/omnisend`));
});
afterEach(() => place.remove());

function manifest(baseUrl: string): string {
  return `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${SHOP_KEY}", baseUrl: "${baseUrl}", limits: { minContacts: 0 } }
contacts:
  - { email: ana@example.com }
`;
}

describe('--secrets', () => {
  test('names a file with credentials; the environment takes precedence', async () => {
    await place.write('secrets.env', '# keys\nSHOP_KEY="key-of-the-file"\n');
    const run = await place.rollcall('plan', '--base', 'none', '--secrets', 'secrets.env');
    expect([run.code, run.stderr]).toEqual([0, '']);
  });

  test('is the only way to have one read: no .env is read by itself, wherever it lies', async () => {
    for (const file of ['.env', 'contacts.d/.env', '.env.local']) await place.write(file, 'SHOP_KEY=key-0123456789\n');
    const run = await place.rollcall('plan', '--base', 'none');
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('SHOP_KEY is not set')]);
    expect(run.stderr).toContain('--secrets');
  });

  test.each(['plan', 'validate', 'apply --auto-approve', 'explain ana', 'snapshot --out s', 'record list'])(
    'a missing file is a plain error of %s, in JSON as well',
    async (command) => {
      const run = await place.rollcall(...command.split(' '), '--secrets', 'missing.env', '--json');
      expect(run.code).toBe(1);
      expect(JSON.parse(run.stdout)).toEqual({
        error: {
          code: 'secrets-file',
          message: 'cannot read missing.env: ENOENT',
          hint: 'name a file with NAME=value lines',
        },
      });
    },
  );
});

describe('--env-file', () => {
  test.each([['--env-file', 'a.env'], ['--env-file=a.env'], ['--env-file-if-exists=a.env']])(
    'is refused by the name of what to use: %s',
    async (...args) => {
      await place.write('a.env', 'SHOP_KEY=key-0123456789\n');
      for (const command of ['plan', 'apply', 'sandbox', 'completion']) {
        const run = await place.rollcall(command, ...args, '--json');
        expect(run.code).toBe(64);
        expect(JSON.parse(run.stdout)).toMatchObject({
          error: {
            code: 'usage',
            message: expect.stringContaining('is an option of Node'),
            hint: 'use --secrets FILE',
          },
        });
      }
    },
  );

  test('is refused as well where Node has read the file already', async () => {
    await place.write('a.env', 'SHOP_KEY=key-0123456789\n');
    const text = await new Promise<string>((resolve) => {
      const args = [BIN, 'plan', '--env-file', 'a.env'];
      execFile(process.execPath, args, { cwd: place.directory }, (_error, _out, errors) => resolve(errors));
    });
    expect(text).toContain('→ use --secrets FILE');
  });
});

describe('what is no credential in the file is not obeyed, and said by name', () => {
  test('settings of Node, of the system, of git and of rollcall', async () => {
    const names = ['CI', 'GIT_DIR', 'LD_PRELOAD', 'NODE_OPTIONS', 'PATH', 'ROLLCALL_DEBUG', 'SSL_CERT_FILE'];
    const lines = names.map((name) => `${name}=--require=/nowhere\n`).join('');
    await place.write('secrets.env', `SHOP_KEY=key-0123456789\n${lines}`);
    const run = await place.rollcall('plan', '--base', 'none', '--secrets', 'secrets.env');
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('ana@example.com');
    expect(run.stderr).toBe(
      `Warning: secrets.env sets ${names.join(', ')}, which is ignored: a secrets file is for credentials, and settings come from the environment\n`,
    );
  });

  test('a proxy: no key takes the way of a stranger', async () => {
    const proxy: ConnectProxy = await openConnectProxy({ to: Number(new URL(sandbox.url).port) });
    try {
      await place.write('contacts.d/a.yaml', manifest('https://nowhere.invalid'));
      const proxies = ['HTTPS_PROXY', 'https_proxy', 'http_proxy'].map((name) => `${name}=http://${proxy.host}\n`);
      await place.write('secrets.env', `SHOP_KEY=key-0123456789\n${proxies.join('')}`);
      const run = await place.rollcall(
        'plan',
        '--base',
        'none',
        '--secrets',
        'secrets.env',
        '--allow-host',
        'nowhere.invalid',
      );
      expect(run.code).toBe(1);
      expect(run.stdout.replaceAll(/\s+/g, ' ')).toContain('the name nowhere.invalid does not resolve');
      expect(proxy.tunnels).toEqual([]);
      expect(run.stderr).toContain('secrets.env sets HTTPS_PROXY, http_proxy, https_proxy, which is ignored');
    } finally {
      await proxy.close();
    }
  });

  test('an allowed host: a checkout cannot allow where its keys go', async () => {
    await place.write('contacts.d/a.yaml', manifest('https://stranger.invalid'));
    await place.write('secrets.env', 'SHOP_KEY=key-0123456789\nROLLCALL_ALLOW_HOSTS=stranger.invalid\n');
    for (const command of ['plan', 'validate']) {
      const run = await place.rollcall(command, '--secrets', 'secrets.env');
      expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('host-not-allowed')]);
      expect(run.stderr).toContain('secrets.env sets ROLLCALL_ALLOW_HOSTS, which is ignored');
    }
  });

  test('a credential is one whatever its name begins with', async () => {
    await place.write('contacts.d/a.yaml', manifest(`${sandbox.url}/omnisend`).replace('SHOP_KEY', 'NODE_API_KEY'));
    await place.write('secrets.env', 'NODE_API_KEY=key-0123456789\n');
    const run = await place.rollcall('plan', '--base', 'none', '--secrets', 'secrets.env');
    expect([run.code, run.stderr]).toEqual([0, '']);
  });
});
