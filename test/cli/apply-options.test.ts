// --report, --timeout and --parallelism of apply.

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace } from '../helpers/rollcall.ts';

const MANIFEST = `accounts:
  app: { provider: loops, apiKey: "\${APP_KEY}" }
contacts:
  - { email: ann@example.com, firstName: Ann, channels: { email: unsubscribed } }
`;

test('--report tells every outcome and every request with its times', async ({ onTestFinished }) => {
  const sandbox = await startSandbox({ rateLimit: 'off' });
  const place = await openWorkplace();
  onTestFinished(async () => {
    await sandbox.close();
    await place.remove();
  });
  await place.write('contacts.d/people.yaml', MANIFEST);
  const args = ['apply', '--auto-approve', '--sandbox', sandbox.url, '--report', 'report.json', '--parallelism', '1'];
  expect(await place.rollcall(...args)).toMatchObject({ code: 0 });
  const file = join(place.directory, 'report.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const report = JSON.parse(await readFile(file, 'utf8'));
  expect(report).toMatchObject({
    formatVersion: 1,
    interrupted: false,
    outcomes: [{ key: 'app/ann@example.com', status: 'succeeded', requests: ['r1'] }],
    requests: [{ request: 'r1', account: 'app', changes: ['c1'], sent: 1, status: 200 }],
  });
  const times = [report.startedAt, report.requests[0].sentAt, report.requests[0].endedAt, report.endedAt];
  expect(times.toSorted()).toEqual(times);
});

test('--report masks where the output does', async ({ onTestFinished }) => {
  const place = await openWorkplace();
  onTestFinished(() => place.remove());
  await place.write('contacts.d/people.yaml', MANIFEST);
  await place.rollcall('apply', '--auto-approve', '--sandbox', '--redact', '--report', 'report.json');
  expect(await readFile(join(place.directory, 'report.json'), 'utf8')).not.toContain('ann@example.com');
});

test('--timeout ends as an interruption does, and --resume goes on', async ({ onTestFinished }) => {
  const sandbox = await startSandbox({ rateLimit: 'off', faults: 'slow:1', faultPauseMs: 600 });
  const place = await openWorkplace();
  onTestFinished(async () => {
    await sandbox.close();
    await place.remove();
  });
  await place.write('contacts.d/people.yaml', MANIFEST);
  const base = ['apply', '--sandbox', sandbox.url];
  const first = await place.rollcall(...base, '--auto-approve', '--timeout', '0.2s');
  expect(first).toMatchObject({ code: 130, stderr: expect.stringContaining('The time is up') });
  expect(first.stdout).toContain('1 pending');
  expect(await place.rollcall(...base, '--resume')).toMatchObject({ code: 0 });
});

test.each([
  ['--timeout', 'soon'],
  ['--timeout', '0s'],
  ['--timeout', '1000h'],
  ['--parallelism', '0'],
  ['--parallelism', 'many'],
])('%s %s is a mistake of usage', async (option, value) => {
  const place = await openWorkplace();
  const run = await place.rollcall('apply', option, value);
  await place.remove();
  expect(run).toMatchObject({ code: 64, stderr: expect.stringContaining('Give a') });
});
