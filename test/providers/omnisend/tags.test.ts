import { describe, expect, it } from 'vitest';
import { difference } from '../../../src/contact/difference.ts';
import type { ChangeDraft } from '../../../src/providers/contract.ts';
import { omnisend5, omnisend20260315 } from '../../../src/providers/omnisend/index.ts';
import { live, response, update } from '../drafts.ts';
import { newcomer } from './people.ts';

const { requests } = omnisend20260315;
const plan = (...changes: readonly ChangeDraft[]) => requests.plan(changes, { keyField: 'id' });

function tagged(id: string, ...tags: readonly (readonly [string, boolean])[]): ChangeDraft {
  const differences = tags.map(([tag, isIn]) => difference(['tags', tag], isIn ? null : true, isIn ? true : null));
  return update({ id, live: live({ id: `live-${id}` }), differences });
}

function withTag(change: ChangeDraft, tag: string): ChangeDraft {
  return { ...change, differences: [...change.differences, difference(['tags', tag], null, true)] };
}

describe('omnisend map-form tags', () => {
  it('are sent separately, in one call per tag and operation', () => {
    const planned = plan(tagged('c1', ['vip', true], ['old', false]), tagged('c2', ['vip', true]));
    expect(planned).toEqual([
      {
        kind: 'grouped',
        method: 'POST',
        path: '/api/contacts/tags',
        query: [],
        body: { tags: ['vip'], contactIDs: ['live-c1', 'live-c2'] },
        items: [
          { change: 'c1', pointer: '/contactIDs/0', carries: [0] },
          { change: 'c2', pointer: '/contactIDs/1', carries: [0] },
        ],
        after: [],
        polls: 'read-back',
      },
      expect.objectContaining({
        method: 'DELETE',
        body: { tags: ['old'], contactIDs: ['live-c1'] },
        items: [{ change: 'c1', pointer: '/contactIDs/0', carries: [1] }],
      }),
    ]);
  });

  it('are sent for at most 250 contacts per call', () => {
    const many = Array.from({ length: 1000 }, (_, index) => tagged(`c${index}`, ['vip', true]));
    expect(plan(...many).map(({ items }) => items.length)).toEqual([250, 250, 250, 250]);
  });

  it('wait for the create of their contact, which they address by email or else by phone', () => {
    const [first, second, tags, ...others] = plan(
      withTag(newcomer('c1', { email: 'jane@example.com', phone: '+37060000001' }), 'vip'),
      withTag(newcomer('c2', { phone: '+37060000002' }), 'vip'),
      tagged('c3', ['vip', true]),
    );
    expect([first?.method, second?.method, others]).toEqual(['POST', 'POST', []]);
    expect(first?.items).toEqual([{ change: 'c1', pointer: '', carries: [0, 1] }]);
    expect(tags?.body).toEqual({
      ...{ tags: ['vip'], contactIDs: ['live-c3'], emails: ['jane@example.com'], phones: ['+37060000002'] },
    });
    expect(tags?.items.map(({ change, pointer }) => [change, pointer])).toEqual([
      ['c1', '/emails/0'],
      ['c2', '/phones/0'],
      ['c3', '/contactIDs/0'],
    ]);
    expect(tags?.after).toEqual([
      { request: 0, change: 'c1', result: 'created' },
      { request: 1, change: 'c2', result: 'created' },
    ]);
  });

  it('cause no PATCH if nothing else differs', () => {
    const mixed = { ...tagged('c1', ['vip', true]), id: 'c1' };
    const differences = [...mixed.differences, difference(['firstName'], 'a', 'b')];
    const [patch, tags, ...others] = plan({ ...mixed, differences });
    expect(patch).toMatchObject({ method: 'PATCH', body: { firstName: 'b' }, items: [{ carries: [1] }] });
    expect(tags).toMatchObject({ items: [{ carries: [0] }] });
    expect(others).toEqual([]);
  });

  it('are accepted, and verified by reading', () => {
    const [request] = plan(tagged('c1', ['vip', true]), tagged('c2', ['vip', true]));
    if (request === undefined) throw new Error('no request');
    expect(requests.results(request, response(undefined, 202))).toEqual([
      { change: 'c1', result: 'accepted' },
      { change: 'c2', result: 'accepted' },
    ]);
    expect(requests.results(request, response({ title: 'Rate limit exceeded' }, 429))).toMatchObject([
      { change: 'c1', result: 'failed', failure: { kind: 'rate-limited' } },
      { change: 'c2', result: 'failed' },
    ]);
  });

  it('are not supported by the older versions', () => {
    expect(() => omnisend5.requests.plan([tagged('c1', ['vip', true])], { keyField: 'id' })).toThrow(RangeError);
  });
});
