// Listings that break off, contradict themselves or leave people out. Nobody is taken for absent because of one.

import { expect } from 'vitest';
import { wordsOfFailure } from '../../src/render/words/failures.ts';
import { people } from './person.ts';
import { describeDialects, testUnless } from './stage.ts';

describeDialects((stage) => {
  const { capabilities, fixture } = stage;
  const { list, lookUpGroup } = capabilities.reads;
  const pageSize = list?.pageSize ?? 0;
  const cannot = list === undefined ? 'reads.list is absent' : undefined;
  const incomplete =
    cannot ?? (list?.complete ? undefined : 'a listing proves nothing: whoever is missing is looked up');
  const pages = { method: 'GET', path: fixture.lookUpPath };

  /** Declares people, so many more than there are that listing them is cheapest. */
  async function declareMore(count: number): Promise<void> {
    const live = people(count);
    await stage.populate(live);
    const absent = Array.from({ length: 4 * lookUpGroup }, (_, index) => ({ email: `absent${index}@example.com` }));
    await stage.declare([...live.map(({ email }) => ({ email })), ...absent], { onMissing: 'skip' });
  }

  testUnless(cannot, 'a page that is rejected once: the listing starts again', async () => {
    await declareMore(2 * pageSize + 1);
    await stage.bench.script([{ match: pages, skip: 1, status: 400, body: {} }]);
    const plan = await stage.bench.plan();
    expect(plan.accounts[0]).toMatchObject({
      ...{ complete: true, unchanged: 2 * pageSize + 1, skipped: 4 * lookUpGroup },
      reading: list?.complete ? { strategy: 'list', known: 2 * pageSize + 1 } : { strategy: 'list, then look-up' },
    });
  });

  testUnless(cannot, 'pages that are rejected twice: the account is incomplete', async () => {
    await declareMore(2 * pageSize + 1);
    await stage.bench.script([1, 3].map((skip) => ({ match: pages, skip, status: 400, body: {} })));
    const plan = await stage.bench.plan();
    expect(plan.accounts[0]).toMatchObject({ complete: false, failures: [{ code: 'invalid' }] });
    expect(plan.changes).toEqual([]);
  });

  testUnless(cannot, 'the first page that is rejected is not asked for again', async () => {
    await declareMore(2);
    await stage.bench.script([{ match: pages, status: 400, body: {} }]);
    const plan = await stage.bench.plan();
    expect(plan.accounts[0]).toMatchObject({ complete: false, failures: [{ code: 'invalid' }] });
    expect(await stage.bench.requests()).toHaveLength(1);
  });

  testUnless(incomplete, 'an empty listing is not believed if a look-up finds somebody', async () => {
    await stage.populate(people(12));
    await stage.declare(people(12).map(({ email }) => ({ email, channels: { email: 'nonSubscribed' } })));
    const paging = { hasMore: false, cursors: { after: null, before: null }, next: null };
    await stage.bench.script([{ match: pages, status: 200, body: { contacts: [], paging } }]);
    const plan = await stage.bench.plan();
    const [failure] = plan.accounts[0]?.failures ?? [];
    expect(failure).toMatchObject({ code: 'incomplete-listing', args: { listed: 0, asked: 10, found: 10 } });
    expect(failure && wordsOfFailure(failure)?.message).toContain('did not list');
    expect({ changes: plan.changes, complete: plan.complete }).toEqual({ changes: [], complete: false });
    expect(await stage.bench.requests()).toHaveLength(11);
  });

  testUnless(incomplete, 'a look-up that the vendor rejects says nothing against a listing', async () => {
    await stage.populate(people(1));
    await stage.declare(people(5).map(({ email }) => ({ email, channels: { email: 'nonSubscribed' } })));
    await stage.bench.script([{ match: pages, skip: 1, times: 100, status: 400, body: {} }]);
    const plan = await stage.bench.plan();
    expect(plan.accounts[0]).toMatchObject({ complete: true, reading: { strategy: 'list', known: 1 } });
  });

  testUnless(incomplete, 'an empty listing is believed if look-ups find nobody, too', async () => {
    await stage.populate([]);
    await stage.declare(people(12).map(({ email }) => ({ email, channels: { email: 'nonSubscribed' } })));
    const plan = await stage.bench.plan();
    expect(plan.accounts[0]).toMatchObject({ complete: true, reading: { strategy: 'list', known: 0, requests: 11 } });
    expect(plan.changes).toHaveLength(12);
  });
});
