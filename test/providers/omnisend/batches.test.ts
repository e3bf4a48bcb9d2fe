import { describe, expect, it } from 'vitest';
import { difference } from '../../../src/contact/difference.ts';
import type { ChangeDraft, ItemResult, Poll, Provider, RequestDraft } from '../../../src/providers/contract.ts';
import { omnisend3, omnisend20260315 } from '../../../src/providers/omnisend/index.ts';
import { response } from '../drafts.ts';
import { newcomer, newcomers, VERSIONS } from './people.ts';

function plan({ requests }: Provider, changes: readonly ChangeDraft[]) {
  return requests.plan(changes, { keyField: 'id' });
}

function batchOf(provider: Provider, count: number): RequestDraft {
  const [request] = plan(provider, newcomers(count));
  if (request === undefined) throw new Error('no request');
  return request;
}

function elements({ body }: RequestDraft): readonly unknown[] {
  return (body as { readonly items: readonly unknown[] }).items;
}

describe.each(VERSIONS)('omnisend %s batches', (_, { provider, base }) => {
  it('are used from five creates on, because a batch takes about four requests', () => {
    expect(plan(provider, newcomers(4)).map(({ kind, path }) => [kind, path])).toEqual(
      Array.from({ length: 4 }, () => ['single', `${base}/contacts`]),
    );
    const [request, ...others] = plan(provider, newcomers(5));
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      ...{ kind: 'batch', method: 'POST', path: `${base}/batches`, query: [], after: [], polls: 'job' },
      body: { endpoint: 'contacts', method: 'POST' },
    });
    expect(request?.items).toEqual(
      Array.from({ length: 5 }, (__, index) => ({ change: `c${index + 1}`, pointer: `/items/${index}`, carries: [0] })),
    );
  });

  it('contain the same bodies as single creates, including the welcome flag', () => {
    const people = newcomers(5).map((change, index) => ({
      ...change,
      desired: { ...change.desired, welcome: index === 2 },
    }));
    const singles = people.map((change) => plan(provider, [change])[0]?.body);
    const [batch] = plan(provider, people);
    expect(batch && elements(batch)).toEqual(singles);
    expect(JSON.stringify(singles[2])).toContain('true');
    expect(JSON.stringify(singles[3])).toContain('"sendWelcome');
    expect(JSON.stringify(singles[3])).not.toContain('true');
  });

  it('never contain a contact without an email', () => {
    const phones = Array.from({ length: 9 }, (__, index) => newcomer(`p${index}`, { phone: `+3706000000${index}` }));
    expect(plan(provider, phones).every(({ kind }) => kind === 'single')).toBe(true);
    const [single, batch] = plan(provider, [...newcomers(5), ...phones.slice(0, 1)]);
    expect(single?.items).toMatchObject([{ change: 'p0' }]);
    expect(batch?.items.length).toBe(5);
  });
});

describe('the size of omnisend batches', () => {
  const sizes = (provider: Provider, count: number) =>
    plan(provider, newcomers(count)).map(({ items }) => items.length);

  it('depends on the version', () => {
    expect(sizes(omnisend20260315, 1000)).toEqual(Array.from({ length: 10 }, () => 100));
    expect(sizes(omnisend3, 2005)).toEqual([1000, 1000, 5]);
  });

  it('leaves creates single if the last batch would have fewer than five', () => {
    expect(sizes(omnisend20260315, 203)).toEqual([1, 1, 1, 100, 100]);
  });

  it('keeps a body below 1 MB, counted in bytes', () => {
    const long = 'ė'.repeat(2048);
    const people = newcomers(600).map((change) => ({
      ...change,
      differences: [...change.differences, difference(['customProperties', 'bio'], null, long)],
    }));
    const batches = plan(omnisend3, people);
    expect(batches.flatMap(({ items }) => items.map(({ change }) => change))).toEqual(people.map(({ id }) => id));
    for (const { body } of batches) expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(1_000_000);
    expect(batches.length).toBe(3);
  });
});

describe('tags of batched creates', () => {
  it('are sent after the batch', () => {
    const people = newcomers(5).map((change) => ({
      ...change,
      differences: [...change.differences, difference(['tags', 'vip'], null, true)],
    }));
    const [batch, tags, ...others] = plan(omnisend20260315, people);
    expect(others).toEqual([]);
    expect(batch?.items[4]).toEqual({ change: 'c5', pointer: '/items/4', carries: [0] });
    expect(tags?.body).toEqual({ tags: ['vip'], emails: people.map(({ desired }) => desired.identifiers.email) });
    expect(tags?.after).toEqual(people.map(({ id }) => ({ request: 0, change: id, result: 'created' })));
  });
});

describe('the response to an omnisend batch', () => {
  const { requests } = omnisend20260315;
  const batch = batchOf(omnisend20260315, 5);
  const accepted = batch.items.map(({ change }) => ({ change, result: 'accepted' }));

  it('starts polling', () => {
    expect(requests.results(batch, response({ batchID: 'b 1', totalCount: 5 }, 201))).toEqual({
      poll: { method: 'GET', path: '/api/batches/b%201', query: [] },
      pauseMs: 500,
      results: [],
    });
  });

  it('gives `accepted` for every contact if it has no id', () => {
    for (const body of [undefined, null, [], {}, { batchID: 7 }]) {
      expect(requests.results(batch, response(body, 201))).toEqual(accepted);
    }
  });

  it('fails every contact if it is an error', () => {
    const results = requests.results(batch, response({ title: 'Unauthorized' }, 401));
    expect(results).toEqual(
      batch.items.map(({ change }) => ({
        ...{ change, result: 'failed' },
        failure: { kind: 'unauthorized', status: 401, message: 'Unauthorized' },
      })),
    );
  });
});

describe('an omnisend batch', () => {
  const { requests } = omnisend20260315;
  const batch = batchOf(omnisend20260315, 5);
  const accepted = batch.items.map(({ change }) => ({ change, result: 'accepted' }));
  const started = requests.results(batch, response({ batchID: 'b1' }, 201)) as Poll;
  const ask = (poll: Poll, ...answer: Parameters<typeof response>) =>
    requests.pollResults?.(batch, poll, response(...answer)) as readonly ItemResult[] & Poll;
  const items = ask(started, { status: 'finished' });

  it('is polled at growing intervals, a limited number of times', () => {
    const pauses: number[] = [];
    let state = started;
    while ('poll' in state) {
      pauses.push(state.pauseMs);
      expect(state.poll.path).toBe('/api/batches/b1');
      state = ask(state, { status: pauses.length === 1 ? 'pending' : 'inProgress' });
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000]);
    // It may still be running.
    expect(state).toEqual([]);
  });

  it.each(['finished', 'stopped'])('is followed by a request for its items once it is %s', (status) => {
    expect(ask(started, { status })).toEqual({
      poll: { method: 'GET', path: '/api/batches/b1/items', query: [] },
      pauseMs: 0,
      results: [],
    });
  });

  it('may still be running where it cannot be asked about', () => {
    expect(ask(started, undefined, 500)).toEqual([]);
    expect(ask(started, undefined, 403)).toEqual([]);
    expect(ask(started, [])).toEqual([]);
  });

  it('that is gone, or whose items are not shown, is left to reading', () => {
    expect(ask(started, undefined, 404)).toEqual(accepted);
    expect(ask(items, undefined, 500)).toEqual(accepted);
    for (const body of [{}, { errors: 7, responses: null }, { responses: [null, 'x', {}, { responseCode: '201' }] }]) {
      expect(ask(items, body)).toEqual(accepted);
    }
  });

  it('gives a result for every contact, matched by the email in the item', () => {
    const [first, second, third, fourth, fifth] = elements(batch);
    const created = { id: 'x1', identifiers: [{ type: 'email', id: 'user1@example.com' }] };
    const results = ask(items, {
      errors: [
        { itemID: '9', request: third, responseCode: 400, response: { title: 'Validation failed' } },
        { itemID: '8', request: fourth, responseCode: 403, response: {} },
        { itemID: '7', request: fifth, responseCode: 429, response: {} },
        { request: { identifiers: [{ type: 'email', id: 'stranger@example.com' }] }, responseCode: 400 },
      ],
      responses: [
        { request: second, responseCode: 200, response: { id: 'x2' } },
        { request: first, responseCode: 201, response: created },
        { request: first, responseCode: 500, response: {} },
      ],
    });
    expect(Object.fromEntries(results.map((result) => [result.change, result]))).toMatchObject({
      c1: { result: 'confirmed', live: { id: 'x1', emails: ['user1@example.com'] } },
      c2: { result: 'existed-already', live: { id: 'x2' } },
      c3: { result: 'failed', failure: { kind: 'invalid', status: 400, message: 'Validation failed' } },
      c4: { result: 'failed', failure: { kind: 'server', status: 403 } },
      c5: { result: 'failed', failure: { kind: 'server', status: 429 } },
    });
    expect(results.length).toBe(5);
  });

  it('gives `accepted` if all items have status 200, which may mean a create or an update', () => {
    const [first, second] = elements(batch);
    const created = { id: 'x1', identifiers: [{ type: 'email', id: 'user1@example.com' }] };
    const responses = [
      { request: first, responseCode: 200, response: created },
      { request: second, responseCode: 200, response: {} },
    ];
    expect(ask(items, { responses })).toEqual(accepted);
  });

  it('gives `existed-already` for a 200 if an item on an earlier page has a 201', () => {
    const [first, second] = elements(batch);
    const next = 'https://api.omnisend.com/api/batches/b1/items?offset=1&limit=1';
    const created = { id: 'x1', identifiers: [{ type: 'email', id: 'user1@example.com' }] };
    const more = ask(items, {
      responses: [{ request: first, responseCode: 201, response: created }],
      paging: { next },
    });
    const [, found] = ask(more, { responses: [{ request: second, responseCode: 200, response: { id: 'x2' } }] });
    expect(found).toMatchObject({ change: 'c2', result: 'existed-already' });
  });

  it('matches contacts by index even if apply left some out', () => {
    const kept = [1, 3];
    const trimmed = {
      ...batch,
      body: { endpoint: 'contacts', method: 'POST', items: kept.map((index) => elements(batch)[index]) as never },
      items: kept.flatMap((index) => batch.items[index] ?? []),
    };
    const answer = response({
      responses: [{ request: elements(batch)[3], responseCode: 201, response: { id: 'x4' } }],
    });
    expect(requests.pollResults?.(trimmed, items, answer)).toMatchObject([
      { change: 'c4', result: 'confirmed' },
      { change: 'c2', result: 'accepted' },
    ]);
  });

  it('reads its items page by page, until a page contains no new result', () => {
    const [first, second] = elements(batch);
    const next = 'https://api.omnisend.com/api/batches/b1/items?offset=1&limit=1';
    const page = { responses: [{ request: first, responseCode: 201, response: {} }], paging: { next } };
    const more = ask(items, page);
    expect(more.poll).toEqual({
      method: 'GET',
      path: '/api/batches/b1/items',
      query: Object.entries({ offset: '1', limit: '1' }),
    });
    expect(more.results).toMatchObject([{ change: 'c1' }]);
    expect(ask(more, page)).toHaveLength(5);
    expect(ask(more, { responses: [{ request: second, responseCode: 201, response: {} }] })).toHaveLength(5);
  });

  it('does not distinguish a create from an update on v3', () => {
    const request = batchOf(omnisend3, 5);
    const poll = omnisend3.requests.results(request, response({ batchID: 'b1' })) as Poll;
    const itemsOf = omnisend3.requests.pollResults?.(request, poll, response({ status: 'finished' })) as Poll;
    expect(itemsOf.poll.path).toBe('/v3/batches/b1/items');
    const answer = { responses: [{ responseCode: 200, response: { email: 'USER1@example.com', contactID: 'x' } }] };
    expect(omnisend3.requests.pollResults?.(request, itemsOf, response(answer))).toEqual([
      { change: 'c1', result: 'confirmed' },
      ...['c2', 'c3', 'c4', 'c5'].map((change) => ({ change, result: 'accepted' })),
    ]);
  });
});
