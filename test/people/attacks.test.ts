// Sequences by which somebody who left might be mailed again, somebody who was forgotten might come back, or somebody who returned
// might be thrown out. Each was tried because a rule looks only at the last apply, at one address or at one account.

import { describe, expect, test } from 'vitest';
import type { Account } from '../../src/manifest/configuration.ts';
import { DIALECTS, type DialectName } from '../../src/providers/table.ts';
import { accountOf } from '../builders/accounts.ts';
import type { Deed } from './mailing.ts';
import { playHistory } from './story.ts';
import { type Event, emailOf } from './world.ts';

const ANN = 'ann';
const APPLY: Event = { kind: 'apply' };
const EDIT: Event = { kind: 'edit address', person: ANN };
const DROP: Event = { kind: 'drop', person: ANN };
const SUPPRESS: Event = { kind: 'suppress', person: ANN };
const FORGET: Event = { kind: 'forget', person: ANN };
const PULL: Event = { kind: 'pull' };
const REVERT: Event = { kind: 'revert', commits: 1 };
const ROLL_BACK: Event = { kind: 'roll back' };
const EVIDENCE = { evidence: { createdAt: '2023-12-01T00:00:00Z', supersedes: true } } as const;

const applied = (account: string): Event => ({ kind: 'apply one account', account });

function does(kind: Deed, account = 'one'): Event {
  return { kind, person: ANN, account, isSecondEmail: false };
}

type Status = 'subscribed' | 'unsubscribed';

function declared(accounts: readonly string[], status: Status = 'subscribed', more: object = {}): Event {
  const declaration = { accounts, isSecondEmail: false, status, firstName: 'A', ...more };
  return { kind: 'declare', person: ANN, declaration };
}

const ONE = declared(['one']);
const OUT = declared(['one'], 'unsubscribed');
const BOTH = declared(['one', 'two']);

/** The addresses that are mailed in the end, with their accounts. */
async function mailedBy(accounts: readonly Account[], events: readonly Event[]): Promise<readonly string[]> {
  const { violations, standings } = await playHistory({ spreads: false, accounts, events }, ANN);
  expect(violations).toEqual([]);
  return accounts.flatMap(({ name }) =>
    [false, true]
      .map((isSecond) => emailOf(ANN, isSecond))
      .filter((email) => standings.get(name)?.get(email)?.mailable === true)
      .map((email) => `${name}/${email}`),
  );
}

function at(name: string, dialect: DialectName, keyField?: string): Account {
  const key = keyField === undefined ? {} : { keyField: keyField as Account['keyField'] };
  return accountOf(DIALECTS[dialect], { name, resubscribe: 'with-consent', ...key });
}

function withUserId(event: Event): Event {
  return event.kind === 'declare' ? { ...event, declaration: { ...event.declaration, hasUserId: true } } : event;
}

const NAMES = Object.keys(DIALECTS) as DialectName[];

/** The sandbox's accounts at Envoke take no `remote_id` as a key unless they allow an email twice. */
function isEnabled(keyField: string): boolean {
  return keyField !== 'remote_id';
}

/** Every dialect with each of its key fields; with a userId of ours, where that is what addresses a contact. */
const WAYS = NAMES.flatMap((dialect) =>
  DIALECTS[dialect].keyFields.filter(isEnabled).map((keyField, index) => ({
    ...{ dialect, keyField },
    hasUserId: index > 0 || keyField === 'userId',
  })),
);

describe.each(WAYS)('$dialect by $keyField: nobody is mailed who', ({ dialect, keyField, hasUserId }) => {
  const mailed = (all: readonly Account[], events: readonly Event[]): Promise<readonly string[]> =>
    mailedBy(all, hasUserId ? events.map(withUserId) : events);
  const accounts = [at('one', dialect, keyField), at('two', dialect === 'loops@v1' ? 'omnisend@v5' : 'loops@v1')];

  test.each<readonly [string, readonly Event[]]>([
    ['went away and was suppressed for a while', [ONE, APPLY, does('vanish'), SUPPRESS, APPLY, REVERT, APPLY, APPLY]],
    [
      'left, went away, and was suppressed for a while',
      [ONE, APPLY, does('leave'), APPLY, does('vanish'), SUPPRESS, APPLY, REVERT, APPLY, APPLY],
    ],
    ['was forgotten, before the commit was reverted', [ONE, APPLY, FORGET, APPLY, REVERT, APPLY, APPLY]],
    ['left and was forgotten, before that', [ONE, APPLY, does('leave'), FORGET, APPLY, REVERT, APPLY, APPLY]],
    [
      'was forgotten with a phone that was not declared then',
      [ONE, APPLY, FORGET, APPLY, REVERT, declared(['one'], 'subscribed', { sms: 'subscribed' }), APPLY, APPLY],
    ],
    [
      'was forgotten while not subscribed',
      [declared(['one'], 'subscribed', { status: undefined }), APPLY, FORGET, APPLY, REVERT, ONE, APPLY, APPLY],
    ],
    ['was forgotten, where nobody else is declared, before that', [ONE, FORGET, APPLY, REVERT, APPLY, APPLY]],
    ['complained, before the apply that created her was rolled back', [ONE, APPLY, does('complain'), ROLL_BACK, APPLY]],
    ['left, before the apply that created her was rolled back', [ONE, APPLY, does('leave'), ROLL_BACK, APPLY, APPLY]],
    [
      'left, before the apply that edited her was rolled back',
      [ONE, APPLY, declared(['one'], 'subscribed', { firstName: 'B' }), APPLY, does('leave'), ROLL_BACK, APPLY, APPLY],
    ],
    ['was unsubscribed by an apply that was rolled back', [ONE, APPLY, OUT, APPLY, ROLL_BACK, APPLY, APPLY]],
    ['left under an address that was edited', [ONE, APPLY, does('leave'), EDIT, APPLY, APPLY, APPLY]],
    ['went away from an address that was edited', [ONE, APPLY, does('vanish'), EDIT, APPLY, APPLY, APPLY]],
    [
      'left under an address that was edited beside a claim that had counted',
      [declared(['one'], 'subscribed', EVIDENCE), APPLY, does('leave'), EDIT, APPLY, APPLY],
    ],
    ['left, and was edited to and fro', [ONE, APPLY, does('leave'), EDIT, APPLY, EDIT, APPLY, APPLY]],
    [
      'left the other account, and went away from both while only one was applied',
      [BOTH, APPLY, does('leave', 'two'), applied('one'), does('vanish', 'two'), does('vanish'), applied('one'), APPLY],
    ],
    [
      'left while an apply was killed',
      [BOTH, { kind: 'apply and be killed', writes: 1 }, does('leave'), does('leave', 'two'), APPLY, APPLY],
    ],
    [
      'left again after a claim, which a revert brought back',
      [declared(['one'], 'subscribed', EVIDENCE), APPLY, does('leave'), APPLY, DROP, APPLY, REVERT, APPLY],
    ],
    [
      'went away, was taken out of the manifests, and is put back',
      [ONE, APPLY, does('vanish'), APPLY, DROP, APPLY, ONE, APPLY, APPLY],
    ],
    [
      'was taken out of the manifests and went away',
      [ONE, APPLY, DROP, APPLY, does('vanish'), APPLY, ONE, APPLY, APPLY],
    ],
    [
      'left, went away while nobody declared her, and is put back by a revert',
      [ONE, APPLY, does('leave'), DROP, APPLY, does('vanish'), REVERT, APPLY, APPLY],
    ],
    [
      'went away, was taken out, and is put back with evidence of before that',
      [ONE, APPLY, does('vanish'), DROP, APPLY, declared(['one'], 'subscribed', EVIDENCE), APPLY, APPLY],
    ],
    [
      'left, which a pull took into the manifests and a revert took out',
      [ONE, APPLY, does('leave'), PULL, APPLY, REVERT, APPLY, APPLY],
    ],
    [
      'came back, which a pull took into the manifests, and left again',
      [ONE, APPLY, OUT, APPLY, does('return'), PULL, APPLY, does('leave'), APPLY, APPLY],
    ],
    [
      'came back, which a pull took into the manifests, and went away',
      [ONE, APPLY, OUT, APPLY, does('return'), PULL, APPLY, does('vanish'), APPLY, APPLY],
    ],
    [
      'is unsubscribed by an `at:` block of the other account of the sender',
      [declared(['one', 'two'], 'subscribed', { at: { two: 'unsubscribed' } }), APPLY, APPLY],
    ],
    [
      'left where an `at:` block subscribes her, and went away',
      [
        declared(['one'], 'unsubscribed', { at: { one: 'subscribed' } }),
        APPLY,
        does('leave'),
        APPLY,
        does('vanish'),
        APPLY,
        APPLY,
      ],
    ],
    ['is suppressed in the commit that edits her address', [ONE, APPLY, EDIT, SUPPRESS, APPLY, APPLY]],
    ['is suppressed under the address that was edited', [ONE, APPLY, SUPPRESS, APPLY, EDIT, APPLY, APPLY]],
    [
      'left an account that another one takes the place of',
      [declared(['two']), APPLY, does('leave', 'two'), APPLY, ONE, APPLY, APPLY],
    ],
  ])('%s', async (_, events) => {
    expect(await mailed(accounts, events)).toEqual([]);
  });

  test('an old line that is edited elsewhere throws nobody out who came back', async () => {
    const edited = declared(['one'], 'unsubscribed', { firstName: 'B' });
    expect(await mailed(accounts, [ONE, APPLY, OUT, APPLY, does('return'), edited, APPLY, APPLY])).toEqual([
      'one/ann@example.com',
    ]);
  });

  test('whoever came back stays when a pull takes that into the manifests, and when a revert takes it out', async () => {
    const back = [ONE, APPLY, OUT, APPLY, does('return'), PULL, APPLY];
    expect(await mailed(accounts, [...back, APPLY])).toEqual(['one/ann@example.com']);
    expect(await mailed(accounts, [...back, REVERT])).toEqual(['one/ann@example.com']);
  });

  test('whoever was forgotten and came back by themselves stays, whatever becomes of the erasure', async () => {
    const back = [ONE, APPLY, FORGET, APPLY, does('vanish'), does('sign up')];
    expect(await mailed(accounts, [...back, REVERT, APPLY, APPLY])).toEqual(['one/ann@example.com']);
  });
});
