// Addresses that move between declared contacts: released before they are claimed, never swapped.

import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/contact/canonical.ts';
import type { DesiredContact, LiveContact } from '../../src/contact/contact.ts';
import type { Account } from '../../src/manifest/configuration.ts';
import { buildPlan } from '../../src/plan/build.ts';
import type { Plan } from '../../src/plan/document.ts';
import { providerOf } from '../../src/providers/registry.ts';
import { account, decideAll, desired, live } from './subject.ts';

const ENVOKE = account('envoke@v1');

function person(userId: string, email: string, previous?: string): DesiredContact {
  return desired({
    key: `shop/${userId}`,
    identifiers: { userId, email },
    ...(previous === undefined ? {} : { previously: { email: previous } }),
  });
}

function contact(userId: string, email: string): LiveContact {
  return live({ id: `id-${userId}`, userId, emails: [email] });
}

async function plan(contacts: readonly DesiredContact[], vendor: readonly LiveContact[], at: Account): Promise<Plan> {
  const plans = await Promise.all(
    [vendor, [...vendor].reverse()].map(async (order) =>
      buildPlan({
        configuration: { digest: sha256(''), files: 1, notApplied: [] },
        version: '0.0.0',
        filters: { accounts: [], contacts: [], changed: false },
        base: null,
        notes: [],
        accounts: [
          {
            decided: await decideAll(contacts, order, at),
            at: { provider: providerOf(at.capabilities.dialect), origin: at.baseUrl, budgets: at.capabilities.budgets },
          },
        ],
      }),
    ),
  );
  const [first, second] = plans;
  expect(second?.planId, 'the same whatever the order').toBe(first?.planId);
  return first as Plan;
}

const rules = ({ changes }: Plan) => changes.map(({ blocked }) => blocked.map(({ rule }) => rule).join());
const LIVE = [contact('u1', 'a@example.com'), contact('u2', 'b@example.com'), contact('u3', 'c@example.com')];

describe('Envoke', () => {
  test('an address that another contact gives up is claimed once that was seen', async () => {
    const wanted = [person('u1', 'new@example.com', 'a@example.com'), person('u2', 'a@example.com', 'b@example.com')];
    const made = await plan(wanted, LIVE, ENVOKE);
    expect(rules(made)).toEqual(['', '']);
    expect(made.requests.map(({ path, body, after }) => [path, body, after])).toEqual([
      ['/v1/contacts/id-u1', { email: 'new@example.com' }, []],
      ['/v1/contacts/id-u2', { email: 'a@example.com' }, [{ request: 'r1', change: 'c1', result: 'confirmed' }]],
    ]);
  });

  test('along a chain too', async () => {
    const wanted = [
      person('u1', 'b@example.com', 'a@example.com'),
      person('u2', 'c@example.com', 'b@example.com'),
      person('u3', 'new@example.com', 'c@example.com'),
    ];
    const made = await plan(wanted, LIVE, ENVOKE);
    expect(rules(made)).toEqual(['', '', '']);
    expect(made.requests.map(({ after }) => after.map(({ request }) => request))).toEqual([['r2'], ['r3'], []]);
  });

  test('two that swap, or three in a circle, are refused', async () => {
    const swap = [person('u1', 'b@example.com', 'a@example.com'), person('u2', 'a@example.com', 'b@example.com')];
    const swapped = await plan(swap, LIVE, ENVOKE);
    expect([rules(swapped), swapped.requests]).toEqual([['identifier-swap', 'identifier-swap'], []]);
    const circle = [
      person('u1', 'b@example.com', 'a@example.com'),
      person('u2', 'c@example.com', 'b@example.com'),
      person('u3', 'a@example.com', 'c@example.com'),
    ];
    expect(rules(await plan(circle, LIVE, ENVOKE))).toEqual(['identifier-swap', 'identifier-swap', 'identifier-swap']);
  });

  test('once it is made, nothing is left to do', async () => {
    const wanted = [person('u1', 'new@example.com', 'a@example.com'), person('u2', 'a@example.com', 'b@example.com')];
    const made = await plan(wanted, [contact('u1', 'new@example.com'), contact('u2', 'a@example.com')], ENVOKE);
    expect(made.changes).toEqual([]);
    expect(made.accounts[0]?.notices).toMatchObject([{ rule: 'email-change-done', entries: [{}, {}] }]);
  });

  test('who waits for a contact that itself waits in vain, or for ever, is not let through', async () => {
    const waiting = person('u3', 'b@example.com', 'c@example.com');
    const inVain = [person('u2', 'a@example.com', 'b@example.com'), waiting];
    const vain = await plan(inVain, LIVE, ENVOKE);
    expect([rules(vain).every((rule) => rule !== ''), vain.requests]).toEqual([true, []]);
    const swap = [person('u1', 'b@example.com', 'a@example.com'), person('u2', 'a@example.com', 'b@example.com')];
    const behind = await plan([...swap, person('u3', 'a2@example.com', 'c@example.com')], LIVE, ENVOKE);
    expect(rules(behind)).toEqual(['identifier-swap', 'identifier-swap', '']);
  });

  test('an address that nobody gives up is taken', async () => {
    const made = await plan([person('u2', 'a@example.com', 'b@example.com')], LIVE, ENVOKE);
    expect([rules(made), made.requests]).toEqual([['identifier-taken'], []]);
  });

  test('nor is one given up without `previously`', async () => {
    const wanted = [person('u1', 'new@example.com'), person('u2', 'a@example.com', 'b@example.com')];
    const made = await plan(wanted, LIVE, ENVOKE);
    expect([rules(made).every((rule) => rule !== ''), made.requests]).toEqual([true, []]);
  });
});

test('elsewhere nothing moves', async () => {
  const wanted = [person('u1', 'new@example.com', 'a@example.com'), person('u2', 'a@example.com', 'b@example.com')];
  const made = await plan(
    wanted,
    LIVE.map(({ id: _, ...bare }) => bare),
    account('loops@v1'),
  );
  expect([rules(made).every((rule) => rule !== ''), made.requests]).toEqual([true, []]);
});
