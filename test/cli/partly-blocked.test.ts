// H11: creates of which one property is blocked are creates: they are counted and shown as such in every format, the equal blocks are
// said once with their number, and the exit codes are those of blocked changes.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace({ LOOPS_API_KEY: 'loops-1234567890' });
  const people = Array.from(
    { length: 6 },
    (_, n) =>
      `  - { email: p${n}@example.com, firstName: P${n}, customProperties: { nosuch: v${n} }, channels: { email: subscribed } }`,
  );
  await place.write(
    'contacts.d/all.yaml',
    `accounts:
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}", baseUrl: "${sandbox.url}/loops" }
contacts:
${people.join('\n')}
`,
  );
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

function planAs(format: string): Promise<{ readonly stdout: string }> {
  return place.rollcall('plan', '--format', format, '--no-requests');
}

test('text', async () => {
  const { stdout } = await planAs('text');
  expect(stdout).toMatch(/^Plan: 6 become mailable · 6 blocked in part · 6 to create · 6 requests/);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    '! blocked in part: unknown-property, customProperties.nosuch of 6 contacts: app/p0@example.com,',
  );
  expect(stdout).toContain('to create (6)');
  expect(stdout).not.toMatch(/^ {2}blocked \(/m);
  expect(stdout.match(/the account has no property of this name/g)).toHaveLength(1);
});

test('Markdown and HTML', async () => {
  const { stdout: markdown } = await planAs('markdown');
  expect(markdown).toContain('6 become mailable · 6 blocked in part · 6 to create');
  expect(markdown).toContain('<b>to create</b> (6)');
  expect(markdown).not.toContain('<b>blocked</b> (');
  expect(markdown.match(/<b>blocked in part: unknown-property, customProperties\.nosuch of 6 contacts/g)).toHaveLength(
    1,
  );
  const { stdout: html } = await planAs('html');
  expect(html).toContain('app: blocked in part: unknown-property, customProperties.nosuch of 6 contacts');
  const data = /id="plan-data">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  const { dangers, changes } = JSON.parse(data) as { dangers: string[][]; changes: { danger: number }[] };
  expect(changes.map(({ danger }) => dangers[danger]?.[0])).toEqual(Array(6).fill('create'));
});

test('JSON', async () => {
  expect(JSON.parse((await planAs('json')).stdout).results).toMatchObject([
    { account: 'app', status: 'read', changes: { create: 6, blocked: 0, partlyBlocked: 6 } },
  ]);
});

test('the outcomes of apply', async () => {
  const text = await place.rollcall('apply', '--auto-approve');
  expect(text.code).toBe(3);
  const result = text.stdout.slice(text.stdout.indexOf('applied in part: '));
  expect(result).toMatch(/^applied in part: a rule refused the rest \(6\)\n {2}6 contacts {2}unknown-property\n/);
  expect(result).toMatch(/Applied: 6 applied in part of 6 changes\.\n$/);
  expect((await place.rollcall('plan', '--detailed-exitcode')).code).toBe(2);
});
