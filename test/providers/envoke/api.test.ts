import { describe, expect, it } from 'vitest';
import type { Identifier } from '../../../src/contact/contact.ts';
import { envoke } from '../../../src/providers/envoke/index.ts';
import { response } from '../drafts.ts';

const { api } = envoke;

function contact(id: number, email = `user${id}@example.com`) {
  return { id, email, custom_fields: [] };
}

/** A contact whose custom fields have a shape that is not understood. */
function unreadable(id: number, email?: string) {
  return { ...contact(id, email), custom_fields: [{ name: 'a' }] };
}

function contacts(count: number, from = 1) {
  return Array.from({ length: count }, (_, index) => contact(from + index));
}

function emails(...values: readonly string[]): readonly Identifier[] {
  return values.map((value) => ({ kind: 'email', value }));
}

describe('envoke lists', () => {
  const first = api.list?.();
  if (first === undefined || api.decodePage === undefined) throw new Error('Envoke lists');
  const { decodePage } = api;

  it('request an order and a page size', () => {
    expect(first).toEqual({
      method: 'GET',
      path: '/v1/contacts',
      query: [
        ['sort[id]', 'ASC'],
        ['skip', '0'],
        ['limit', '100'],
      ],
    });
  });

  it.each([0, 1, 99])('end after a page of %i', (count) => {
    const page = decodePage(response(contacts(count)), first);
    expect(page).toMatchObject({ ok: true });
    expect(page.ok && [page.value.contacts.length, page.value.next]).toEqual([count, undefined]);
  });

  it('continue after a full page, at the offset of what was read', () => {
    const page = decodePage(response(contacts(100)), first);
    const second = page.ok ? page.value.next : undefined;
    expect(second?.query).toContainEqual(['skip', '100']);
    const next = second && decodePage(response(contacts(100, 101)), second);
    expect(next?.ok && next.value.next?.query).toContainEqual(['skip', '200']);
  });

  it.each([
    ['an envelope', { success: true, result_data: [] }, 200, 'malformed'],
    ['a refusal with status 200', { success: false, result_text: 'no' }, 200, 'invalid'],
    ['an entry that is no contact', [contact(1), null], 200, 'malformed'],
    ['a contact without an id', [contact(1), { email: 'a@x.com' }], 200, 'malformed'],
    ['nothing', undefined, 200, 'malformed'],
    ['a wrong key', { success: false }, 401, 'unauthorized'],
    ['an error of the server', undefined, 500, 'server'],
  ])('decode %s as a failure', (_, body, status, kind) => {
    expect(decodePage(response(body, status), first)).toMatchObject({ ok: false, failure: { kind, status } });
  });

  it('a page names the contacts whose custom fields have an unknown shape, and counts them', () => {
    const strange = { ...contact(1), custom_fields: [{ name: 'a' }] };
    const page = decodePage(
      response([strange, ...Array.from({ length: 99 }, (_, index) => contact(index + 2))]),
      first,
    );
    expect(page).toMatchObject({ ok: true, unreadable: [{ failure: { kind: 'malformed' } }] });
    expect(page?.ok && page.value.contacts).toHaveLength(99);
    expect(page?.ok && page.value.next?.query).toContainEqual(['skip', '100']);
  });
});

describe('envoke look-ups', () => {
  it.each([
    ['id', '7', 'filter[id]'],
    ['userId', 'u_42', 'filter[remote_id]'],
    ['email', 'a+b@x.com', 'filter[email]'],
  ] as const)('filters by %s', (kind, value, name) => {
    expect(api.lookUp([{ kind, value }])).toEqual({
      method: 'GET',
      path: '/v1/contacts',
      query: [
        [name, value],
        ['limit', '100'],
      ],
    });
  });

  it('request several contacts with $in', () => {
    expect(api.lookUp(emails('a@x.com', 'b@x.com')).query).toEqual([
      ['filter[email][$in][]', 'a@x.com'],
      ['filter[email][$in][]', 'b@x.com'],
      ['limit', '100'],
    ]);
    expect(() => api.lookUp([{ kind: 'phone', value: '+1' }])).toThrow(RangeError);
    expect(() => api.lookUp([])).toThrow(RangeError);
  });

  it('return the contacts that were found, even if some are missing', () => {
    const found = api.decodeLookUp(response([contact(1)]), emails('user1@example.com', 'user2@example.com'));
    expect(found.ok && found.value.map((live) => live.id)).toEqual(['1']);
    expect(api.decodeLookUp(response([]), emails('user1@example.com'))).toEqual({ ok: true, value: [] });
  });

  it('are malformed if another contact is returned', () => {
    expect(api.decodeLookUp(response([contact(9)]), emails('user1@example.com'))).toMatchObject({
      ok: false,
      failure: { kind: 'malformed' },
    });
    const withStranger = api.decodeLookUp(response([contact(1), contact(9)]), emails('user1@example.com'));
    expect(withStranger.ok && withStranger.value.map((live) => live.id)).toEqual(['1']);
  });

  it('are malformed if a full page lacks a requested contact', () => {
    const asked = emails('user1@example.com', 'user2@example.com');
    const twins = Array.from({ length: 100 }, (_, index) => contact(index + 1, 'user1@example.com'));
    expect(api.decodeLookUp(response(twins), asked)).toMatchObject({ ok: false });
    const all = emails(...contacts(100).map(({ email }) => email));
    expect(api.decodeLookUp(response(contacts(100)), all)).toMatchObject({ ok: true });
  });

  it('are malformed if the only other contacts cannot be read', () => {
    const asked = emails('user1@example.com', 'user2@example.com');
    expect(api.decodeLookUp(response([unreadable(9)]), asked)).toMatchObject({
      ok: false,
      failure: { kind: 'malformed' },
    });
    expect(api.decodeLookUp(response([contact(1), unreadable(9)]), asked)).toMatchObject({ ok: false });
    const full = Array.from({ length: 100 }, (_, index) => unreadable(index + 1, 'user1@example.com'));
    expect(api.decodeLookUp(response(full), asked)).toMatchObject({ ok: false });
  });

  it('name a requested contact that cannot be read, also beside a readable one with the same identifier', () => {
    const asked = emails('user1@example.com', 'user2@example.com');
    const alone = api.decodeLookUp(response([unreadable(1)]), asked);
    expect(alone).toMatchObject({ ok: true, value: [], unreadable: [{ failure: { kind: 'malformed' } }] });
    const twins = api.decodeLookUp(response([contact(1), unreadable(3, 'user1@example.com')]), asked);
    expect(twins).toMatchObject({ ok: true, value: [{ id: '1' }], unreadable: [{ failure: { kind: 'malformed' } }] });
  });

  it('compare by the requested kind of identifier', () => {
    const remote = [{ ...contact(1), remote_id: 'u_42' }];
    expect(api.decodeLookUp(response(remote), [{ kind: 'userId', value: 'u_42' }])).toMatchObject({ ok: true });
    expect(api.decodeLookUp(response(remote), [{ kind: 'userId', value: '1' }])).toMatchObject({ ok: false });
    expect(api.decodeLookUp(response(remote), [{ kind: 'id', value: '1' }])).toMatchObject({ ok: true });
  });
});

describe('envoke transport', () => {
  it('authenticates by id and key', () => {
    expect(api.headers({ apiId: 'id', apiKey: 'kéy' })).toEqual({
      authorization: `Basic ${Buffer.from('id:kéy').toString('base64')}`,
    });
  });

  it('honours a Retry-After header if there is one', () => {
    expect(api.rateHint(response({}, 429, { 'retry-after': '3' }))).toEqual({ retryAfterMs: 3000 });
    expect(api.rateHint(response([]))).toEqual({});
  });
});
