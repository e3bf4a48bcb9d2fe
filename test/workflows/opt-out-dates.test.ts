// An opt-out from the manifest to the vendor: it is dated by the time of planning, and a newer choice of the person wins.

import { afterEach, describe, expect, test } from 'vitest';
import { openWorkbench, type SandboxState, type Workbench } from '../helpers/workbench.ts';

const NOON = Date.parse('2026-06-01T12:00:00Z');
const HOUR = 3_600_000;

let bench: Workbench | undefined;
afterEach(() => bench?.close());

function manifest(apiVersion: string): string {
  return `accounts:
  shop: { provider: omnisend, apiVersion: "${apiVersion}", apiKey: "\${SHOP_KEY}", limits: { minContacts: 0 } }
contacts:
  - email: ana@example.com
    channels: { email: { status: unsubscribed } }
`;
}

function subscribed(at: string): SandboxState {
  const channels = { email: { status: 'subscribed', statusChangedAt: at } };
  const identifiers = [{ type: 'email', id: 'ana@example.com', channels }];
  return {
    version: 1,
    accounts: { shop: { omnisend: { contacts: [{ id: '66a000000000000000000001', identifiers }] } } },
  };
}

describe.each(['2026-03-15', 'v5', 'v3'])('omnisend %s', (apiVersion) => {
  async function open(now: () => number): Promise<Workbench> {
    bench = await openWorkbench({ now, manifests: { 'a.yaml': manifest(apiVersion) } });
    await bench.setState(subscribed('2026-05-01T00:00:00Z'));
    return bench;
  }

  async function statusAt(opened: Workbench): Promise<unknown> {
    const [contact] = (await opened.state()).accounts.shop.omnisend.contacts;
    return contact.identifiers[0].channels.email;
  }

  test('the opt-out has the date of the plan, and its change the same id an hour later', async () => {
    let now = NOON;
    const opened = await open(() => now);
    const first = await opened.plan();
    now += HOUR;
    const later = await opened.plan();
    expect(later.changes.map(({ changeId }) => changeId)).toEqual(first.changes.map(({ changeId }) => changeId));
    const { outcomes } = await opened.apply(first);
    expect(outcomes.map(({ status }) => status)).toEqual(['succeeded']);
    expect(await statusAt(opened)).toEqual({ status: 'unsubscribed', statusChangedAt: '2026-06-01T12:00:00Z' });
    expect((await opened.plan()).changes).toEqual([]);
  });

  test('a subscription that the person makes before the apply stays', async () => {
    let now = NOON;
    const opened = await open(() => now);
    const plan = await opened.plan();
    now += HOUR;
    await opened.setState(subscribed('2026-06-01T12:30:00Z'));
    const { outcomes } = await opened.apply(plan);
    expect(outcomes.map(({ status }) => status)).toEqual(['unconverged']);
    expect(await statusAt(opened)).toMatchObject({ status: 'subscribed' });
  });
});
