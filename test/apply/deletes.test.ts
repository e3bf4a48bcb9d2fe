// Over HTTP: a delete that is repeated because its response was lost finds no contact, and counts as succeeded.

import { expect, onTestFinished, test } from 'vitest';
import { withoutBase } from '../../src/base/suppressed/configuration.ts';
import { openWorkbench, type Workbench } from '../helpers/workbench.ts';

const PEOPLE = [{ email: 'jane@example.com' }, { email: 'john@example.com' }];

const VENDORS = [
  ['envoke', 'apiId: "${ENVOKE_API_ID}", apiKey: "${ENVOKE_API_KEY}"', { method: 'DELETE', path: '/v1/contacts/1' }],
  ['loops', 'apiKey: "${LOOPS_API_KEY}"', { method: 'POST', path: '/api/v1/contacts/delete' }],
] as const;

async function openAt(provider: string, credentials: string): Promise<Workbench> {
  const contacts = PEOPLE.map(({ email }) => `  - { email: ${email} }\n`).join('');
  const bench = await openWorkbench({
    manifests: { 'all.yaml': `accounts:\n  app: { provider: ${provider}, ${credentials} }\ncontacts:\n${contacts}` },
    state: { version: 1, accounts: { app: { [provider]: { contacts: PEOPLE } } } },
  });
  onTestFinished(() => bench.close());
  return bench;
}

/** The first contact is no longer declared. */
async function deleting(bench: Workbench) {
  const loaded = withoutBase(await bench.load());
  const contacts = loaded.contacts.map(({ desired }, index) =>
    index === 0 ? { desired, base: { removed: 'delete' as const } } : { desired },
  );
  return { ...loaded, contacts };
}

test.each(VENDORS)(
  '%s: the response was lost, and the contact no longer exists',
  async (provider, credentials, match) => {
    const bench = await openAt(provider, credentials);
    const configuration = await deleting(bench);
    const plan = await bench.plan(configuration);
    await bench.script([{ match, fault: 'lost' }]);
    const { outcomes } = await bench.apply(plan, configuration);
    expect(outcomes.map(({ key, status }) => [key, status])).toEqual([['app/jane@example.com', 'succeeded']]);
    const sent = (await bench.requests()).filter(({ method, path }) => method === match.method && path === match.path);
    expect(sent).toHaveLength(2);
    expect((await bench.state()).accounts.app[provider].contacts).toMatchObject([{ email: 'john@example.com' }]);
  },
);

test('envoke: a delete that is refused, and the contact is still there, has failed in the vendor’s words', async () => {
  const [provider, credentials, match] = VENDORS[0];
  const bench = await openAt(provider, credentials);
  const configuration = await deleting(bench);
  const plan = await bench.plan(configuration);
  await bench.script([{ match, status: 400, body: { success: false, result_text: 'No permission to delete' } }]);
  const { outcomes } = await bench.apply(plan, configuration);
  expect(outcomes).toMatchObject([
    { status: 'failed', code: 'invalid', message: expect.stringContaining('No permission to delete') },
  ]);
  expect((await bench.state()).accounts.app.envoke.contacts).toHaveLength(2);
});

test.each(VENDORS)(
  '%s: the same plan applied twice: the contact is gone, and nothing is sent',
  async (provider, credentials) => {
    const bench = await openAt(provider, credentials);
    const configuration = await deleting(bench);
    const plan = await bench.plan(configuration);
    await bench.apply(plan, configuration);
    await bench.forgetRequests();
    const { outcomes } = await bench.apply(plan, configuration);
    expect(outcomes).toMatchObject([{ status: 'succeeded', code: 'already-done' }]);
    expect((await bench.requests()).filter(({ path }) => path.endsWith('/delete') || path.endsWith('/1'))).toEqual([]);
  },
);
