import { expect, test } from 'vitest';
import { sandbox } from './harness.ts';

interface Filled {
  readonly id: string;
  readonly identifiers: readonly {
    readonly id: string;
    readonly type: string;
    readonly channels: Record<string, { readonly status: string }>;
  }[];
  readonly country: string;
  readonly countryCode: string;
  readonly tags: readonly string[];
  readonly customProperties: Record<string, unknown>;
  readonly createdAt: string;
}

async function filled(contacts: number, seed = 1): Promise<readonly Filled[]> {
  return (await (await sandbox({ contacts, seed })).state()).contacts;
}

test('sample contacts depend only on the seed, and more of them do not change earlier ones', async () => {
  const [few, many, other] = [await filled(20), await filled(50), await filled(20, 2)];
  expect(many.slice(0, 20)).toEqual(few);
  expect(other).not.toEqual(few);
  expect(few[0]?.identifiers[0]?.id).toBe('user000001@example.com');
});

test('sample contacts are varied and have unique identifiers', async () => {
  const contacts = await filled(2000);
  const ids = contacts.flatMap(({ id, identifiers }) => [id, ...identifiers.map((identifier) => identifier.id)]);
  expect(new Set(ids).size).toBe(ids.length);
  const share = (matches: (contact: Filled) => boolean) => contacts.filter(matches).length / contacts.length;
  const statusIs = (status: string) => (contact: Filled) => contact.identifiers[0]?.channels.email?.status === status;
  expect(share(statusIs('subscribed'))).toBeCloseTo(0.8, 1);
  expect(share(statusIs('unsubscribed'))).toBeGreaterThan(0.05);
  expect(share(statusIs('nonSubscribed'))).toBeGreaterThan(0.03);
  expect(share(({ identifiers }) => /^\+1202555\d{4}$/.test(identifiers[1]?.id ?? ''))).toBeCloseTo(1 / 3, 2);
  expect(share(({ tags }) => tags.length > 0)).toBeGreaterThan(0.5);
  const types = new Set(
    contacts.flatMap(({ customProperties }) =>
      Object.values(customProperties).map((value) => (Array.isArray(value) ? 'list' : typeof value)),
    ),
  );
  expect([...types].sort()).toEqual(['boolean', 'list', 'number', 'string']);
  expect(new Set(contacts.map(({ createdAt }) => createdAt)).size).toBeGreaterThan(1900);
  expect(contacts.find(({ countryCode }) => countryCode === 'GB')?.country).toBe('United Kingdom');
});

test('paging returns every contact once', async () => {
  const { call } = await sandbox({ contacts: 1001 });
  const seen: string[] = [];
  let after: string | null = '';
  while (after !== null) {
    const query: Record<string, string> = after === '' ? { limit: '250' } : { limit: '250', after };
    const { body } = await call('GET', '/api/contacts', { query });
    seen.push(...body.contacts.map(({ email }: { email: string }) => email));
    after = body.paging.cursors.after;
  }
  expect([seen.length, new Set(seen).size]).toEqual([1001, 1001]);
});

test('a saved state with sample contacts can be loaded again', async () => {
  const { admin } = await sandbox({ contacts: 200 });
  const { body } = await admin('GET', '/state');
  expect((await admin('PUT', '/state', body)).status).toBe(204);
  expect((await admin('GET', '/state')).body).toEqual(body);
});
