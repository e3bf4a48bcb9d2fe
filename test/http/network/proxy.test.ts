import { describe, expect, test } from 'vitest';
import { chooseProxy, proxySecrets } from '../../../src/http/network/proxy.ts';

const VENDOR = 'https://api.vendor.example';
const PROXY = { HTTPS_PROXY: 'http://proxy.example:3128' };

function choice(environment: Readonly<Record<string, string>>, url = VENDOR) {
  return chooseProxy(new URL(url), environment);
}

describe('which variable names the proxy', () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://a.example:1' }, 'HTTPS_PROXY'],
    [
      'its lower-case spelling, which wins',
      { HTTPS_PROXY: 'http://b:1', https_proxy: 'http://a.example:1' },
      'https_proxy',
    ],
    ['HTTP_PROXY where there is no other', { HTTP_PROXY: 'http://a.example:1' }, 'HTTP_PROXY'],
    [
      'HTTPS_PROXY rather than http_proxy',
      { http_proxy: 'http://b:1', HTTPS_PROXY: 'http://a.example:1' },
      'HTTPS_PROXY',
    ],
    ['not an empty one', { https_proxy: ' ', HTTPS_PROXY: 'http://a.example:1' }, 'HTTPS_PROXY'],
    ['an address without a scheme', { HTTPS_PROXY: 'a.example:1' }, 'HTTPS_PROXY'],
    ['an address with spaces around it', { HTTPS_PROXY: ' http://a.example:1/ ' }, 'HTTPS_PROXY'],
  ])('%s', (_, environment, variable) => {
    expect(choice(environment)).toEqual({
      kind: 'proxy',
      proxy: { variable, url: 'http://a.example:1', host: 'a.example:1' },
    });
  });

  test('nothing set is a direct connection', () => {
    expect(choice({})).toEqual({ kind: 'direct' });
    expect(choice({ NO_PROXY: '*' })).toEqual({ kind: 'direct' });
  });

  test.each(['socks5://a.example:1', 'http://', 'http://a b', 'file:///etc/passwd', 'http://u:p/w@host:1'])(
    'what is no address of a proxy is said to be none: %s',
    (value) => {
      expect(choice({ HTTPS_PROXY: value })).toEqual({ kind: 'unusable', variable: 'HTTPS_PROXY' });
    },
  );
});

describe('user and password', () => {
  test.each([
    ['http://jane:secret@a.example:1', 'jane', 'secret'],
    ['http://CORP%5Cjane:p%40ss%3Aw%2Frd@a.example:1', 'CORP\\jane', 'p@ss:w/rd'],
    ['http://jane@a.example:1', 'jane', ''],
    ['http://jane:100%@a.example:1', 'jane', '100%'],
    ['jane:secret@a.example:1', 'jane', 'secret'],
  ])('of %s', (value, user, password) => {
    const proxy = {
      variable: 'HTTPS_PROXY',
      url: 'http://a.example:1',
      host: 'a.example:1',
      credentials: { user, password },
    };
    expect(choice({ HTTPS_PROXY: value })).toEqual({ kind: 'proxy', proxy });
  });

  test('every spelling of the password is a secret, also that of a proxy that is not used', () => {
    const environment = {
      HTTPS_PROXY: 'http://jane:p%40ss@a:1',
      http_proxy: 'joe:other@b:1',
      HTTP_PROXY: 'http://c:1',
    };
    expect(proxySecrets(environment)).toEqual([
      'p%40ss',
      'jane:p%40ss',
      'p@ss',
      'jane:p@ss',
      'other',
      'joe:other',
      'other',
      'joe:other',
    ]);
    expect(proxySecrets({})).toEqual([]);
  });
});

describe('NO_PROXY', () => {
  test.each([
    'api.vendor.example',
    'API.Vendor.Example',
    'vendor.example',
    '.vendor.example',
    '*.vendor.example',
    'api.vendor.example:443',
    'other.example, vendor.example',
    'other.example vendor.example',
    '*',
  ])('excludes the vendor: %s', (NO_PROXY) => {
    expect(choice({ ...PROXY, NO_PROXY })).toEqual({
      kind: 'excepted',
      variable: 'HTTPS_PROXY',
      exception: 'NO_PROXY',
    });
  });

  test.each(['', 'api', 'endor.example', 'api.vendor.example:8443', 'vendor.example.org', ',', '.'])(
    'does not exclude it: %j',
    (no_proxy) => {
      expect(choice({ ...PROXY, no_proxy }).kind).toBe('proxy');
    },
  );

  test.each(['2001:db8::1', '[2001:db8::1]', '[2001:db8::1]:8443'])('excludes an IPv6 address: %s', (NO_PROXY) => {
    expect(choice({ ...PROXY, NO_PROXY }, 'https://[2001:db8::1]:8443').kind).toBe('excepted');
  });
});

test.each(['http://127.0.0.1:4010', 'https://127.9.9.9', 'https://localhost:8443', 'http://[::1]:1', 'https://127.1'])(
  'this machine is never reached through a proxy: %s',
  (url) => {
    expect(choice({ ...PROXY, HTTP_PROXY: 'http://proxy.example:3128', NO_PROXY: 'other.example' }, url)).toEqual({
      kind: 'direct',
    });
  },
);
