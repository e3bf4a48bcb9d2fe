// The law of rehearsals: whoever is in a sandbox that began with live contacts is there as live, and nobody has more consent. Random
// accounts of every dialect are decoded by the vendor's codec, described to a sandbox, and read from there over HTTP. The sandbox
// knows the vendors by their documents alone, so that a wrong name in a description is refused there.
// @module-tag slow

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identifierKey, type LiveContact } from '../../../src/contact/contact.ts';
import { connectAccounts } from '../../../src/index.ts';
import type { Account } from '../../../src/manifest/configuration.ts';
import { DIALECT_NAMES, DIALECTS, type DialectName, providerOf } from '../../../src/providers/table.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { describeAccount } from '../../../src/workflows/rehearse/from-snapshot.ts';
import { account } from '../../plan/subject.ts';
import { decoded } from '../import/decoded.ts';
import { VENDOR_STATES } from '../import/vendor-states.ts';

const RUNS = process.env.MATRIX === 'full' ? 1000 : 30;
const TAKEN_AT = '2026-05-01T00:00:00Z';

function subject(dialect: DialectName): Account {
  const capabilities = DIALECTS[dialect];
  return { ...account(), name: 'live', capabilities, keyField: capabilities.keyFields[0] ?? 'id' };
}

async function readBack(
  url: string,
  dialect: DialectName,
  live: readonly LiveContact[],
): Promise<readonly LiveContact[]> {
  const { accounts, close } = connectAccounts({ accounts: [subject(dialect)] }, { environment: {}, sandboxUrl: url });
  const found = new Map<string, LiveContact>();
  // A vendor refuses to look up what is no address.
  const addresses = live.flatMap(({ emails }) => emails).filter((email) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email));
  const questions = addresses.map((value) => ({ ask: { kind: 'email', value } as const, also: [] }));
  try {
    const report = await accounts.get('live')?.source.read(questions, (contact) => found.set(keyOf(contact), contact), {
      strategy: 'list',
    });
    expect(report?.failed.size).toBe(0);
    return [...found.values()];
  } finally {
    await close();
  }
}

function keyOf({ emails, phones }: LiveContact): string {
  return JSON.stringify([emails, phones]);
}

/** Members that only the sandbox's state has; a property of such a name is not rehearsed. */
const STATE_ONLY = ['suppressed', 'leftLists'];

/**
 * What must be equal: everything but the words and dates of consent, ids that the vendor does not give, and properties that cannot be
 * declared where accounts define names.
 */
function comparable(dialect: DialectName, { scalars, sets, customProperties, userId }: LiveContact): unknown {
  const { namePattern, reserved } = DIALECTS[dialect].customProperties;
  const properties = Object.entries(customProperties).filter(
    ([name]) =>
      providerOf(dialect).api.schema === undefined ||
      (new RegExp(`^(?:${namePattern})$`, 'u').test(name) && ![...reserved, ...STATE_ONLY].includes(name)),
  );
  // JSON has no -0. An account that defines types has one for each property, and converts what is of another.
  const hasTypes = providerOf(dialect).api.schema !== undefined;
  const values = properties.map(([name, value]) => [name, hasTypes ? String(value) : value]);
  return JSON.parse(JSON.stringify({ scalars, sets, userId, customProperties: Object.fromEntries(values) }));
}

describe.each(DIALECT_NAMES)('%s', (dialect) => {
  test('whoever is in the sandbox is there as live, with no more consent', { timeout: 3_600_000 }, async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(VENDOR_STATES[dialect], async (contacts) => {
        const live = decoded(dialect, contacts);
        const { state } = describeAccount(providerOf(dialect), live, { end: { schema: {} }, takenAt: TAKEN_AT });
        const initialAccounts = async () => ({ live: { [DIALECTS[dialect].provider]: state } });
        const sandbox = await startSandbox({ rateLimit: 'off', initialAccounts });
        try {
          for (const found of await readBack(sandbox.url, dialect, live)) {
            const before = live.filter((each) => keyOf(each) === keyOf(found));
            expect(before.map((each) => comparable(dialect, each))).toContainEqual(comparable(dialect, found));
            for (const channel of ['email', 'sms'] as const) {
              const consent = found.channels[channel];
              // Without an address there is no channel.
              if (consent === undefined) continue;
              const consents = before.map(({ channels }) => channels[channel]);
              if (consent.status === 'subscribed') expect(consents.map((each) => each?.status)).toContain('subscribed');
              if (!consent.optedOut) expect(consents.map((each) => each?.optedOut ?? false)).toContain(false);
            }
            compared += 1;
          }
        } finally {
          await sandbox.close();
        }
      }),
      { numRuns: RUNS },
    );
    // The law would hold for an empty sandbox, too.
    expect(compared).toBeGreaterThan(RUNS / 2);
  });

  test('whoever the vendor suppresses or does not know to be mailable is not mailable in the sandbox', async () => {
    const live: LiveContact = {
      id: '66a000000000000000000001',
      emails: ['a@example.com'],
      phones: [],
      scalars: {},
      sets: {},
      customProperties: {},
      channels: {
        email: { status: 'nonSubscribed', optedOut: true, since: 'unknown', cause: 'unknown', word: 'something new' },
      },
    };
    const end = {
      schema: {},
      suppression: { asked: [], suppressed: [identifierKey({ kind: 'email', value: 'a@example.com' })] },
    };
    const { state } = describeAccount(providerOf(dialect), [live], { end, takenAt: TAKEN_AT });
    const initialAccounts = async () => ({ live: { [DIALECTS[dialect].provider]: state } });
    const sandbox = await startSandbox({ rateLimit: 'off', initialAccounts });
    try {
      const [found] = await readBack(sandbox.url, dialect, [live]);
      expect(found?.channels.email).toMatchObject({ optedOut: true });
    } finally {
      await sandbox.close();
    }
  });
});
