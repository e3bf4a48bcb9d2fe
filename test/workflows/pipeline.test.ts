// Accounts are read concurrently. Live contacts are compared and released as they arrive, so that memory does not grow with the
// size of an account.
// @module-tag slow

import type { ServerResponse } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { withoutBase } from '../../src/base/suppressed/configuration.ts';
import type { DesiredContact, LiveContact } from '../../src/contact/contact.ts';
import { type Account, connectAccounts, makePlan } from '../../src/index.ts';
import type { LiveSource } from '../../src/live/source.ts';
import { decideAccount } from '../../src/plan/planner.ts';
import { json, serve } from '../http/server.ts';
import { crowd, emails, openCachedShop } from '../live/incremental/cached-shop.ts';
import { account, desired, toPlan } from '../plan/subject.ts';

const EMPTY_PAGE = { contacts: [], paging: { hasMore: false, cursors: { after: null } } };

function configurationOf(accounts: readonly Account[], contacts: readonly DesiredContact[]) {
  return { digest: '', files: 1, unsupportedFields: [], accounts, contacts };
}

/** Answers nothing until so many requests stand open that `isEnough`. */
async function serveWhen(isEnough: (urls: readonly string[]) => boolean) {
  const waiting: { readonly url: string; readonly response: ServerResponse }[] = [];
  let opened = false;
  const server = await serve(({ url }, response) => {
    waiting.push({ url, response });
    opened ||= isEnough(waiting.map((one) => one.url));
    if (opened) for (const { response: open } of waiting.splice(0)) json(open, 200, EMPTY_PAGE);
  });
  onTestFinished(() => server.close());
  return server;
}

async function planAt(url: string, names: readonly string[], contactsEach: number) {
  const accounts = names.map((name) => account('omnisend@2026-03-15', { name }));
  const contacts = names.flatMap((name) =>
    emails(contactsEach).map((email) =>
      desired({ account: name, key: `${name}/${email}`, identifiers: { email }, scalars: { city: 'London' } }),
    ),
  );
  const connections = connectAccounts({ accounts }, { environment: {}, sandboxUrl: url });
  onTestFinished(() => connections.close());
  const filters = { accounts: [], contacts: [], changed: false };
  return makePlan(withoutBase(configurationOf(accounts, contacts)), connections.accounts, { filters });
}

describe('concurrency', () => {
  test('three accounts are read concurrently', async () => {
    const names = ['first', 'second', 'third'];
    const server = await serveWhen((urls) => names.every((name) => urls.some((url) => url.startsWith(`/@${name}/`))));
    const plan = await planAt(server.url, names, 3);
    expect(plan.accounts.map(({ complete }) => complete)).toEqual([true, true, true]);
  });

  test('look-ups of one account run concurrently', async () => {
    const server = await serveWhen((urls) => urls.length === 2);
    const plan = await planAt(server.url, ['shop'], 2);
    // Nobody was found, so the account is listed once before anybody is created.
    expect(plan.accounts).toMatchObject([{ complete: true, reading: { strategy: 'look-up', requests: 3 } }]);
  });
});

const COUNT = 600;
/** Contacts of so many pages may be on the way: the one that is compared, the next one, and what a chunk of a file holds. */
const ON_THE_WAY = 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** The same source, and how many of the contacts that were handed on long ago are still held, whenever the count comes. */
function watched(source: LiveSource, every: number): { readonly source: LiveSource; readonly held: number[] } {
  const seen: WeakRef<LiveContact>[] = [];
  const held: number[] = [];
  return {
    held,
    source: {
      ...source,
      read: (questions, onContact, options) =>
        source.read(
          questions,
          (live) => {
            onContact(live);
            seen.push(new WeakRef(live));
            if (seen.length % every !== 0) return;
            collectGarbage();
            held.push(seen.slice(0, -ON_THE_WAY).filter((reference) => reference.deref() !== undefined).length);
          },
          options,
        ),
    },
  };
}

describe('memory', () => {
  const contacts = emails(COUNT).map((email) =>
    desired({ key: `shop/${email}`, identifiers: { email }, scalars: { firstName: 'Old' } }),
  );

  test('a page is released when the next but one is compared', async () => {
    const shop = await openCachedShop();
    await shop.setContacts(crowd(COUNT));
    const { source, held } = watched(shop.everything, COUNT / 6);
    const { decisions } = await decideAccount(account(), contacts.map(toPlan), source);
    expect(decisions).toHaveLength(COUNT);
    expect(held).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('so are cached contacts that are read and written', async () => {
    const shop = await openCachedShop();
    // So large that the file is read in several pieces; what one piece holds is handed on in one go.
    const customProperties = { notes: 'long '.repeat(400) };
    await shop.setContacts(crowd(COUNT).map((contact) => ({ ...contact, customProperties })));
    for (const strategy of ['list', 'incremental']) {
      const { source, held } = watched(shop.incremental(), COUNT);
      const { reading, decisions } = await decideAccount(account(), contacts.map(toPlan), source);
      expect([reading.strategy, decisions.length]).toEqual([strategy, COUNT]);
      expect(held.map((count) => count < COUNT / 2)).toEqual([true]);
    }
  });
});
