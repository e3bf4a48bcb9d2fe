import { describe, expect, it } from 'vitest';
import { loops } from '../../../src/providers/loops/index.ts';
import { response } from '../drafts.ts';

const { api } = loops;

const JANE = {
  id: 'clh3k9m2p4q6r8s0t2v4x6z8',
  email: 'Jane@Example.com',
  firstName: 'Jane',
  lastName: null,
  source: 'API',
  subscribed: true,
  userGroup: '',
  userId: 'u_42',
  mailingLists: { news: true, promo: true, odd: false },
  optInStatus: null,
  favoriteColor: 'blue',
  age: 33,
  vip: false,
  emptied: null,
  blank: '',
};

function find(body: unknown, status = 200) {
  return api.decodeLookUp(response(body, status), [{ kind: 'email', value: 'jane@example.com' }]);
}

function decoded(overrides: object) {
  const found = find([{ ...JANE, ...overrides }]);
  if (!found.ok) throw new Error(found.failure.message);
  return found.value[0];
}

describe('loops api', () => {
  it('looks up one contact per request, by email or userId', () => {
    expect(api.lookUp([{ kind: 'email', value: 'a+b@x.com' }])).toEqual({
      method: 'GET',
      path: '/api/v1/contacts/find',
      query: [['email', 'a+b@x.com']],
    });
    expect(api.lookUp([{ kind: 'userId', value: 'u_42' }]).query).toEqual([['userId', 'u_42']]);
    expect(() => api.lookUp([{ kind: 'phone', value: '+1' }])).toThrow(RangeError);
  });

  it('does not list contacts', () => {
    expect(api.list).toBeUndefined();
    expect(api.decodePage).toBeUndefined();
  });

  it('sends the key in a header', () => {
    expect(api.headers({ apiKey: 'k' })).toEqual({ authorization: 'Bearer k' });
  });

  it('decodes the quota of the current second', () => {
    const headers = { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '0', 'retry-after': '2' };
    expect(api.rateHint(response({}, 429, headers))).toEqual({ limit: 10, remaining: 0, retryAfterMs: 2000 });
    expect(api.rateHint(response({}, 200, { 'x-ratelimit-limit': 'many' }))).toEqual({});
  });
});

describe('loops codec', () => {
  it('decodes a contact without empty values and without its id, which no call accepts', () => {
    expect(decoded({})).toEqual({
      userId: 'u_42',
      emails: ['jane@example.com'],
      phones: [],
      scalars: { firstName: 'Jane', source: 'API' },
      sets: { lists: ['news', 'promo'] },
      customProperties: { favoriteColor: 'blue', age: 33, vip: false },
      channels: {
        email: { status: 'subscribed', optedOut: false, since: 'unknown', cause: 'none', word: 'subscribed: true' },
      },
      texts: { 'jane@example.com': 'Jane@Example.com' },
    });
  });

  it.each([
    [{ subscribed: false }, 'person', 'subscribed: false'],
    [{ subscribed: false, optInStatus: 'accepted' }, 'person', 'subscribed: false, optInStatus: accepted'],
    [{ subscribed: false, optInStatus: 'pending' }, 'pending', 'subscribed: false, optInStatus: pending'],
    [{ subscribed: undefined, optInStatus: 'rejected' }, 'rejected', 'subscribed: undefined, optInStatus: rejected'],
    [{ optInStatus: 'rejected' }, 'rejected', 'subscribed: true, optInStatus: rejected'],
  ])('decodes %j as opted out', (overrides, cause, word) => {
    expect(decoded(overrides)?.channels.email).toEqual({
      status: 'unsubscribed',
      optedOut: true,
      since: 'unknown',
      cause,
      word,
    });
  });

  it.each(['true', 1, null, undefined])(
    'decodes subscribed: %j as an unknown status, which counts as opted out',
    (subscribed) => {
      const untold = { status: 'nonSubscribed', optedOut: true, since: 'unknown', cause: 'unknown', word: 'no status' };
      expect(decoded({ subscribed })?.channels.email).toEqual(untold);
    },
  );

  it.each([
    ['accepted', 'none'],
    ['pending', 'pending'],
    ['something new', 'none'],
    [null, 'none'],
  ])('with optInStatus %s, the status depends on `subscribed` alone, and the cause is %s', (optInStatus, cause) => {
    expect(decoded({ optInStatus })?.channels.email).toMatchObject({ status: 'subscribed', optedOut: false, cause });
  });

  it('decodes properties named like inherited members', () => {
    const contact = decoded(JSON.parse('{"__proto__": "a", "constructor": "b"}'));
    expect(Object.hasOwn(contact?.customProperties ?? {}, 'constructor')).toBe(true);
    expect(({} as { a?: string }).a).toBeUndefined();
  });

  it('only an empty array means that the contact does not exist', () => {
    expect(find([])).toEqual({ ok: true, value: [] });
    expect(find({ success: false, message: 'no' }, 404)).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
    expect(find({})).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
    expect(find([{ id: 'x' }])).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
    expect(find(undefined, 502)).toMatchObject({ ok: false, failure: { kind: 'server', message: '' } });
  });

  it('another contact in the response is malformed, and does not mean that the contact does not exist', () => {
    const stranger = response([{ email: 'x@example.com', subscribed: true }]);
    for (const asked of [
      { kind: 'email', value: 'jane@example.com' },
      { kind: 'userId', value: 'u_42' },
    ] as const) {
      expect(api.decodeLookUp(stranger, [asked])).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
    }
    const spelt = response([{ email: 'Jane@Example.com', userId: 'u_42' }]);
    expect(api.decodeLookUp(spelt, [{ kind: 'email', value: 'jane@example.com' }])).toMatchObject({ ok: true });
    expect(api.decodeLookUp(spelt, [{ kind: 'userId', value: 'u_42' }])).toMatchObject({ ok: true });
  });

  it.each([
    [400, 'invalid'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [429, 'rate-limited'],
    [500, 'server'],
  ])('status %i is %s, with the vendor’s message', (status, kind) => {
    expect(find({ success: false, message: 'words' }, status)).toEqual({
      ok: false,
      failure: { kind, status, message: 'words' },
    });
  });
});
