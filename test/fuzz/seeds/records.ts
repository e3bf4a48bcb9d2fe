// Valid records: a first apply, one with exceptions, and one that has everything that a record can have.

import { type AppliedRecord, contactHash } from '../../../src/base/record/document.ts';
import { recordOf } from '../../base/record/records.ts';

const COMMIT = 'c'.repeat(40);
const EARLIER = 'e'.repeat(64);
const LOCAL = `local:${'1'.repeat(64)}`;

export function someRecords(): readonly AppliedRecord[] {
  const [jane, joe] = [contactHash('shop/jane@example.com'), contactHash('shop/joe@example.com')];
  const exceptions = [
    { entries: [EARLIER], contacts: [jane] },
    { entries: [EARLIER, LOCAL], contacts: [joe] },
    { entries: [], contacts: [contactHash('shop/new@example.com')] },
  ];
  return [
    recordOf('shop', COMMIT),
    recordOf('shop', LOCAL, { exceptions }),
    recordOf('shop', COMMIT, {
      exceptions,
      begunFrom: '2026-11-28T10:00:00.000Z',
      letGo: [
        { revision: EARLIER, fields: ['city', 'tags.vip', 'lists.news', 'customProperties.age'], contacts: [jane] },
      ],
      places: { [EARLIER]: { account: 'store', directory: 'old', environment: 'staging' } },
      environment: 'production',
      seen: [jane],
      present: [joe],
      withheld: [jane, joe],
      absent: [joe],
      carried: [
        {
          channel: 'email',
          from: [
            { account: 'app', cause: 'person', at: '2026-11-01T10:00:00Z' },
            { account: 'news', at: '2026-11-02T10:00:00Z' },
          ],
          contacts: [jane, joe],
        },
      ],
      proposed: [{ entries: [EARLIER], contacts: [jane] }],
      rolledBack: [{ revision: LOCAL, contacts: [joe] }],
    }),
  ];
}

/** The revisions that the records above name. */
export const REVISIONS = { commit: COMMIT, earlier: EARLIER, local: LOCAL } as const;
