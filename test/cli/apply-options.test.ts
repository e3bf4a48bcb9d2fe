// --report, --timeout, --parallelism, --no-refresh and --no-verify of apply.

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { readReport } from '../helpers/report.ts';
import { openWorkplace } from '../helpers/rollcall.ts';

const MANIFEST = `accounts:
  app: { provider: loops, apiKey: "\${APP_KEY}" }
contacts:
  - { email: ann@example.com, firstName: Ann, channels: { email: unsubscribed } }
`;

test('--report contains every outcome and every request with its attempts and times', async ({ onTestFinished }) => {
  const sandbox = await startSandbox({ rateLimit: 'off' });
  const place = await openWorkplace();
  onTestFinished(async () => {
    await sandbox.close();
    await place.remove();
  });
  await place.write('contacts.d/people.yaml', MANIFEST);
  const answers = [
    { match: { method: 'POST' }, status: 429, headers: { 'retry-after': '0.1' } },
    { match: { method: 'POST' }, fault: 'lost' },
  ];
  await fetch(`${sandbox.url}/_sandbox/next`, { method: 'PUT', body: JSON.stringify(answers) });
  const args = ['apply', '--auto-approve', '--sandbox', sandbox.url, '--report', 'report.json', '--parallelism', '1'];
  expect(await place.rollcall(...args)).toMatchObject({ code: 0 });
  expect((await stat(join(place.directory, 'report.json'))).mode & 0o777).toBe(0o600);
  const report = await readReport(place);
  expect(report).toMatchObject({
    formatVersion: 2,
    interrupted: false,
    refreshed: true,
    verified: true,
    outcomes: [{ key: 'app/ann@example.com', status: 'succeeded', requests: ['r1'], endedAt: expect.any(String) }],
    requests: [
      {
        request: 'r1',
        account: 'app',
        changes: ['c1'],
        status: null,
        attempts: [
          { status: 429, failure: null, maybeCarriedOut: false },
          { status: null, failure: 'reset', maybeCarriedOut: true },
        ],
      },
    ],
  });
  const [request] = report.requests;
  const attempts = request.attempts as readonly { sentAt: string; endedAt: string; waitedMs: number }[];
  const ofAttempts = attempts.flatMap(({ sentAt, endedAt }) => [sentAt, endedAt]);
  const times = [report.startedAt, request.startedAt, ...ofAttempts, report.outcomes[0].endedAt, report.endedAt];
  expect(times.toSorted()).toEqual(times);
  expect(attempts[1]?.waitedMs).toBeGreaterThanOrEqual(100);
});

test('--report masks personal data if the output does', async ({ onTestFinished }) => {
  const place = await openWorkplace();
  onTestFinished(() => place.remove());
  await place.write('contacts.d/people.yaml', MANIFEST);
  await place.rollcall('apply', '--auto-approve', '--sandbox', '--redact', '--report', 'report.json');
  expect(await readFile(join(place.directory, 'report.json'), 'utf8')).not.toContain('ann@example.com');
});

test('--timeout that is reached while sending ends like an interruption, and --resume continues', async ({
  onTestFinished,
}) => {
  const sandbox = await startSandbox({ rateLimit: 'off', faults: 'slow:1', faultPauseMs: 1500 });
  const place = await openWorkplace();
  onTestFinished(async () => {
    await sandbox.close();
    await place.remove();
  });
  await place.write('contacts.d/people.yaml', MANIFEST);
  const base = ['apply', '--sandbox', sandbox.url];
  const first = await place.rollcall(...base, '--auto-approve', '--timeout', '2.5s');
  expect(first).toMatchObject({ code: 130, stderr: expect.stringContaining('Time limit reached') });
  expect(first.stdout).toContain('1 pending');
  expect(await place.rollcall(...base, '--resume', '--auto-approve')).toMatchObject({ code: 0 });
});

test('the summary, the document and the report mention --no-verify and --no-refresh', async ({ onTestFinished }) => {
  const sandbox = await startSandbox({ rateLimit: 'off' });
  const place = await openWorkplace();
  onTestFinished(async () => {
    await sandbox.close();
    await place.remove();
  });
  const methods = async (): Promise<readonly string[]> => {
    const requests = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as readonly { method: string }[];
    return requests.map(({ method }) => method);
  };
  // By its userId nobody can be created by accident; an update by email is always preceded by a look.
  const manifest = MANIFEST.replace('{ email', '{ userId: a-1, email');
  await place.write('contacts.d/people.yaml', manifest);
  const base = ['apply', '--sandbox', sandbox.url, '--no-verify', '--no-refresh', '--report', 'report.json'];
  const created = await place.rollcall(...base, '--auto-approve');
  expect(created).toMatchObject({ code: 0 });
  expect(created.stdout).toContain('1 confirmed by the vendor but not read back');
  expect(created.stdout).toContain('were sent without reading the contact again');
  expect(await readReport(place)).toMatchObject({
    refreshed: false,
    verified: false,
    outcomes: [{ status: 'succeeded', code: 'unverified' }],
  });

  await place.write('contacts.d/people.yaml', manifest.replace('firstName: Ann', 'firstName: Anna'));
  await place.rollcall('plan', '--sandbox', sandbox.url, '--out', 'plan.json');
  await fetch(`${sandbox.url}/_sandbox/requests`, { method: 'DELETE' });
  const updated = await place.rollcall(...base, 'plan.json', '--json');
  expect(JSON.parse(updated.stdout)).toMatchObject({ refreshed: false, verified: false });
  expect(await methods()).toEqual(['PUT']);
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
