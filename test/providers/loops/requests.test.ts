import { describe, expect, it } from 'vitest';
import { difference } from '../../../src/contact/difference.ts';
import type { ChangeDraft } from '../../../src/providers/contract.ts';
import { loops } from '../../../src/providers/loops/index.ts';
import { create, desired, live, response, sent, update } from '../drafts.ts';

const { requests } = loops;

function plan(...changes: ChangeDraft[]) {
  return requests.plan(changes, { keyField: 'userId' });
}

function body(change: ChangeDraft) {
  return plan(change)[0]?.body;
}

const RENAMED = [difference(['firstName'], 'Jan', 'Jane')];

describe('loops updates', () => {
  it('are one PUT per change that contains only the differences', () => {
    const [request, ...others] = plan(update({ differences: RENAMED }));
    expect(others).toEqual([]);
    expect(request).toEqual({
      kind: 'single',
      method: 'PUT',
      path: '/api/v1/contacts/update',
      query: [],
      body: { email: 'jane@example.com', firstName: 'Jane' },
      items: [{ change: 'c1', pointer: '', carries: [0] }],
      after: [],
      polls: 'none',
      mayCreate: true,
    });
  });

  it('address the contact by userId alone if the live contact has one, so that nothing can be created', () => {
    const [request] = plan(update({ live: live({ userId: 'u_42' }), differences: RENAMED }));
    expect(request?.body).toEqual({ userId: 'u_42', firstName: 'Jane' });
    expect(request).not.toHaveProperty('mayCreate');
  });

  it('clear a field with null, and the group with an empty text', () => {
    const differences = [
      difference(['lastName'], 'Doe', null),
      difference(['group'], 'customers', null),
      difference(['customProperties', 'height'], 180, null),
    ];
    expect(body(update({ differences }))).toEqual({
      email: 'jane@example.com',
      lastName: null,
      userGroup: '',
      height: null,
    });
  });

  it('put custom properties at the top level and merge lists', () => {
    const differences = [
      difference(['lists', 'news'], null, true),
      difference(['lists', 'promo'], true, null),
      difference(['customProperties', 'age'], 33, 34),
      difference(['customProperties', 'vip'], null, false),
    ];
    expect(body(update({ differences }))).toEqual({
      email: 'jane@example.com',
      age: 34,
      vip: false,
      mailingLists: { news: true, promo: false },
    });
  });

  it('send only the lists to join and to leave if lists are declared as a list', () => {
    expect(body(update({ differences: [difference(['lists'], ['a', 'b'], ['b', 'c'])] }))).toEqual({
      email: 'jane@example.com',
      mailingLists: { c: true, a: false },
    });
    expect(body(update({ differences: [difference(['lists'], ['a'], null)] }))).toMatchObject({
      mailingLists: { a: false },
    });
  });

  it.each([
    ['subscribed', true],
    ['unsubscribed', false],
  ] as const)('write %s as %s, and no status without a difference', (status, subscribed) => {
    const differences = [difference(['channels', 'email', 'status'], 'other', status)];
    expect(body(update({ differences }))).toEqual({ email: 'jane@example.com', subscribed });
    expect(body(update({ differences: RENAMED }))).not.toHaveProperty('subscribed');
  });

  it('change an email only through the userId', () => {
    const differences = [difference(['email'], 'old@example.com', 'jane@example.com')];
    const old = live({ emails: ['old@example.com'], userId: 'u_42' });
    expect(body(update({ live: old, differences }))).toEqual({ userId: 'u_42', email: 'jane@example.com' });
    expect(() => plan(update({ live: live({ emails: ['old@example.com'] }), differences }))).toThrow(RangeError);
  });

  it('add a userId to the contact that the email addresses', () => {
    expect(body(update({ differences: [difference(['userId'], null, 'u_42')] }))).toEqual({
      email: 'jane@example.com',
      userId: 'u_42',
    });
  });
});

describe('loops creates and deletes', () => {
  const identity = [difference(['userId'], null, 'u_42'), difference(['email'], null, 'jane@example.com')];
  const person = desired({ identifiers: { email: 'jane@example.com', userId: 'u_42' } });

  it('create with POST, subscribed only if the manifest says so', () => {
    const differences = [...identity, difference(['channels', 'email', 'status'], null, 'subscribed')];
    const [request] = plan(create({ desired: person, differences }));
    expect(request && sent(request)).toEqual({
      method: 'POST',
      path: '/api/v1/contacts/create',
      query: [],
      body: { email: 'jane@example.com', userId: 'u_42', subscribed: true },
    });
    expect(request?.items).toEqual([{ change: 'c1', pointer: '', carries: [0, 1, 2] }]);
    expect(body(create({ desired: person, differences: identity }))).toMatchObject({ subscribed: false });
    expect(() => body(create({ desired: desired({ identifiers: { userId: 'u_42' } }) }))).toThrow(RangeError);
  });

  it('delete by exactly one identifier', () => {
    const request = plan({ ...update({ live: live({ userId: 'u_42' }) }), action: 'delete' })[0];
    expect(request && sent(request)).toEqual({
      method: 'POST',
      path: '/api/v1/contacts/delete',
      query: [],
      body: { userId: 'u_42' },
    });
    expect(body({ ...update(), action: 'delete' })).toEqual({ email: 'jane@example.com' });
  });
});

describe('loops results', () => {
  function result(change: ChangeDraft, ...answer: Parameters<typeof response>) {
    const [request] = plan(change);
    if (request === undefined) throw new Error('no request');
    return requests.results(request, response(...answer));
  }

  it('are confirmed if the response says so', () => {
    expect(result(update({ differences: RENAMED }), { success: true, id: 'x' })).toEqual([
      { change: 'c1', result: 'confirmed' },
    ]);
  });

  it('are a failure if a 2xx does not contain `success: true`', () => {
    expect(result(update({ differences: RENAMED }), {})).toMatchObject([
      { result: 'failed', failure: { kind: 'malformed' } },
    ]);
    expect(result(update({ differences: RENAMED }), { success: false, message: 'no' })).toMatchObject([
      { result: 'failed' },
    ]);
  });

  it('report that a contact exists already by the status, not by the text', () => {
    expect(result(create(), { success: false, message: 'words that change' }, 409)).toEqual([
      { change: 'c1', result: 'failed', failure: { kind: 'conflict', status: 409, message: 'words that change' } },
    ]);
  });

  it('confirm a repeated delete only if Loops itself responds that the contact does not exist', () => {
    const removal: ChangeDraft = { ...update(), action: 'delete' };
    expect(result(removal, { success: false, message: 'Contact not found' }, 404)).toMatchObject([
      { result: 'confirmed' },
    ]);
    expect(result(removal, undefined, 404)).toMatchObject([{ result: 'failed', failure: { kind: 'not-found' } }]);
  });

  it('contain the likely reason why a difference remains', () => {
    expect(requests.whyUnconverged(difference(['lists', 'news'], null, true)).reason).toContain('may have left');
    expect(requests.whyUnconverged(difference(['lastName'], 'Doe', null)).reason).toContain('does not document');
    expect(requests.whyUnconverged(difference(['firstName'], 'a', 'b')).reason).not.toContain('does not document');
  });
});
