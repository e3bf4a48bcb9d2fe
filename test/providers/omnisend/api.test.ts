import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../../src/http/request.ts';
import { omnisend3, omnisend5, omnisend20260315 } from '../../../src/providers/omnisend/index.ts';
import { response } from '../drafts.ts';
import { VERSIONS, wireContact } from './people.ts';

describe.each(VERSIONS)('omnisend %s look-ups', (_, version) => {
  const { api } = version.provider;
  const path = `${version.base}/contacts`;
  const email = { kind: 'email', value: 'jane@example.com' } as const;
  const id = { kind: 'id', value: '663cf8de1f539fef85c321f9' } as const;

  it('use the contact endpoint for an id, and the list endpoint for an email or phone', () => {
    expect(api.lookUp([{ kind: 'id', value: 'a/b?c' }])).toEqual({
      method: 'GET',
      path: `${path}/a%2Fb%3Fc`,
      query: [],
    });
    expect(api.lookUp([{ kind: 'email', value: 'a+b@x.com' }])).toEqual({
      method: 'GET',
      path,
      query: [['email', 'a+b@x.com']],
    });
    expect(api.lookUp([{ kind: 'phone', value: '+37060000001' }]).query).toEqual([['phone', '+37060000001']]);
    expect(() => api.lookUp([{ kind: 'userId', value: 'u' }])).toThrow(RangeError);
    expect(() => api.lookUp([])).toThrow(RangeError);
  });

  it('find the requested contact', () => {
    expect(api.decodeLookUp(response({ contacts: [wireContact(version)] }), [email])).toMatchObject({
      ok: true,
      value: [{ id: id.value, emails: ['jane@example.com'] }],
    });
    expect(api.decodeLookUp(response(wireContact(version)), [id])).toMatchObject({
      ok: true,
      value: [{ id: id.value }],
    });
  });

  it('only an empty list, or a 404 by id, means that the contact does not exist', () => {
    expect(api.decodeLookUp(response({ contacts: [] }), [email])).toEqual({ ok: true, value: [] });
    const last = { hasMore: false, cursors: { after: null }, next: null };
    const next = { hasMore: true, cursors: { after: 'c2' }, next: `https://api.omnisend.com${path}?after=c2` };
    expect(api.decodeLookUp(response({ contacts: [], paging: last }), [email])).toEqual({ ok: true, value: [] });
    expect(api.decodeLookUp(response({ contacts: [], paging: next }), [email])).toMatchObject({
      ok: false,
      failure: { kind: 'malformed' },
    });
    expect(api.decodeLookUp(response({}, 404), [id])).toEqual({ ok: true, value: [] });
    expect(api.decodeLookUp(response({}, 404), [email])).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
    for (const body of [undefined, null, [], {}, { contacts: null }, { contacts: {} }, 'x']) {
      expect(api.decodeLookUp(response(body), [email])).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
    }
  });

  it('are malformed if only other contacts are returned', () => {
    const stranger = wireContact(version, { identifiers: [{ type: 'email', id: 'omar@example.com' }] });
    expect(api.decodeLookUp(response({ contacts: [stranger] }), [email])).toMatchObject({
      ok: false,
      failure: { kind: 'malformed' },
    });
    const both = api.decodeLookUp(response({ contacts: [stranger, wireContact(version)] }), [email]);
    expect(both.ok && both.value.map(({ emails }) => emails[0])).toEqual(['jane@example.com']);
    expect(api.decodeLookUp(response(wireContact(version)), [{ kind: 'id', value: 'other' }])).toMatchObject({
      ok: false,
    });
  });
});

describe.each(VERSIONS)('omnisend %s pages', (_, version) => {
  const { list, decodePage } = version.provider.api;
  if (list === undefined || decodePage === undefined) throw new Error('Omnisend lists');
  const first = list();

  it('contain 250 contacts', () => {
    expect(first).toMatchObject({ method: 'GET', path: `${version.base}/contacts` });
    expect(first.query).toContainEqual(['limit', '250']);
  });

  it.each([
    ['no paging', {}],
    ['empty paging', { paging: {} }],
    ['paging that is a list', { paging: [] }],
    ['paging that is null', { paging: null }],
  ])('do not end at a page with %s', (__, body) => {
    expect(decodePage(response({ contacts: [], ...body }), first)).toMatchObject({
      ok: false,
      failure: { kind: 'malformed' },
    });
  });

  it('are malformed if an entry is not a contact', () => {
    const paging = { hasMore: false, next: null };
    for (const entry of [null, 1, 'x', [], {}, { id: '', contactID: '' }]) {
      expect(decodePage(response({ contacts: [wireContact(version), entry], paging }), first)).toMatchObject({
        ok: false,
      });
    }
    expect(decodePage(response({ contacts: [wireContact(version)], paging }), first)).toMatchObject({
      ok: true,
      value: { contacts: [{ emails: ['jane@example.com'] }] },
    });
  });
});

describe('omnisend 2026-03-15 pages', () => {
  const { list, decodePage } = omnisend20260315.api;
  if (list === undefined || decodePage === undefined) throw new Error('Omnisend lists');
  const first = list();
  const next = (paging: unknown, request: ApiRequest = first) => {
    const page = decodePage(response({ contacts: [], paging }), request);
    return page.ok ? (page.value.next?.query ?? 'none') : page.failure.kind;
  };

  it('are sorted oldest first, so that new contacts do not shift the pages', () => {
    expect(first.query).toEqual([
      ['limit', '250'],
      ['sort', 'createdAt'],
      ['direction', 'asc'],
    ]);
  });

  it('continue by cursor, with the same filters', () => {
    expect(next({ hasMore: true, cursors: { after: 'abc', before: null } })).toEqual([
      ...first.query,
      ['after', 'abc'],
    ]);
    const second = { ...first, query: [...first.query, ['after', 'abc']] as const };
    expect(next({ hasMore: true, cursors: { after: 'def' } }, second)).toEqual([...first.query, ['after', 'def']]);
    expect(next({ hasMore: true, cursors: { after: 'abc' } }, second)).toBe('malformed');
  });

  it('end only if the vendor says so', () => {
    expect(next({ hasMore: false, cursors: { after: null } })).toBe('none');
    for (const paging of [
      { hasMore: true },
      { hasMore: true, cursors: { after: null } },
      { hasMore: 'no', cursors: { after: 'abc' } },
      { cursors: { after: 'abc' } },
      { hasMore: true, cursors: { after: 7 } },
      { hasMore: true, cursors: { after: '' } },
      { hasMore: true, cursors: 'abc' },
    ]) {
      expect(next(paging)).toBe('malformed');
    }
  });
});

describe.each([
  ['v5', omnisend5, '/v5'],
  ['v3', omnisend3, '/v3'],
] as const)('omnisend %s pages', (_, { api }, base) => {
  const { list, decodePage } = api;
  if (list === undefined || decodePage === undefined) throw new Error('Omnisend lists');
  const first = list();
  const goOn = (next: unknown, request: ApiRequest = first) => {
    const page = decodePage(response({ contacts: [], paging: { previous: null, next, limit: 250 } }), request);
    return page.ok ? (page.value.next ?? 'none') : page.failure.kind;
  };
  const second = { ...first, query: [...Object.entries({ after: 'a=b', limit: '250' })] };

  it.each([
    ['the vendor', `https://api.omnisend.com${base}/contacts?after=a%3Db&limit=250`],
    ['the vendor, with its slash', `https://api.omnisend.com${base}/contacts/?after=a%3Db&limit=250`],
    ['a proxy', `http://127.0.0.1:8080/omnisend${base}/contacts?after=a%3Db&limit=250`],
    ['a path alone', `${base}/contacts?after=a%3Db&limit=250`],
    ['another host, which never gets the key', `https://evil.example${base}/contacts?after=a%3Db&limit=250`],
  ])('continue with the query of a URL of %s', (__, url) => {
    expect(goOn(url)).toEqual(second);
  });

  it('end only if the vendor says so', () => {
    expect(goOn(null)).toBe('none');
    expect(goOn('')).toBe('none');
    const wrong = [
      ...[
        undefined,
        7,
        {},
        'https://[',
        'https://api.omnisend.com/',
        `https://api.omnisend.com${base}/products?after=x`,
      ],
      ...[`https://api.omnisend.com${base}/contacts`, `https://api.omnisend.com${base}/contacts/1?after=x`],
    ];
    for (const url of wrong) expect(goOn(url)).toBe('malformed');
    expect(goOn(`https://api.omnisend.com${base}/contacts?after=a%3Db&limit=250`, second)).toBe('malformed');
  });
});

describe('omnisend transport', () => {
  it('authenticates as each version requires', () => {
    expect(omnisend20260315.api.headers({ apiKey: 'k' })).toEqual({
      authorization: 'Omnisend-API-Key k',
      'omnisend-version': '2026-03-15',
    });
    for (const { api } of [omnisend5, omnisend3]) expect(api.headers({ apiKey: 'k' })).toEqual({ 'x-api-key': 'k' });
  });

  it('counts against the tags budget only if the version has one', () => {
    expect(omnisend20260315.api.budgetsOf({ method: 'POST', path: '/api/contacts/tags' })).toEqual(['general', 'tags']);
    expect(omnisend20260315.api.budgetsOf({ method: 'POST', path: '/api/batches' })).toEqual(['general']);
    expect(omnisend3.api.budgetsOf({ method: 'GET', path: '/v3/contacts/tags' })).toEqual(['general']);
  });

  it.each(VERSIONS)(
    '%s: durations are in seconds, and the body takes precedence over the header',
    (_, { provider }) => {
      const { rateHint } = provider.api;
      const headers = { 'x-rate-limit-limit': '400', 'x-rate-limit-remaining': '399', 'x-rate-limit-reset': '60' };
      expect(rateHint(response({}, 200, headers))).toEqual({ limit: 400, remaining: 399, resetMs: 60_000 });
      expect(rateHint(response({ retryAfter: 30 }, 429, { 'retry-after': '5' }))).toEqual({ retryAfterMs: 30_000 });
      expect(rateHint(response(undefined, 429, { 'retry-after': '5' }))).toEqual({ retryAfterMs: 5000 });
      expect(rateHint(response({ retryAfter: 'soon' }, 429, { 'x-rate-limit-reset': '-1' }))).toEqual({});
    },
  );
});

describe('omnisend 2026-03-15 changes', () => {
  const { api } = omnisend20260315;
  const page = (...updatedAt: readonly unknown[]) => {
    const contacts = updatedAt.map((at, index) => ({ id: `c${index}`, updatedAt: at }));
    const decoded = api.decodePage?.(response({ contacts, paging: { hasMore: false } }), api.list?.() as ApiRequest);
    return decoded?.ok === true ? decoded.value.latestChange : 'not decoded';
  };

  it('are requested oldest first, without parameters that the vendor rejects in combination', () => {
    expect(api.listChanges?.('2026-06-01T11:00:00Z')).toEqual({
      method: 'GET',
      path: '/api/contacts',
      query: [
        ['limit', '250'],
        ['sort', 'updatedAt'],
        ['direction', 'asc'],
        ['updatedAtFrom', '2026-06-01T11:00:00Z'],
      ],
    });
    expect([omnisend5.api.listChanges, omnisend3.api.listChanges]).toEqual([undefined, undefined]);
  });

  it('report the newest date of change, in any time zone', () => {
    expect(page('2026-06-01T12:00:00Z', '2026-06-01T14:30:00+02:00', '2026-06-01T12:29:59.999Z')).toBe(
      '2026-06-01T12:30:00Z',
    );
  });

  it.each([[[]], [['2026-06-01T12:00:00Z', undefined]], [['2026-06-01T12:00:00Z', 'lately']], [[null]], [[5]]])(
    'report no date if one is missing or invalid: %j',
    (dates) => {
      expect(page(...dates)).toBeUndefined();
    },
  );
});
