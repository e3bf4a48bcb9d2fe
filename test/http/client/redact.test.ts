import { describe, expect, it } from 'vitest';
import { createRedactor, secretsInHeaders } from '../../../src/http/client/redact.ts';

const KEY = 'k+y/=with spaces"&é';

describe('redactor', () => {
  it.each([
    ['raw', KEY],
    ['in a URL', encodeURIComponent(KEY)],
    ['in a URL, lower case', encodeURIComponent(KEY).toLowerCase()],
    ['in JSON', JSON.stringify(KEY)],
    ['base64', Buffer.from(KEY).toString('base64')],
    ['base64url', Buffer.from(KEY).toString('base64url')],
    ['Basic', Buffer.from(`the-id:${KEY}`).toString('base64')],
  ])('%s', (_name, spelling) => {
    const redacted = createRedactor([KEY, 'the-id'])(`before ${spelling} after ${spelling}`);
    expect(redacted.replaceAll('"', '')).toBe('before *** after ***');
  });

  it('replaces the longer of two secrets when one contains the other', () => {
    expect(createRedactor(['abcd', 'abcdefgh'])('abcdefgh abcd')).toBe('*** ***');
  });

  it('leaves other text unchanged, and ignores very short secrets', () => {
    expect(createRedactor(['secret'])('nothing here')).toBe('nothing here');
    expect(createRedactor(['', 'a'])('a banana')).toBe('a banana');
  });

  it('finds the secrets in headers', () => {
    const basic = Buffer.from(`the-id:${KEY}`).toString('base64');
    const secrets = secretsInHeaders({
      Authorization: `Basic ${basic}`,
      'X-API-KEY': 'abc123',
      'omnisend-version': 'v5',
    });
    expect(secrets).toEqual(expect.arrayContaining([basic, 'the-id', KEY, 'abc123']));
    expect(secrets).not.toContain('v5');
    expect(secretsInHeaders({ authorization: 'Bearer tok_1234' })).toContain('tok_1234');
  });
});
