// Checks moves of identifiers on random contacts. An identifier of another contact is claimed only after a confirmed release, and
// an address whose owner opted out is not mailed only because it has moved to another contact.
// @module-tag slow

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ContactToPlan } from '../../../src/base/contact-to-plan.ts';
import { sha256 } from '../../../src/contact/canonical.ts';
import type { DesiredContact, LiveContact } from '../../../src/contact/contact.ts';
import type { Account } from '../../../src/manifest/configuration.ts';
import { buildPlan } from '../../../src/plan/build.ts';
import type { Plan, PlannedChange } from '../../../src/plan/document.ts';
import { providerOf } from '../../../src/providers/table.ts';
import { account, CONSENTS, decideAll, desired, live } from '../subject.ts';

const EMAILS = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@example.com`);
const USERS = ['u1', 'u2', 'u3', 'u4'];

interface World {
  readonly vendor: readonly LiveContact[];
  readonly declared: readonly (DesiredContact | ContactToPlan)[];
}

const worlds: fc.Arbitrary<World> = fc
  .record({
    there: fc.shuffledSubarray(EMAILS, { minLength: 2, maxLength: 3 }),
    left: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    wanted: fc.shuffledSubarray(EMAILS, { minLength: 4, maxLength: 4 }),
    fates: fc.array(fc.constantFrom('move', 'move', 'move', 'undeclared', 'stay', 'delete', 'keep'), {
      minLength: 4,
      maxLength: 4,
    }),
    statuses: fc.array(fc.constantFrom(undefined, 'subscribed' as const, 'unsubscribed' as const), {
      minLength: 4,
      maxLength: 4,
    }),
  })
  .map(({ there, left, wanted, fates, statuses }) => ({
    vendor: there.map((email, index) =>
      live({
        id: `id-${USERS[index]}`,
        userId: USERS[index] ?? '',
        emails: [email],
        channels: { email: left[index] ? CONSENTS.leftSometime : CONSENTS.subscribed },
      }),
    ),
    declared: USERS.map((userId, index) => {
      const [before, after, fate, status] = [there[index], wanted[index] ?? '', fates[index], statuses[index]];
      const key = `shop/${userId}`;
      if (before !== undefined && (fate === 'delete' || fate === 'keep'))
        return { desired: desired({ key, identifiers: { userId } }), base: { removed: fate } };
      if (before !== undefined && fate === 'stay') return desired({ key, identifiers: { userId } });
      const isMove = before !== undefined && before !== after && fate === 'move';
      return desired({
        key,
        identifiers: { userId, email: after },
        ...(isMove ? { previously: { email: before } } : {}),
        channels: status === undefined ? {} : { email: { status, basis: 'express' } },
      });
    }),
  }));

async function planOf({ vendor, declared }: World, at: Account): Promise<Plan> {
  const contacts = at.capabilities.fields.id.has ? vendor : vendor.map(({ id: _, ...bare }) => bare);
  const decided = await decideAll(declared, contacts, at);
  const provider = providerOf(at.capabilities.dialect);
  return buildPlan({
    plannedAt: 0,
    configuration: { digest: sha256(''), files: 1, unsupportedFields: [] },
    version: '0.0.0',
    filters: { accounts: [], contacts: [], changed: false },
    base: null,
    notes: [],
    accounts: [{ decided, target: { provider, origin: at.baseUrl, budgets: at.capabilities.budgets } }],
  });
}

const claimOf = ({ differences, requests }: PlannedChange): string | undefined =>
  requests.length === 0
    ? undefined
    : (differences.find(({ path }) => path[0] === 'email')?.after as string | undefined);

describe.each(['envoke@v1', 'loops@v1'] as const)('%s', (dialect) => {
  const at = account(dialect, { resubscribe: 'with-consent', onRemoved: 'delete' });

  test('an identifier is claimed only after its release, and nobody who opted out is mailed', async () => {
    let moved = 0;
    const law = fc.asyncProperty(worlds, async (world) => {
      const { changes, requests } = await planOf(world, at);
      for (const change of changes) {
        const claimed = claimOf(change);
        const holder = world.vendor.find(({ emails }) => emails[0] === claimed);
        if (claimed === undefined || holder === undefined || change.key === `shop/${holder.userId}`) continue;
        moved += 1;
        const release = changes.find(({ key }) => key === `shop/${holder.userId}`);
        const gives =
          release?.action === 'delete' ||
          release?.differences.some(({ path, before }) => path[0] === 'email' && before === claimed);
        expect(gives, 'the holder gives it up').toBe(true);
        const { after = [] } = requests.find(({ id }) => id === change.requests[0]) ?? {};
        expect(after.map((order) => [order.change, order.result])).toContainEqual([release?.id, 'confirmed']);
        const own = world.vendor.find(({ userId }) => change.key === `shop/${userId}`);
        const transition = change.differences.find(({ path }) => path[0] === 'channels')?.after;
        const status = transition ?? own?.channels.email?.status;
        if (holder.channels.email?.optedOut) expect(status).not.toBe('subscribed');
      }
    });
    await fc.assert(law, { numRuns: 600 });
    expect(moved > 0, 'moves do occur where the vendor can make them').toBe(at.capabilities.identity.moves);
  }, 30_000);

  test('the plan is the same whatever the order of the live contacts', async () => {
    const law = fc.asyncProperty(worlds, async (world) => {
      const turned = { ...world, vendor: [...world.vendor].reverse() };
      expect((await planOf(turned, at)).planId).toBe((await planOf(world, at)).planId);
    });
    await fc.assert(law, { numRuns: 200 });
  }, 30_000);
});
