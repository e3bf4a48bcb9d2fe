// Properties that an account lacks: blocked, or defined first by requests of their own.

import { describe, expect, onTestFinished, test } from 'vitest';
import { assertSendsWhatItShows } from '../../src/plan/requests/check.ts';
import { renderPlanText } from '../../src/render/text/plan.ts';
import { openWorkbench } from '../helpers/workbench.ts';

const DEFINE = '/api/v1/contacts/properties';
const PROPERTIES = [
  { key: 'plan_name', type: 'string' },
  { key: 'Company', type: 'string' },
];

interface Options {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Emails of contacts that are there. */
  readonly live?: readonly string[];
}

async function open(people: readonly Readonly<Record<string, unknown>>[], { settings = {}, live = [] }: Options = {}) {
  const app = { provider: 'loops', apiKey: `\${APP_KEY}`, ...settings };
  const contacts = people.map((properties, index) => ({
    email: `p${index}@example.com`,
    customProperties: properties,
    channels: { email: 'subscribed' },
  }));
  const bench = await openWorkbench({
    manifests: { 'all.json': JSON.stringify({ accounts: { app }, contacts }) },
    state: {
      version: 1,
      accounts: {
        app: {
          loops: { properties: PROPERTIES, contacts: live.map((email) => ({ email, subscribed: true })) },
        },
      },
    },
  });
  onTestFinished(() => bench.close());
  const side = async () => (await bench.state()).accounts.app.loops;
  const writes = async () => (await bench.requests()).filter(({ method }) => method !== 'GET');
  return { bench, side, writes };
}

const SETTINGS = { defineProperties: true };

test('names that an account has are taken, whatever their form', async () => {
  const { bench, side } = await open([{ plan_name: 'gold', Company: 'Acme' }], { live: ['p0@example.com'] });
  const { outcomes } = await bench.apply(await bench.plan());
  expect(outcomes.map(({ status }) => status)).toEqual(['succeeded']);
  expect((await side()).contacts[0]).toMatchObject({ plan_name: 'gold', Company: 'Acme' });
});

test('without the setting, a name that the account lacks is blocked', async () => {
  const { bench } = await open([{ seats: 3, plan_nam: 'x' }], { live: ['p0@example.com'] });
  const plan = await bench.plan();
  expect(plan.changes[0]?.blocked.map(({ rule }) => rule)).toEqual(['unknown-property', 'unknown-property']);
  expect(plan.requests).toEqual([]);
});

describe('with the setting', () => {
  test('the property is defined once, before the contacts that have it are written', async () => {
    const { bench, side, writes } = await open([{ seats: 3 }, { seats: 4, isTrial: true }, { plan_name: 'gold' }], {
      settings: SETTINGS,
      live: ['p0@example.com', 'p2@example.com'],
    });
    const plan = await bench.plan();
    expect(plan.requests.map(({ kind, path }) => [kind, path])).toEqual([
      ['definition', DEFINE],
      ['definition', DEFINE],
      ['single', '/api/v1/contacts/update'],
      ['single', '/api/v1/contacts/create'],
      ['single', '/api/v1/contacts/update'],
    ]);
    expect(plan.requests.slice(0, 2).map(({ body }) => body)).toEqual([
      { name: 'isTrial', type: 'boolean' },
      { name: 'seats', type: 'number' },
    ]);
    expect(() => assertSendsWhatItShows(plan, 'plan.json')).not.toThrow();
    expect(renderPlanText(plan, { color: false, width: 200 })).toContain('defines a number first');

    const { outcomes } = await bench.apply(plan);
    expect(outcomes.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    const sent = await writes();
    expect(sent).toHaveLength(5);
    for (const { path } of sent.slice(0, 2)) expect(path).toBe(DEFINE);
    expect((await side()).properties).toMatchObject([
      ...PROPERTIES,
      { key: 'isTrial' },
      { key: 'seats', type: 'number' },
    ]);
    expect((await bench.plan()).changes).toEqual([]);
  });

  test('a definition reads no contact', async () => {
    const { bench } = await open([{ seats: 3 }], { settings: SETTINGS, live: ['p0@example.com'] });
    const plan = await bench.plan();
    await bench.forgetRequests();
    await bench.apply(plan);
    const requests = await bench.requests();
    // Read before it is written, and after; the definition needs no further reading.
    expect(requests.filter(({ method }) => method === 'GET')).toHaveLength(2);
  });

  test('a property that is defined meanwhile is there', async () => {
    const { bench, side } = await open([{ seats: 3 }], { settings: SETTINGS, live: ['p0@example.com'] });
    const plan = await bench.plan();
    const state = await bench.state();
    state.accounts.app.loops.properties.push({ key: 'seats', type: 'number' });
    await bench.setState(state);
    const { outcomes } = await bench.apply(plan);
    expect(outcomes.map(({ status }) => status)).toEqual(['succeeded']);
    expect((await side()).contacts[0]).toMatchObject({ seats: 3 });
  });

  test('a definition that is refused fails the contacts that need it, and no other', async () => {
    const { bench, writes } = await open([{ seats: 3 }, { plan_name: 'gold' }], {
      settings: SETTINGS,
      live: ['p0@example.com', 'p1@example.com'],
    });
    const plan = await bench.plan();
    const message = 'You have too many properties.';
    await bench.script([{ match: { method: 'POST', path: DEFINE }, status: 400, body: { success: false, message } }]);
    const { outcomes } = await bench.apply(plan);
    expect(outcomes.map(({ status }) => status)).toEqual(['failed', 'succeeded']);
    expect(outcomes[0]?.message).toContain(message);
    expect((await writes()).map(({ path }) => path)).toEqual([DEFINE, '/api/v1/contacts/update']);
  });

  test('a definition whose answer is lost is repeated', async () => {
    const { bench, writes } = await open([{ seats: 3 }], { settings: SETTINGS, live: ['p0@example.com'] });
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'POST', path: DEFINE }, fault: 'lost' }]);
    const { outcomes } = await bench.apply(plan);
    expect(outcomes.map(({ status }) => status)).toEqual(['succeeded']);
    expect((await writes()).filter(({ path }) => path === DEFINE)).toHaveLength(2);
  });

  test('a stale contact does not keep the others waiting', async () => {
    const { bench, side } = await open([{ seats: 3 }, { seats: 4 }], {
      settings: SETTINGS,
      live: ['p0@example.com', 'p1@example.com'],
    });
    const plan = await bench.plan();
    const state = await bench.state();
    state.accounts.app.loops.contacts[0].subscribed = false;
    await bench.setState(state);
    const { outcomes } = await bench.apply(plan);
    expect(outcomes.map(({ status }) => status)).toEqual(['stale', 'succeeded']);
    expect((await side()).contacts[1]).toMatchObject({ seats: 4 });
  });

  test.each([
    ['values of several types', [{ seats: 3 }, { seats: 'three' }], 'types'],
    ['only values that read as dates', [{ joined: '2026-01-31' }], 'date'],
  ])('%s: the type is not clear, and nothing is sent', async (_name, people, why) => {
    const { bench } = await open(people, {
      settings: SETTINGS,
      live: people.map((_, index) => `p${index}@example.com`),
    });
    const plan = await bench.plan();
    expect(plan.requests).toEqual([]);
    for (const { blocked } of plan.changes)
      expect(blocked).toMatchObject([{ rule: 'property-type-unclear', args: { why } }]);
  });

  test('dates beside other texts are texts', async () => {
    const { bench } = await open([{ joined: '2026-01-31' }, { joined: 'soon' }], { settings: SETTINGS });
    expect((await bench.plan()).requests[0]?.body).toEqual({ name: 'joined', type: 'string' });
  });

  test.each(['new_name', 'New'])('no property is named %s by us', async (name) => {
    const { bench } = await open([{ [name]: 'x' }], { settings: SETTINGS, live: ['p0@example.com'] });
    expect((await bench.plan()).changes).toMatchObject([{ blocked: [{ rule: 'unknown-property' }] }]);
  });

  test('a plan that was edited to define something else is refused', async () => {
    const { bench } = await open([{ seats: 3 }], { settings: SETTINGS, live: ['p0@example.com'] });
    const plan = await bench.plan();
    const requests = plan.requests.map((request, index) =>
      index === 0 ? { ...request, body: { name: 'seats', type: 'string' } } : request,
    );
    expect(() => assertSendsWhatItShows({ ...plan, requests }, 'plan.json')).toThrow(/edited/);
  });
});

test.each(['omnisend', 'envoke'])('an account at %s cannot have the setting', async (provider) => {
  const account = { provider, apiKey: `\${KEY}`, ...(provider === 'envoke' ? { apiId: `\${ID}` } : {}), ...SETTINGS };
  const bench = await openWorkbench({ manifests: { 'all.json': JSON.stringify({ accounts: { acme: account } }) } });
  onTestFinished(() => bench.close());
  expect((await bench.diagnose()).map(({ code }) => code)).toContain('field-not-supported');
});
