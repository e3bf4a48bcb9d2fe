// A vendor whose listing never ends: reading stops at twice the pages that the last listing would need, and 100 more.

import { expect, onTestFinished, test } from 'vitest';
import { withoutBase } from '../../src/base/suppressed/configuration.ts';
import { connectAccounts, makePlan } from '../../src/index.ts';
import { wordsOfFailure } from '../../src/render/words/failures.ts';
import type { ListingHistory } from '../../src/store/listings.ts';
import { takeSnapshot } from '../../src/workflows/snapshot.ts';
import { answer, type FaultServer, playFaults } from '../helpers/fault-server.ts';
import { openWorkbench } from '../helpers/workbench.ts';

const CONTACTS_PER_PAGE = 5;

/** Every page has other people. */
async function endlessVendor(perPage: number): Promise<FaultServer> {
  const vendor = await playFaults((socket, _request, count) => {
    const contacts = Array.from({ length: perPage }, (_, index) => {
      const number = count * perPage + index;
      const channels = { email: { status: 'subscribed', statusChangedAt: '2024-01-01T00:00:00Z' } };
      const identifiers = [{ type: 'email', id: `x${number}@example.com`, channels }];
      return { id: number.toString(16).padStart(24, '0'), identifiers, updatedAt: '2024-01-01T00:00:00Z' };
    });
    socket.write(answer(200, JSON.stringify({ contacts, paging: { hasMore: true, cursors: { after: `c${count}` } } })));
  });
  onTestFinished(() => vendor.close());
  return vendor;
}

/** An account of the vendor at which 300 people are declared. */
async function accountAt(vendor: FaultServer) {
  const people = Array.from({ length: 300 }, (_, index) => `  - { email: p${index}@example.com, city: Ulm }\n`);
  const manifest = `accounts:\n  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${KEY}" }\ncontacts:\n${people.join('')}`;
  const bench = await openWorkbench({ manifests: { 'all.yaml': manifest } });
  onTestFinished(() => bench.close());
  const configuration = withoutBase(await bench.load());
  const connections = connectAccounts(configuration, { environment: {}, sandboxUrl: vendor.url });
  onTestFinished(() => connections.close());
  return { configuration, accounts: connections.accounts };
}

function lastListingOf(contacts: number): ListingHistory {
  return { last: async () => ({ contacts, listedAt: '2026-05-01T00:00:00Z' }), save: async () => {} };
}

test('plan ends after so many pages', async () => {
  const most = 2 * 20 + 100;
  const vendor = await endlessVendor(CONTACTS_PER_PAGE);
  const { configuration, accounts } = await accountAt(vendor);
  const plan = await makePlan(configuration, accounts, {
    filters: { accounts: [], contacts: [], changed: false },
    listings: { history: lastListingOf(100), now: () => 0 },
  });
  const [failure] = plan.accounts[0]?.failures ?? [];
  expect(failure).toMatchObject({ code: 'too-many-pages', args: { pages: most, known: 100 } });
  expect(failure && wordsOfFailure(failure as never)?.message).toContain(`did not end after ${most} pages`);
  expect(plan.changes).toEqual([]);
  // The page after the last one was requested ahead.
  expect(vendor.received.length).toBeLessThanOrEqual(most + 1);
});

test('a page without contacts that more are said to follow ends the listing at once', async () => {
  const vendor = await endlessVendor(0);
  const { configuration, accounts } = await accountAt(vendor);
  const plan = await makePlan(configuration, accounts, {
    filters: { accounts: [], contacts: [], changed: false },
  });
  const [failure] = plan.accounts[0]?.failures ?? [];
  expect(failure).toMatchObject({ code: 'empty-page' });
  expect(failure && wordsOfFailure(failure as never)?.message).toContain('without contacts');
  expect({ changes: plan.changes, complete: plan.complete }).toEqual({ changes: [], complete: false });
  expect(vendor.received.length).toBeLessThanOrEqual(2);
});

test('snapshot ends, too, and writes nothing', async () => {
  const vendor = await endlessVendor(CONTACTS_PER_PAGE);
  const { configuration, accounts } = await accountAt(vendor);
  const lines = takeSnapshot(configuration, accounts, { takenAt: new Date(0), listings: lastListingOf(10) });
  const read = async (): Promise<void> => {
    for await (const _ of lines);
  };
  await expect(read()).rejects.toMatchObject({
    code: 'snapshot',
    message: expect.stringContaining('did not end after 104 pages'),
  });
});

test('an account that has only grown is read', async () => {
  const { configuration, accounts } = await accountAt(await playVendor(90));
  const plan = await makePlan(configuration, accounts, {
    filters: { accounts: [], contacts: [], changed: false },
    listings: { history: lastListingOf(10), now: () => 0 },
  });
  expect(plan.accounts[0]).toMatchObject({ complete: true, reading: { strategy: 'list', known: 90 } });
});

/** A vendor whose listing has so many pages, of one contact each. */
async function playVendor(pages: number): Promise<FaultServer> {
  const vendor = await playFaults((socket, _request, count) => {
    const identifiers = [
      { type: 'email', id: `x${count}@example.com`, channels: { email: { status: 'nonSubscribed' } } },
    ];
    const contacts = [{ id: count.toString(16).padStart(24, '0'), identifiers, updatedAt: '2024-01-01T00:00:00Z' }];
    const paging = { hasMore: count < pages, cursors: { after: count < pages ? `c${count}` : null } };
    socket.write(answer(200, JSON.stringify({ contacts, paging })));
  });
  onTestFinished(() => vendor.close());
  return vendor;
}
