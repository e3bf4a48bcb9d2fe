// A vendor that asks for a pause of years while changes are written: the account stops, and --resume can go on with the rest.
// @module-tag slow

import { expect, onTestFinished, test } from 'vitest';
import { openWorkbench } from '../helpers/workbench.ts';

const PEOPLE = Array.from({ length: 40 }, (_, index) => `p${index}@example.com`);

function manifest(firstName: string): string {
  const contacts = PEOPLE.map(
    (email) => `  - { email: ${email}, firstName: ${firstName}, channels: { email: unsubscribed } }\n`,
  );
  return `accounts:\n  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${KEY}" }\ncontacts:\n${contacts.join('')}`;
}

test.each([
  ['Retry-After', { headers: { 'retry-after': '1000000000' }, body: { title: 'Slow down', status: 429 } }],
  ['its body', { body: { title: 'Slow down', status: 429, retryAfter: 1e9 } }],
])('said in %s', async (_name, said) => {
  const bench = await openWorkbench({ manifests: { 'all.yaml': manifest('Old') } });
  onTestFinished(() => bench.close());
  await bench.apply(await bench.plan());
  await bench.write('all.yaml', manifest('New'));
  const plan = await bench.plan();
  await bench.forgetRequests();
  await bench.script([{ match: { method: 'PATCH' }, skip: 10, times: 1000, status: 429, ...said }]);
  const { outcomes, accounts, events } = await bench.apply(plan);

  const ended = (wanted: string): number => outcomes.filter(({ status }) => status === wanted).length;
  expect([ended('succeeded'), ended('pending')]).toEqual([10, 30]);
  expect(accounts).toMatchObject([{ account: 'shop', status: 'stopped', code: 'pause-too-long' }]);
  expect(events.filter(({ type }) => type === 'account-stopped')).toHaveLength(1);
  // Besides the ten, only those that were in flight at that moment.
  const patches = (await bench.requests()).filter(({ method }) => method === 'PATCH');
  expect(patches.length).toBeLessThanOrEqual(10 + 16);

  await bench.script([]);
  const rest = await bench.apply(await bench.plan());
  expect(rest.outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 'succeeded'));
});
