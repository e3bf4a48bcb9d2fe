// Over HTTP: a person who left a list is not added again, and the vendor does not report that. The plan warns of it, and the
// apply names the likely reason and the line to change.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorkbench, type Workbench } from '../helpers/workbench.ts';

const MANIFEST = `accounts:
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}" }
contacts:
  - { email: left@example.com, lists: { news: true, beta: true } }
  - { email: new@example.com, lists: { news: true }, channels: { email: subscribed } }
  - { email: owner@example.com, lists: [news] }
  - { email: stays@example.com, lists: { beta: false }, firstName: Jane }
`;

let bench: Workbench;
beforeEach(async () => {
  bench = await openWorkbench({ manifests: { 'all.yaml': MANIFEST } });
  const contacts = [
    { email: 'left@example.com', leftLists: ['news'] },
    { email: 'owner@example.com', leftLists: ['news'], mailingLists: { beta: true } },
    { email: 'stays@example.com', mailingLists: { beta: true } },
  ];
  const lists = [{ id: 'news' }, { id: 'beta' }];
  await bench.setState({ version: 1, accounts: { app: { loops: { lists, contacts } } } });
});
afterEach(() => bench.close());

test('the plan marks additions that the vendor may ignore, except removals and new contacts', async () => {
  const { changes } = await bench.plan();
  const caveats = changes.flatMap(({ key, differences }) =>
    differences.map(({ path, mayBeIgnored }) => [key, path.join('.'), mayBeIgnored === true]),
  );
  expect(caveats.filter(([, , isIgnored]) => isIgnored)).toEqual([
    ['app/left@example.com', 'lists.beta', true],
    ['app/left@example.com', 'lists.news', true],
    ['app/owner@example.com', 'lists', true],
  ]);
  expect(caveats).toContainEqual(['app/new@example.com', 'lists.news', false]);
  expect(caveats).toContainEqual(['app/stays@example.com', 'lists.beta', false]);
});

test('reports an ignored addition with its reason and the line to change; the rest is applied', async () => {
  const { outcomes } = await bench.apply(await bench.plan());
  expect(outcomes).toMatchObject([
    {
      key: 'app/left@example.com',
      status: 'unconverged',
      code: 'person-may-have-left',
      message: 'lists.news was written, but the vendor does not show it',
      hint: expect.stringMatching(/this person may have left it; contacts\.d\/all\.yaml:4: remove the list there/),
    },
    { key: 'app/new@example.com', status: 'succeeded' },
    {
      key: 'app/owner@example.com',
      status: 'unconverged',
      code: 'person-may-have-left',
      hint: expect.stringContaining('contacts.d/all.yaml:6'),
    },
    { key: 'app/stays@example.com', status: 'succeeded' },
  ]);
  const { contacts } = (await bench.state()).accounts.app.loops;
  expect(contacts[0].mailingLists).toEqual({ beta: true });
});

test('nothing is left to do after the line that the hint names is changed', async () => {
  await bench.apply(await bench.plan());
  const changed = MANIFEST.replace('news: true, beta: true', 'news: false, beta: true').replace('[news]', '[]');
  await bench.write('all.yaml', changed);
  expect((await bench.plan()).changes).toEqual([]);
});
