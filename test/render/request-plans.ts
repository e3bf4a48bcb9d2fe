// Plans whose contacts have separate requests, and a plan whose contacts share a request.

import type { Json } from '../../src/contact/canonical.ts';
import type { Plan, PlannedItem } from '../../src/plan/document.ts';
import { aChange, aPlan, aRequest } from '../builders/plan.ts';

export function item(change: string, pointer = ''): PlannedItem {
  return { change, pointer, carries: [0], expectAfter: 'after' };
}

/** @param bodyOf returns the body of each contact's request */
export function planOf(
  amount: number,
  bodyOf: (index: number) => Json,
  value = (index: number) => `City ${index}`,
): Plan {
  const changes = Array.from({ length: amount }, (_, index) =>
    aChange({
      id: `c${index}`,
      key: `shop/user${index}@example.com`,
      differences: [{ path: ['city'], op: 'add', before: null, after: value(index) }],
    }),
  );
  const requests = changes.map(({ id }, index) =>
    aRequest({ id: `r${index}`, path: `/api/contacts/id${index}`, body: bodyOf(index), items: [item(id)] }),
  );
  return aPlan({ changes, requests });
}

export function paths(shown: string): readonly string[] {
  return [...shown.matchAll(/PATCH ([^\s<]+)/g)].map(([, path = '']) => path);
}

/** Three contacts that get a tag in a shared request. The plan creates one of them. */
export function tagged(): Plan {
  const changes = ['a', 'b', 'd'].map((name, index) =>
    aChange({
      id: `c${index}`,
      key: `shop/${name}@example.com`,
      differences: [{ path: ['tags', 'vip'], op: 'add', before: null, after: true }],
      requests: ['r1'],
    }),
  );
  const request = aRequest({
    kind: 'grouped',
    method: 'POST',
    path: '/api/contacts/tags',
    body: { tags: ['vip'], contactIDs: ['66a1', '66a2'], emails: ['d@example.com'] },
    items: [item('c0', '/contactIDs/0'), item('c1', '/contactIDs/1'), item('c2', '/emails/0')],
  });
  return aPlan({ changes, requests: [request] });
}
