// Over HTTP: an address goes from one contact to another, and the vendor never sees it claimed before it was released.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorkbench, type Workbench } from '../helpers/workbench.ts';

let bench: Workbench;
beforeEach(async () => {
  bench = await openWorkbench({ manifests: { 'all.yaml': people('') } });
});
afterEach(() => bench.close());

function people(entries: string): string {
  return `accounts:
  news: { provider: envoke, apiId: "\${ENVOKE_API_ID}", apiKey: "\${ENVOKE_API_KEY}" }
contacts:${entries === '' ? ' []' : entries}
`;
}

test('release, then claim, then nothing is left to do', async () => {
  await bench.write(
    'all.yaml',
    people('\n  - { userId: u1, email: a@example.com }\n  - { userId: u2, email: b@example.com }'),
  );
  await bench.apply(await bench.plan());
  const moved = `
  - { userId: u1, email: new@example.com, previously: { email: a@example.com } }
  - { userId: u2, email: a@example.com, previously: { email: b@example.com } }`;
  await bench.write('all.yaml', people(moved));
  const { outcomes } = await bench.apply(await bench.plan());
  expect(outcomes.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  const again = await bench.plan();
  expect(again.changes).toEqual([]);
});
