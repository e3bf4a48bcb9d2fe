// At a vendor without ids, a contact is found by an identifier that the change does not modify.

import { expect, test } from 'vitest';
import type { LiveContact } from '../../src/contact/contact.ts';
import { difference } from '../../src/contact/difference.ts';
import { desired, live } from '../plan/subject.ts';
import { say } from './run-apply.ts';
import { applyStub, planOf, type Step, stubAccount } from './stub-account.ts';

function atLoops(overrides: Partial<LiveContact>): LiveContact {
  const { id: _, ...contact } = live(overrides);
  return contact;
}

const item = { change: 'c1', pointer: '', carries: [0], expectAfter: '' };

async function run(step: Step, after: LiveContact, others: readonly LiveContact[] = []): Promise<readonly string[]> {
  const vendor = [...(step.live === undefined ? [] : [step.live]), ...others];
  const at = stubAccount({
    dialect: 'loops@v1',
    vendor,
    send() {
      vendor[0] = after;
      return { status: 200, headers: {}, body: {} };
    },
  });
  return say(await applyStub(planOf([step], [{ id: 'r1', items: [item] }], 'loops@v1'), [step], at));
}

const ADDS_USER_ID: Step = {
  desired: desired({ identifiers: { email: 'jane@example.com', userId: 'u1' } }),
  live: atLoops({}),
  change: { id: 'c1', requests: ['r1'], differences: [difference(['userId'], null, 'u1')] },
};

test('finds the contact by email before and after a userId is added', async () => {
  expect(await run(ADDS_USER_ID, atLoops({ userId: 'u1' }))).toEqual(['jane@example.com: succeeded']);
});

test('an update is stale if its userId was taken meanwhile, in whatever order the contacts are read', async () => {
  const owner = atLoops({ emails: ['other@example.com'], userId: 'u1' });
  expect(await run(ADDS_USER_ID, atLoops({ userId: 'u1' }), [owner])).toEqual(['jane@example.com: stale (live-moved)']);
});

test('finds the contact by userId before and after its email changes', async () => {
  const step: Step = {
    desired: desired({
      identifiers: { email: 'jane@example.com', userId: 'u1' },
      previously: { email: 'old@example.com' },
    }),
    live: atLoops({ emails: ['old@example.com'], userId: 'u1' }),
    change: { id: 'c1', requests: ['r1'], differences: [difference(['email'], 'old@example.com', 'jane@example.com')] },
  };
  expect(await run(step, atLoops({ userId: 'u1' }))).toEqual(['jane@example.com: succeeded']);
});

test('finds the contact by its current email if the change of email is blocked', async () => {
  const step: Step = {
    desired: desired({ identifiers: { email: 'jane@example.com' }, scalars: { firstName: 'Jane' } }),
    live: atLoops({ emails: ['old@example.com'] }),
    change: {
      id: 'c1',
      requests: ['r1'],
      differences: [difference(['firstName'], null, 'Jane')],
      blocked: [
        {
          rule: 'undeclared-email-change',
          path: ['email'],
          before: 'old@example.com',
          after: 'jane@example.com',
          args: { why: 'live' },
        },
      ],
    },
  };
  const after = atLoops({ emails: ['old@example.com'], scalars: { firstName: 'Jane' } });
  expect(await run(step, after)).toEqual(['jane@example.com: blocked (undeclared-email-change)']);
});
