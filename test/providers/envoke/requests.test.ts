import { describe, expect, it } from 'vitest';
import { difference } from '../../../src/contact/difference.ts';
import type { AccountSettings, ChangeDraft } from '../../../src/providers/contract.ts';
import { envoke } from '../../../src/providers/envoke/index.ts';
import { create, desired, update as draft, live, response, sent } from '../drafts.ts';

const { requests } = envoke;
const RENAMED = [difference(['firstName'], 'Jan', 'Jane')];
const JANE = live({ id: '1234', userId: 'u_42' });

function update(overrides: Partial<ChangeDraft> = {}): ChangeDraft {
  return draft({ live: JANE, ...overrides });
}

function one(change: ChangeDraft, keyField: AccountSettings['keyField'] = 'id') {
  const [request] = requests.plan([change], { keyField });
  if (request === undefined) throw new Error('no request');
  return request;
}

describe('envoke updates', () => {
  it('are one PATCH by id per change that contains only the differences', () => {
    expect(one(update({ differences: RENAMED }))).toEqual({
      kind: 'single',
      method: 'PATCH',
      path: '/v1/contacts/1234',
      query: [],
      body: { first_name: 'Jane' },
      items: [{ change: 'c1', pointer: '', carries: [0] }],
      after: [],
      polls: 'none',
    });
  });

  it('are addressed by the account’s key field', () => {
    expect(sent(one(update({ differences: RENAMED }), 'email'))).toMatchObject({
      path: '/v1/contacts',
      query: [],
      body: { email: 'jane@example.com', first_name: 'Jane' },
    });
    expect(sent(one(update({ differences: RENAMED }), 'remote_id'))).toMatchObject({
      path: '/v1/contacts',
      query: [['keyfield', 'remote_id']],
      body: { remote_id: 'u_42', first_name: 'Jane' },
    });
  });

  it('are addressed by id if the key is missing or changes', () => {
    const email = [difference(['email'], 'old@example.com', 'jane@example.com')];
    expect(sent(one(update({ differences: email }), 'email'))).toMatchObject({
      path: '/v1/contacts/1234',
      body: { email: 'jane@example.com' },
    });
    const userId = [difference(['userId'], null, 'u_42')];
    expect(sent(one(update({ live: live({ id: '7' }), differences: userId }), 'remote_id'))).toMatchObject({
      path: '/v1/contacts/7',
      body: { remote_id: 'u_42' },
    });
    expect(one(update({ live: live({ id: '7' }), differences: RENAMED }), 'remote_id').path).toBe('/v1/contacts/7');
  });

  it('are marked `mayCreate` if they use another key than the id', () => {
    const keys = ['id', 'email', 'remote_id'] as const;
    const [byId, ...others] = keys.map((keyField) => one(update({ differences: RENAMED }), keyField));
    expect(byId).not.toHaveProperty('mayCreate');
    expect(others.map(({ mayCreate }) => mayCreate)).toEqual([true, true]);
  });

  it('use the vendor’s names, and clear with an empty text', () => {
    const differences = [
      difference(['state'], null, 'MB'),
      difference(['postalCode'], 'R3C', null),
      difference(['phone'], null, '+12045550100'),
      difference(['customProperties', 'barcode'], null, 'abc'),
      difference(['customProperties', 'shelf'], 'x', null),
    ];
    expect(one(update({ differences })).body).toEqual({
      province: 'MB',
      postal_code: '',
      phone: '+12045550100',
      custom_fields: { barcode: 'abc', shelf: '' },
    });
  });

  it('set and unset memberships, and leave the others unchanged', () => {
    const differences = [
      difference(['lists'], ['Promo', 'Old'], ['Newsletter', 'Promo']),
      difference(['autoresponders', 'Welcome'], null, true),
      difference(['autoresponders', 'Course'], true, null),
    ];
    expect(one(update({ differences })).body).toEqual({
      interests: { Newsletter: 'Set', Old: 'Unset' },
      autoresponders: { Welcome: 'Set', Course: 'Unset' },
    });
  });

  it('keep custom fields named like inherited members', () => {
    const differences = [difference(['customProperties', '__proto__'], null, 'a')];
    expect(JSON.stringify(one(update({ differences })).body)).toBe('{"custom_fields":{"__proto__":"a"}}');
  });

  it.each([
    [{ countryCode: 'CA', country: 'Canada' }, 'CA'],
    [{ country: 'Canada' }, 'Canada'],
    [{ country: null }, ''],
  ])('write %j into the shared field', (scalars, country) => {
    const differences = Object.keys(scalars).map((name) => difference([name], 'other', name));
    expect(one(update({ desired: desired({ scalars }), differences })).body).toEqual({ country });
  });

  it('send a description with a subscription, and no status without a difference', () => {
    const person = desired({
      channels: { email: { status: 'subscribed', basis: 'express', consent: { source: 'form' } } },
    });
    const differences = [difference(['channels', 'email', 'status'], 'nonSubscribed', 'subscribed')];
    expect(one(update({ desired: person, differences })).body).toEqual({
      consent_status: 'Express',
      consent_description: 'form',
    });
    expect(one(update({ desired: person, differences: RENAMED })).body).toEqual({ first_name: 'Jane' });
    const left = [difference(['channels', 'email', 'status'], 'subscribed', 'unsubscribed')];
    expect(one(update({ differences: left })).body).toEqual({ consent_status: 'Revoked' });
  });
});

describe('envoke creates and deletes', () => {
  it('create with POST, never as an upsert, and subscribe only if declared', () => {
    const differences = [difference(['email'], null, 'jane@example.com'), difference(['city'], null, 'Winnipeg')];
    expect(sent(one(create({ differences }), 'remote_id'))).toEqual({
      method: 'POST',
      path: '/v1/contacts',
      query: [],
      body: { email: 'jane@example.com', city: 'Winnipeg' },
    });
  });

  it('delete by id', () => {
    expect(sent(one({ ...update(), action: 'delete' }, 'email'))).toEqual({
      method: 'DELETE',
      path: '/v1/contacts/1234',
      query: [],
      body: null,
    });
  });
});

describe('envoke identifiers that move', () => {
  const claim = (id: string, before: string | null, after: string): ChangeDraft =>
    update({ id, live: live({ id }), differences: [difference(['email'], before, after)] });

  it('are claimed after their release was confirmed', () => {
    const [claims, releases] = requests.plan([claim('c1', null, 'a@x.com'), claim('c2', 'a@x.com', 'b@x.com')], {
      keyField: 'id',
    });
    expect(claims?.after).toEqual([{ request: 1, change: 'c2', result: 'confirmed' }]);
    expect(releases?.after).toEqual([]);
  });

  it('are also released by a delete', () => {
    const gone: ChangeDraft = { ...update({ id: 'c2' }), action: 'delete' };
    const [claims] = requests.plan([claim('c1', 'old@x.com', 'jane@example.com'), gone], { keyField: 'id' });
    expect(claims?.after).toEqual([{ request: 1, change: 'c2', result: 'confirmed' }]);
  });

  it('wait for no request if no other contact has them', () => {
    const plan = requests.plan([claim('c1', 'a@x.com', 'b@x.com'), claim('c2', null, 'c@x.com')], { keyField: 'id' });
    expect(plan.map(({ after }) => after)).toEqual([[], []]);
  });
});

describe('envoke results', () => {
  const request = one(update({ differences: RENAMED }));

  it.each([
    ['success', { success: true, result_data: { id: 1234 } }, 200, 'confirmed', undefined],
    ['a refusal with status 200', { success: false, result_text: 'no' }, 200, 'failed', 'invalid'],
    ['a refusal', { success: false, result_text: 'no' }, 400, 'failed', 'invalid'],
    ['no word of success', [], 200, 'failed', 'malformed'],
    ['a wrong key', undefined, 401, 'failed', 'unauthorized'],
    ['an error of the server', undefined, 500, 'failed', 'server'],
  ])('decode %s', (_, body, status, result, kind) => {
    expect(requests.results(request, response(body, status))).toMatchObject([
      { change: 'c1', result, ...(kind === undefined ? {} : { failure: { kind } }) },
    ]);
  });

  it('contain the likely reason why a difference remains', () => {
    expect(requests.whyUnconverged(difference(['lists', 'Promo'], null, true)).reason).toContain('interest');
    expect(requests.whyUnconverged(difference(['city'], 'a', null)).reason).toContain('does not document');
    expect(requests.whyUnconverged(difference(['city'], 'a', 'b')).reason).toContain('shortens');
  });
});
