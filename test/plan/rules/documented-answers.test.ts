// Answers in the form of the vendors' documents, decoded by the codecs and put through the consent rules: what a document's own example
// says of a person decides as it should. The contacts are written by hand, because the documents must not be redistributed.

import { describe, expect, test } from 'vitest';
import type { LiveContact } from '../../../src/contact/contact.ts';
import { decide } from '../../../src/plan/decide.ts';
import { decodeMany } from '../../../src/providers/envoke/codec.ts';
import { loops } from '../../../src/providers/loops/index.ts';
import { DIALECTS, type DialectName } from '../../../src/providers/table.ts';
import { response } from '../../providers/drafts.ts';
import { VERSIONS, type Version } from '../../providers/omnisend/people.ts';
import { account, desired } from '../subject.ts';

const EMAIL = 'jane@example.com';
const ASK = [{ kind: 'email', value: EMAIL }] as const;

type Expected = 'nothing' | 'subscribes' | `held ${string}` | `blocked ${string}`;

/** What becomes of a declared subscription, without and with a claim of newer consent. */
function outcome(dialect: DialectName, live: LiveContact | undefined, isClaimed: boolean): string {
  if (live === undefined) throw new Error('no contact was read');
  const { capabilities } = account(dialect);
  const basis = capabilities.channels.email?.basisRequired === true ? ({ basis: 'express' } as const) : {};
  const consent = { source: 'form', createdAt: '2026-05-01T00:00:00Z', supersedesOptOut: true };
  const email = { status: 'subscribed', ...basis, ...(isClaimed ? { consent } : {}) } as const;
  const wanted = desired({ identifiers: { email: EMAIL }, channels: { email } });
  const decision = decide({ desired: wanted }, live, account(dialect, { resubscribe: 'with-consent' }));
  const [held] = 'held' in decision ? decision.held : [];
  if (held !== undefined) return `held ${held.reason}`;
  if (decision.kind !== 'change') return 'nothing';
  const [blocked] = decision.blocked;
  if (blocked !== undefined) return `blocked ${blocked.rule}`;
  return decision.differences.some(({ after }) => after === 'subscribed') ? 'subscribes' : 'nothing';
}

function omnisend({ provider, idField, dateField }: Version, status: string): LiveContact | undefined {
  const contact = {
    [idField]: '65a1b2c3d4e5f6a7b8c9d0e1',
    identifiers: [{ type: 'email', id: EMAIL, channels: { email: { status, [dateField]: '2024-01-01T00:00:00Z' } } }],
    ...{ firstName: 'Ada', lastName: 'Moss', countryCode: 'US', tags: ['vip'], customProperties: { age: 33 } },
  };
  const body = { contacts: [contact], paging: { hasMore: false, next: null } };
  const found = provider.api.decodeLookUp(response(body), ASK);
  return found.ok ? found.value[0] : undefined;
}

describe.each(VERSIONS)('omnisend %s', (name, version) => {
  test.each<readonly [string, Expected, Expected]>([
    ['subscribed', 'nothing', 'nothing'],
    ['nonSubscribed', 'subscribes', 'subscribes'],
    ['unsubscribed', 'held opt-out', 'subscribes'],
  ])('%s: %s; claimed: %s', (status, plain, claimed) => {
    const dialect = `omnisend@${name}` as DialectName;
    expect(Object.keys(DIALECTS)).toContain(dialect);
    const live = omnisend(version, status);
    expect([outcome(dialect, live, false), outcome(dialect, live, true)]).toEqual([plain, claimed]);
  });
});

describe('loops', () => {
  test.each<readonly [boolean, string | null, Expected, Expected]>([
    [true, null, 'nothing', 'nothing'],
    [true, 'accepted', 'nothing', 'nothing'],
    [true, 'pending', 'held unreachable', 'held unreachable'],
    [true, 'rejected', 'held opt-out', 'blocked suppressed'],
    [false, null, 'held opt-out', 'subscribes'],
    [false, 'accepted', 'held opt-out', 'subscribes'],
  ])('subscribed: %s, optInStatus: %s: %s; claimed: %s', (subscribed, optInStatus, plain, claimed) => {
    const contact = {
      ...{ id: 'cm5aaaaaa00010x9hbbbbbbbb', email: EMAIL, firstName: null, lastName: null, source: 'API' },
      ...{ subscribed, userGroup: '', userId: null, mailingLists: { cm5listlistlistlistlist: true }, optInStatus },
    };
    const found = loops.api.decodeLookUp(response([contact]), ASK);
    const live = found.ok ? found.value[0] : undefined;
    expect([outcome('loops@v1', live, false), outcome('loops@v1', live, true)]).toEqual([plain, claimed]);
  });
});

describe('envoke', () => {
  test.each<readonly [string, Expected, Expected]>([
    ['Express', 'nothing', 'nothing'],
    ['Implied - Inquiry', 'nothing', 'nothing'],
    ['Not Provided', 'subscribes', 'subscribes'],
    ['Expired', 'held opt-out', 'subscribes'],
    ['Revoked', 'held opt-out', 'subscribes'],
    ['Envoke Spam Reported', 'held opt-out', 'blocked complained'],
    ['External Spam Reported', 'held opt-out', 'blocked complained'],
  ])('%s: %s; claimed: %s (E3)', (consentStatus, plain, claimed) => {
    const contact = { id: 77, email: EMAIL, first_name: 'Ada', consent_status: consentStatus, consent_description: '' };
    const found = decodeMany(response([contact]));
    const live = found.ok ? found.value[0] : undefined;
    expect([outcome('envoke@v1', live, false), outcome('envoke@v1', live, true)]).toEqual([plain, claimed]);
  });
});
