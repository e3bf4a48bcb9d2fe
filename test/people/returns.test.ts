// Histories of one person where opt-outs spread: who leaves one account is silent at all, and who comes back at one stays there, until
// they leave again.

import { expect, test } from 'vitest';
import type { Account } from '../../src/manifest/configuration.ts';
import { DIALECTS, type DialectName } from '../../src/providers/table.ts';
import { accountOf } from '../builders/accounts.ts';
import type { Deed } from './mailing.ts';
import { playHistory } from './story.ts';
import { type Event, emailOf, phoneOf } from './world.ts';

const ANN = 'ann';
const APPLY: Event = { kind: 'apply' };

function at(name: string, dialect: DialectName, resubscribe: Account['resubscribe'] = 'never'): Account {
  return accountOf(DIALECTS[dialect], { name, resubscribe });
}

const SHOP = at('shop', 'omnisend@v5');
const APP = at('app', 'loops@v1');
const NEWS = at('news', 'envoke@v1');
const OTHER_APP = at('other', 'loops@v1');

function does(kind: Deed, { name: account }: Account): Event {
  return { kind, person: ANN, account, isSecondEmail: false };
}

function declared(accounts: readonly Account[]): Event {
  const names = accounts.map(({ name }) => name);
  const declaration = { accounts: names, isSecondEmail: false, status: 'subscribed', firstName: 'A' } as const;
  return { kind: 'declare', person: ANN, declaration };
}

/** The accounts that mail her in the end. */
async function mailing(
  accounts: readonly Account[],
  events: readonly Event[],
  spreads = true,
): Promise<readonly string[]> {
  const history = { spreads, accounts, events: [declared(accounts), APPLY, ...events] };
  const { violations, standings } = await playHistory(history, 'ann');
  expect(violations).toEqual([]);
  return accounts.map(({ name }) => name).filter((name) => standings.get(name)?.get(emailOf(ANN, false))?.mailable);
}

const THREE = [SHOP, APP, NEWS];

test('who leaves one account is silent at all of them', async () => {
  for (const account of THREE) expect(await mailing(THREE, [does('leave', account), APPLY])).toEqual([]);
});

test('who comes back where they left is not thrown out by what rollcall wrote elsewhere', async () => {
  for (const account of THREE)
    for (const applies of [[], [APPLY]]) {
      const events = [does('leave', account), APPLY, ...applies, does('return', account), APPLY, APPLY];
      expect([account.name, await mailing(THREE, events)]).toEqual([account.name, [account.name]]);
    }
});

test('who comes back at another account stays there', async () => {
  for (const account of [SHOP, APP])
    expect(await mailing(THREE, [does('leave', NEWS), APPLY, does('return', account), APPLY, APPLY])).toEqual([
      account.name,
    ]);
});

test('who comes back stays, although the account that they left has another name since', async () => {
  for (const to of ['weekly', 'shop']) {
    const rename: Event = { kind: 'rename account', account: 'news', to };
    const events = [does('leave', NEWS), APPLY, does('return', APP), rename, APPLY, APPLY];
    expect(await mailing(THREE, events)).toEqual(['app']);
  }
});

test('who went away and comes back by email gets no text messages again', async () => {
  const again: Event = { kind: 'sign up', person: ANN, account: 'shop', isSecondEmail: false };
  const leaving = [does('leave', APP), APPLY];
  for (const before of [[], leaving]) {
    const declaration = { isSecondEmail: false, status: 'subscribed', sms: 'subscribed', firstName: 'A' } as const;
    const texts: Event = { kind: 'declare', person: ANN, declaration: { ...declaration, accounts: ['shop', 'app'] } };
    const events = [declared([APP]), APPLY, ...before, texts, APPLY, does('vanish', SHOP), again, APPLY, APPLY];
    const { violations, standings } = await playHistory({ spreads: false, accounts: [SHOP, APP], events }, ANN);
    expect(violations).toEqual([]);
    expect(standings.get('shop')?.get(phoneOf(ANN))?.mailable).not.toBe(true);
  }
});

test('who comes back stays, although the address is edited to and fro', async () => {
  const edit: Event = { kind: 'edit address', person: ANN };
  const killed: Event = { kind: 'apply and be killed', writes: 0 };
  for (const apply of [APPLY, killed]) {
    const events = [does('leave', NEWS), APPLY, does('return', APP), edit, apply, edit, APPLY, APPLY];
    expect(await mailing(THREE, events)).toEqual(['app']);
  }
});

test('who leaves again, at whichever account, is silent again', async () => {
  const accounts = [OTHER_APP, APP, NEWS];
  const back = [does('leave', NEWS), APPLY, APPLY, does('return', APP), does('return', OTHER_APP), APPLY];
  expect(await mailing(accounts, back)).toEqual(['other', 'app']);
  expect(await mailing(accounts, [...back, does('leave', OTHER_APP), APPLY])).toEqual([]);
  expect(await mailing(accounts, [...back, does('leave', APP), APPLY])).toEqual([]);
});

test('no claim at another account lifts a suppression, though the contact has also left there', async () => {
  const claiming = at('claiming', 'envoke@v1', 'with-consent');
  const evidence = { createdAt: '2024-01-05T00:00:00Z', supersedes: true } as const;
  const declaration = { isSecondEmail: false, status: 'subscribed', firstName: 'A', evidence } as const;
  const claim: Event = { kind: 'declare', person: ANN, declaration: { ...declaration, accounts: ['claiming'] } };
  const events = [does('leave', APP), does('leave', claiming), does('complain', APP), claim, APPLY];
  expect(await mailing([APP, claiming], events, false)).toEqual([]);
});

test('who comes back stays, although another change of the contact is owed', async () => {
  const accounts = [at('app', 'loops@v1', 'with-consent'), at('news', 'envoke@v1', 'with-consent')] as const;
  const [app, news] = accounts;
  const evidence = { createdAt: '2024-01-05T00:00:00Z', supersedes: true } as const;
  const declaration = { isSecondEmail: false, status: 'subscribed', firstName: 'A', evidence } as const;
  // No claim lifts a complaint: it is refused, and stays owed.
  const claim: Event = { kind: 'declare', person: ANN, declaration: { ...declaration, accounts: ['app', 'news'] } };
  const events = [does('complain', news), APPLY, claim, APPLY, does('return', app), declared(accounts), APPLY, APPLY];
  expect(await mailing(accounts, events)).toEqual(['app']);
});

test('who is created without a subscription, and subscribes by themselves, stays', async () => {
  const accounts = [APP, NEWS];
  const evidence = { createdAt: '2024-01-04T00:00:00Z', supersedes: true } as const;
  const claim = { isSecondEmail: false, status: 'subscribed', firstName: 'B', evidence } as const;
  const declare: Event = { kind: 'declare', person: ANN, declaration: { ...claim, accounts: ['app', 'news'] } };
  const events = [declared([NEWS]), APPLY, does('leave', NEWS), declare, APPLY, does('return', APP), APPLY, APPLY];
  const { violations, standings } = await playHistory({ spreads: true, accounts, events }, 'ann');
  expect(violations).toEqual([]);
  expect(standings.get('app')?.get(emailOf(ANN, false))).toEqual({ mailable: true });
});
