// `doctor --rehearse` at every dialect: whichever way a vendor is in what its documents leave open, every fact is found as it is; no
// contact but that of the rehearsal is touched, it is never mailable, and it is removed where the vendor can.
// @module-tag slow

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectAccounts, withoutBase } from '../../src/index.ts';
import { isComplete, type Rehearsal, type TrialResult } from '../../src/plan/doctor/rehearsal.ts';
import { ALL_DIALECTS, type Dialect } from '../../src/providers/table.ts';
import { rehearse } from '../../src/workflows/doctor/rehearse/index.ts';
import { openWorkbench, type ReceivedRequest, type Workbench } from '../helpers/workbench.ts';
import type { Wire } from './fixtures/fixture.ts';
import { FIXTURES } from './fixtures.ts';
import { people } from './person.ts';
import { accountOf } from './stage.ts';

const EMAIL = 'me+rollcall@example.net';
const USER_ID = 'rollcall-doctor-1a2b3c4d';

let bench: Workbench;

beforeAll(async () => {
  bench = await openWorkbench({ manifests: {} });
});
afterAll(() => bench.close());

interface Case {
  /** Settings of the account by which the vendor is another one. */
  readonly variant?: Wire;
  readonly contacts?: readonly unknown[];
  readonly answers?: readonly unknown[];
  /** Further contacts at the vendor. */
  readonly extra?: readonly Wire[];
  readonly isInterrupted?: () => boolean;
}

interface Rehearsed {
  readonly result: Rehearsal;
  readonly writes: readonly ReceivedRequest[];
  readonly before: Wire;
  readonly after: Wire;
}

async function run(
  dialect: Dialect,
  { variant = {}, contacts, answers = [], extra = [], isInterrupted }: Case = {},
): Promise<Rehearsed> {
  const { provider } = dialect;
  const side = FIXTURES[dialect.dialect].encode(people(3));
  const state = { ...side, contacts: [...side.contacts, ...extra], ...variant };
  await bench.write(
    'contacts.json',
    JSON.stringify({ accounts: { shop: accountOf(dialect) }, contacts: contacts ?? [{ email: 'ann@example.com' }] }),
  );
  await bench.setState({ version: 1, accounts: { shop: { [provider]: state } } });
  await bench.script(answers);
  const before = (await bench.state()).accounts.shop[provider];
  await bench.forgetRequests();
  const configuration = withoutBase(await bench.load());
  const clock = { now: () => 0, sleep: async () => {} };
  const connections = connectAccounts(configuration, {
    ...{ environment: {}, sandboxUrl: bench.sandbox.url, http: { retry: { maxAttempts: 2, baseMs: 1 } } },
  });
  try {
    const [account] = configuration.accounts;
    const connected = connections.accounts.get('shop');
    if (account === undefined || connected === undefined) throw new Error('no account');
    const identity = { email: EMAIL, userId: USER_ID };
    const result = await rehearse({
      account,
      connected,
      contacts: configuration.contacts,
      identity,
      clock,
      isInterrupted: isInterrupted ?? (() => false),
    });
    const writes = (await bench.requests()).filter(({ method }) => method !== 'GET');
    return { result, writes, before, after: (await bench.state()).accounts.shop[provider] };
  } finally {
    await connections.close();
  }
}

function isOwn(contact: Wire): boolean {
  return JSON.stringify(contact).includes(EMAIL);
}

/**
 * Nobody else was touched or named, nothing was sent to anybody, and the contact is gone where it can be.
 *
 * @param left what is said of a contact that the vendor does not delete
 */
function expectHarmless(
  dialect: Dialect,
  { result, writes, before, after }: Rehearsed,
  left: Rehearsal['contact'] = 'stays',
): void {
  const fixture = FIXTURES[dialect.dialect];
  expect(after.contacts.filter((contact: Wire) => !isOwn(contact))).toEqual(before.contacts);
  expect(fixture.messages(after)).toBe(fixture.messages(before));
  expect(writes.filter(({ body }) => fixture.subscribes(body ?? {}))).toEqual([]);
  const others = people(3).map(({ email }) => String(email));
  for (const { path, query, body } of writes) {
    const sent = JSON.stringify([path, query, body]);
    expect(others.filter((email) => sent.includes(email))).toEqual([]);
  }
  const own = after.contacts.filter(isOwn);
  expect(own).toHaveLength(dialect.deletes ? 0 : 1);
  expect(result.contact).toBe(dialect.deletes ? 'removed' : left);
  if (own.length > 0) expect(fixture.decode({ contacts: own })[0]?.status).not.toBe('subscribed');
}

function factsIn({ trials }: Rehearsal): Readonly<Record<string, TrialResult['result']>> {
  return Object.fromEntries(trials.flatMap(({ fact, result }) => (fact === undefined ? [] : [[fact, result]])));
}

/** What is found where the vendor does all that is believed of it, but for some facts. */
function expected(dialect: Dialect, other: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { ...Object.fromEntries(dialect.unproven.map(({ id }) => [id, 'proved'])), ...other };
}

/** Facts of the dialect that have the same switch. */
function sameSwitch(dialect: Dialect, id: string, variant: Wire): readonly string[] {
  const { switches } = FIXTURES[dialect.dialect];
  const isSame = (other: string) =>
    Object.values(switches[other] ?? {}).some((one) => JSON.stringify(one) === JSON.stringify(variant));
  return dialect.unproven.map((fact) => fact.id).filter((other) => other === id || isSame(other));
}

/** Several settings as one. */
function together(settings: readonly Wire[]): Wire {
  const clearing = Object.assign({}, ...settings.map((one) => one?.clearing ?? {}));
  return { ...Object.assign({}, ...settings), clearing };
}

describe.each(ALL_DIALECTS.map((dialect) => [dialect.label, dialect] as const))('%s', (_, dialect) => {
  const { switches, variants } = FIXTURES[dialect.dialect];

  test('every fact is found, whatever else the vendor does', async () => {
    for (const variant of [{}, ...Object.values(variants)]) {
      const rehearsed = await run(dialect, { variant });
      expectHarmless(dialect, rehearsed);
      const { v3Tags, dates } = variant as { v3Tags?: string; dates?: string };
      const isAppended = v3Tags !== undefined && dialect.apiVersion === 'v3';
      const tags = isAppended ? { 'tags.replace': 'ignored', 'clear.tags': 'ignored' } : {};
      const times = dates === 'day' ? { 'dates.time': 'ignored' } : {};
      expect(factsIn(rehearsed.result)).toEqual(expected(dialect, { ...tags, ...times }));
      expect(isComplete(rehearsed.result)).toBe(true);
    }
  });

  // Every second fact is otherwise, so that each is found both ways beside others of the other way.
  test.each(['ignored', 'refused'] as const)('every fact is found both ways: %s', async (result) => {
    for (const parity of [0, 1]) {
      const chosen = dialect.unproven.filter(({ id }, index) => index % 2 === parity && switches[id]?.[result]);
      const rehearsed = await run(dialect, { variant: together(chosen.map(({ id }) => switches[id]?.[result])) });
      expectHarmless(dialect, rehearsed);
      const found = chosen.flatMap(({ id }) => sameSwitch(dialect, id, switches[id]?.[result]));
      // Tags that are only added are not cleared either.
      const others = found.includes('tags.replace') ? ['clear.tags'] : [];
      const otherwise = Object.fromEntries([...found, ...others].map((id) => [id, result]));
      expect(factsIn(rehearsed.result)).toEqual(expected(dialect, otherwise));
      for (const trial of rehearsed.result.trials) {
        if (trial.result === 'refused') expect(trial.failure).toMatchObject({ code: 'invalid' });
      }
    }
  });

  test('every fact has a trial', async () => {
    const { result } = await run(dialect);
    for (const { id } of dialect.unproven) expect(factsIn(result)).toHaveProperty([id]);
  });

  test('somebody who has the address already is not touched', async () => {
    const side = FIXTURES[dialect.dialect].encode([{ ...people(1)[0], email: EMAIL } as never]);
    const { result, writes, before, after } = await run(dialect, { extra: side.contacts });
    expect(result).toEqual({ email: EMAIL, ended: 'existed', trials: [], contact: 'none' });
    expect([writes, after]).toEqual([[], before]);
  });

  test('an interruption: nothing more is tried, and the contact is removed', async () => {
    let asked = 0;
    const rehearsed = await run(dialect, { isInterrupted: () => ++asked > 1 });
    expectHarmless(dialect, rehearsed);
    expect(rehearsed.result.ended).toBe('stopped');
    const results = rehearsed.result.trials.map(({ result }) => result);
    expect(results).toContain('proved');
  });

  test.runIf(!dialect.deletes)('a contact that a rehearsal left is used again, with the same findings', async () => {
    const [appended] = Object.values(switches['tags.replace'] ?? {});
    for (const variant of [{}, ...(appended === undefined ? [] : [appended])]) {
      const first = await run(dialect, { variant });
      const extra = first.after.contacts.filter(isOwn);
      const again = await run(dialect, { variant, extra });
      expect(again.writes.filter(({ method }) => method === 'POST')).toEqual([]);
      expect(factsIn(again.result)).toEqual(factsIn(first.result));
      expect(again.after.contacts).toHaveLength(first.after.contacts.length);
    }
  });

  test.runIf(!dialect.deletes)('one that was left and has subscribed since is left alone', async () => {
    const [person] = people(1, { status: 'subscribed', sets: { tags: ['rollcall-doctor'] } });
    const side = FIXTURES[dialect.dialect].encode([{ ...person, email: EMAIL } as never]);
    const { result, writes } = await run(dialect, { extra: side.contacts });
    expect([result.ended, writes]).toEqual(['existed', []]);
  });

  test('a vendor that fails on the way: what is left is removed', async () => {
    const method = { omnisend: 'PATCH', loops: 'PUT', envoke: 'PATCH' }[dialect.provider];
    const answers = [{ match: { method }, status: 500, times: 20, skip: 1, body: {} }];
    const rehearsed = await run(dialect, { answers });
    // The write of the tag fails, too, so a later rehearsal would not know the contact.
    expectHarmless(dialect, rehearsed, 'left');
    expect(rehearsed.result).toMatchObject({ ended: 'stopped', failure: { code: 'server' } });
    expect(isComplete(rehearsed.result)).toBe(false);
    expect(Object.values(factsIn(rehearsed.result))).not.toContain('proved');
  });

  test.runIf(!dialect.deletes)('a contact that could not be tagged is named as left behind', async () => {
    const { writes } = await run(dialect);
    const last = writes.filter(({ method }) => method === 'PATCH').length - 1;
    const answers = [{ match: { method: 'PATCH' }, status: 400, times: 20, skip: last, body: {} }];
    const rehearsed = await run(dialect, { answers });
    expectHarmless(dialect, rehearsed, 'left');
    expect(rehearsed.result.ended).toBe('done');
    expect(JSON.stringify(rehearsed.after.contacts.filter(isOwn))).not.toContain('"rollcall-doctor"');
    expect(isComplete(rehearsed.result)).toBe(false);
  });

  test('a key that may not write', async () => {
    const answers = ['POST', 'PATCH', 'PUT'].map((method) => ({ match: { method }, status: 403, times: 20, body: {} }));
    const { result, before, after } = await run(dialect, { answers });
    expect(result).toMatchObject({ ended: 'stopped', failure: { code: 'forbidden' }, contact: 'none', trials: [] });
    expect(after).toEqual(before);
  });

  test('a create whose answer is lost', async () => {
    const { result, ...rest } = await run(dialect, { answers: [{ match: { method: 'POST' }, fault: 'lost' }] });
    expectHarmless(dialect, { result, ...rest });
    expect(result.ended).toBe('stopped');
  });
});

describe('other moods of vendors', () => {
  const byName = (name: string): Dialect => {
    const found = ALL_DIALECTS.find(({ dialect }) => dialect === name);
    if (found === undefined) throw new Error(name);
    return found;
  };

  test('Envoke refuses a valid key now and then', async () => {
    const envoke = byName('envoke@v1');
    const rehearsed = await run(envoke, { variant: { spurious401Every: 3 } });
    expectHarmless(envoke, rehearsed);
    expect(factsIn(rehearsed.result)).toEqual(expected(envoke));
  });

  test('Omnisend v3 has blocked the key for a while', async () => {
    const { result, writes } = await run(byName('omnisend@v3'), { variant: { v3Blocked: true } });
    expect(result).toMatchObject({ ended: 'stopped', failure: { code: 'forbidden' }, contact: 'none' });
    expect(writes).toEqual([]);
  });

  test('all that is believed of a vendor is otherwise at once', async () => {
    for (const dialect of ALL_DIALECTS) {
      const { switches } = FIXTURES[dialect.dialect];
      const rehearsed = await run(dialect, {
        variant: together(dialect.unproven.map(({ id }) => switches[id]?.ignored)),
      });
      expectHarmless(dialect, rehearsed);
      expect(factsIn(rehearsed.result)).toEqual(Object.fromEntries(dialect.unproven.map(({ id }) => [id, 'ignored'])));
    }
  });
});

describe('what the manifests use', () => {
  const byName = (name: string): Dialect => {
    const found = ALL_DIALECTS.find(({ dialect }) => dialect === name);
    if (found === undefined) throw new Error(name);
    return found;
  };
  const named = ({ trials }: Rehearsal, start: string) =>
    trials
      .filter(({ path: [first] }) => first === start)
      .map(({ path, does, result }) => [path.join('.'), does, result]);

  test('lists and properties of Envoke; autoresponders send mail, and are left alone', async () => {
    const used = {
      lists: { News: true, Nonsense: true },
      autoresponders: { News: true },
      customProperties: { planName: 'x', joinedAt: null },
    };
    const envoke = byName('envoke@v1');
    const variant = { interests: [{ name: 'News' }] };
    const rehearsed = await run(envoke, { variant, contacts: [{ email: 'ann@example.com', ...used }] });
    expectHarmless(envoke, rehearsed);
    expect(named(rehearsed.result, 'lists')).toEqual([
      ['lists.News', 'join', 'proved'],
      ['lists.News', 'leave', 'proved'],
      ['lists.Nonsense', 'join', 'not-tried'],
    ]);
    expect(named(rehearsed.result, 'autoresponders')).toEqual([['autoresponders.News', 'join', 'not-tried']]);
    expect(named(rehearsed.result, 'customProperties').filter(([, does]) => does === 'clear')).toEqual([
      ['customProperties.planName', 'clear', 'proved'],
      ['customProperties.joinedAt', 'clear', 'proved'],
    ]);
  });

  test('lists of Loops take subscribers only', async () => {
    const loops = byName('loops@v1');
    const contacts = [
      { email: 'ann@example.com', lists: { vip: true }, customProperties: { seats: 3, joinedAt: '2026-01-01' } },
    ];
    const rehearsed = await run(loops, { contacts });
    expectHarmless(loops, rehearsed);
    expect(named(rehearsed.result, 'lists')).toEqual([['lists.vip', 'join', 'not-tried']]);
    expect(named(rehearsed.result, 'customProperties').map(([, , result]) => result)).toEqual(Array(4).fill('proved'));
    expect(rehearsed.writes.map(({ body }) => (body as Wire).userId).every((id) => id === USER_ID)).toBe(true);
  });

  test('fields that cannot be cleared are only set', async () => {
    const omnisend = byName('omnisend@2026-03-15');
    const used = {
      gender: 'f',
      birthdate: '1990-01-01',
      country: 'Germany',
      countryCode: 'DE',
      customProperties: { age: 3 },
    };
    const rehearsed = await run(omnisend, { contacts: [{ email: 'ann@example.com', ...used }] });
    expectHarmless(omnisend, rehearsed);
    for (const field of ['gender', 'birthdate', 'country', 'countryCode'])
      expect(named(rehearsed.result, field)).toEqual([[field, 'set', 'proved']]);
    expect(named(rehearsed.result, 'customProperties')).toHaveLength(2);
  });
});
