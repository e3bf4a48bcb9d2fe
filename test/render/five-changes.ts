// One plan with five changes for the golden files of every format: a create, an update, removals, a block, an unsubscribe.

import type { Plan, PlannedChange, PlannedRequest } from '../../src/plan/document.ts';
import { aChange, anAccount, aPlan, aRequest } from '../builders/plan.ts';

/** A create with text and lists. */
export function annaIsNew(id: string): PlannedChange {
  return aChange({
    id,
    key: 'shop/anna@example.com',
    action: 'create',
    differences: [
      { path: ['email'], op: 'add', before: null, after: 'anna@example.com' },
      { path: ['tags'], op: 'add', before: null, after: ['returning customer', 'vip'] },
      { path: ['customProperties', 'favoriteColors'], op: 'add', before: null, after: ['blue', 'green'] },
    ],
  });
}

/** A field is cleared, and the set of tags changes. */
export function bobLosesHisName(id: string): PlannedChange {
  return aChange({
    id,
    key: 'shop/bob@example.com',
    contactId: '66f0c0ffee',
    differences: [
      { path: ['lastName'], op: 'remove', before: 'Doe', after: null, unproven: true },
      { path: ['tags'], op: 'change', before: ['old', 'same'], after: ['same', 'vip'] },
    ],
  });
}

/** An unsubscribe. */
export function eveIsUnsubscribed(id: string): PlannedChange {
  return aChange({
    id,
    key: 'shop/eve@example.com',
    differences: [{ path: ['channels', 'email', 'status'], op: 'change', before: 'subscribed', after: 'unsubscribed' }],
  });
}

export function fiveChanges(): Plan {
  const changes = [
    annaIsNew('c1'),
    bobLosesHisName('c2'),
    aChange({
      id: 'c3',
      key: 'shop/carl@example.com',
      differences: [],
      requests: [],
      blocked: [
        {
          rule: 'identity-split',
          path: [],
          before: null,
          after: null,
          args: {
            identifiers: ['email', 'phone'],
            contacts: [
              { is: 'id', value: '66a0f00d' },
              { is: 'id', value: '66b1cafe' },
            ],
          },
        },
      ],
    }),
    eveIsUnsubscribed('c4'),
    aChange({
      id: 'c5',
      key: 'shop/fritz@example.com',
      differences: [
        { path: ['firstName'], op: 'change', before: 'F', after: 'Fritz' },
        { path: ['customProperties', 'age'], op: 'change', before: 33, after: 34 },
        { path: ['lists', 'promo'], op: 'remove', before: true, after: null },
      ],
    }),
  ];
  const account = anAccount({
    requests: 4,
    estimatedSeconds: 3,
    people: { touched: 4, becomeMailable: 0, stopBeingMailable: 1 },
    automations: ['automations that start when a contact enters or leaves a segment'],
    held: [{ key: 'shop/gina@example.com', channel: 'email', reason: 'opt-out', since: '2026-05-01T00:00:00Z' }],
    notices: [
      {
        rule: 'email-change-done',
        entries: [
          {
            key: 'shop/anna@example.com',
            source: { file: 'contacts.d/people.yaml', line: 7, column: 5 },
            path: ['email'],
          },
        ],
      },
    ],
  });
  return aPlan({ accounts: [account], changes, requests: requests() });
}

/** The requests: one for each contact. */
function requests(): readonly PlannedRequest[] {
  const email = (id: string, state: { readonly [name: string]: string }) => ({
    ...{ type: 'email', id, channels: { email: state } },
    sendWelcomeMessage: false,
  });
  const bodies = {
    r1: {
      identifiers: [email('anna@example.com', { status: 'nonSubscribed', statusChangedAt: '1970-01-01T00:00:00Z' })],
      tags: ['returning customer', 'vip'],
      customProperties: { favoriteColors: ['blue', 'green'] },
    },
    r2: { lastName: '', tags: ['same', 'vip'] },
    r4: { identifiers: [email('eve@example.com', { status: 'unsubscribed' })] },
    r5: { firstName: 'Fritz', customProperties: { age: 34 }, lists: { promo: null } },
  };
  return Object.entries(bodies).map(([id, body]) => {
    const items = [{ change: id.replace('r', 'c'), pointer: '', carries: [0], expectAfter: 'after' }];
    const isCreate = id === 'r1';
    const path = isCreate ? '/api/contacts' : `/api/contacts/66f0c0ff0${id.slice(1)}`;
    return aRequest({ id, method: isCreate ? 'POST' : 'PATCH', path, body, items });
  });
}
