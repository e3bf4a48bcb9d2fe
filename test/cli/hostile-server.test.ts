// The built program against a vendor that never ends, floods or throttles for ever: it ends in time, says what it did not read, and
// prints no stack.

import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answer, chunkedAnswer, dribble, type FaultServer, flood, playFaults } from '../helpers/fault-server.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

const JANE = { id: '66f0000000000000000000a1', email: 'jane@example.com', firstName: 'Jane' };

let place: Workplace;
let server: FaultServer | undefined;

beforeEach(async () => {
  place = await openWorkplace({ OMNISEND_API_KEY: 'brand-1234567890abcdef' });
});
afterEach(async () => {
  await server?.close();
  await place.remove();
});

/** Declares people at an account of the server, of whom the first is to get another name. */
async function against(play: Parameters<typeof playFaults>[0], people = 4): Promise<FaultServer> {
  server = await playFaults(play);
  const contacts = Array.from({ length: people }, (_, index) => `  - { email: p${index}@example.com, city: Ulm }\n`);
  await place.write(
    'contacts.d/all.yaml',
    `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}", baseUrl: "${server.url}" }
contacts:
${contacts.join('')}`,
  );
  return server;
}

/** A page of Omnisend. */
function page(contacts: readonly object[], after: string | undefined): string {
  const paging = { hasMore: after !== undefined, cursors: { after: after ?? null, before: null } };
  return JSON.stringify({ contacts, paging });
}

function contact({ id, email, firstName }: typeof JANE): object {
  const channels = { email: { status: 'subscribed', statusChangedAt: '2024-01-01T00:00:00Z' } };
  return {
    contactID: id,
    id,
    firstName,
    identifiers: [{ type: 'email', id: email, channels }],
    updatedAt: '2024-01-01T00:00:00Z',
  };
}

function expectNoStack({ stdout, stderr }: Run): void {
  expect(`${stdout}${stderr}`).not.toMatch(/\n\s+at .+:\d+|Unhandled|bug in rollcall/);
}

describe('--timeout', () => {
  const trickle = (socket: Socket): void => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n');
    dribble(socket, () => ' ', 100);
  };

  test.each([
    ['plan', ['plan', '--timeout', '2s']],
    ['snapshot', ['snapshot', '--timeout', '2s', '--out', 'live.ndjson']],
    ['explain', ['explain', 'p1@example.com', '--timeout', '2s']],
    ['apply', ['apply', '--auto-approve', '--timeout', '2s']],
  ] as const)('%s ends while an answer trickles, names the account and exits with 1', async (_name, args) => {
    await against(trickle);
    const run = await place.rollcall(...args, '--json');
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('Time limit reached');
    expect(run.stdout).toContain('time-limit');
    expectNoStack(run);
    const text = await place.rollcall(...args);
    expect(`${text.stdout}${text.stderr}`).toMatch(/shop.*time limit was reached/s);
    expectNoStack(text);
  });

  test('what was read in time is planned as ever', async () => {
    await against((socket) => socket.write(answer(200, page([contact(JANE)], undefined))));
    const run = await place.rollcall('plan', '--timeout', '1h', '--json');
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout).accounts[0].complete).toBe(true);
  });

  test('a duration that is none is a usage error', async () => {
    const run = await place.rollcall('snapshot', '--out', 'x', '--timeout', 'soon');
    expect([run.code, run.stderr]).toEqual([64, expect.stringContaining('90s, 15m, 1h')]);
  });
});

describe('a plan', () => {
  test('is told at once of a pause of a billion seconds, and the account is not read', async () => {
    const vendor = await against((socket) => socket.write(answer(429, '{}', { 'retry-after': '1000000000' })));
    const run = await place.rollcall('plan', '--json');
    expect(run.code).toBe(1);
    expect(JSON.parse(run.stdout).accounts[0].failures).toMatchObject([{ code: 'pause-too-long' }]);
    expect(vendor.received.length).toBeLessThan(5);
    const text = await place.rollcall('plan');
    expect(text.stdout).toContain('the vendor asks for a pause of 31 years');
    expectNoStack(text);
  });

  test('says aloud that it waits', async () => {
    await against((socket, _request, count) =>
      socket.write(count === 1 ? answer(429, '{}', { 'retry-after': '2' }) : answer(200, page([], undefined))),
    );
    const run = await place.rollcall('plan', '--first-run');
    expect(run.stderr).toMatch(/shop: the vendor asks for a pause of \d s/);
  });

  test.each([
    ['lists', '['.repeat(100_000), ']'.repeat(100_000)],
    ['objects', '{"a":'.repeat(100_000), '}'.repeat(100_000)],
  ])('of a vendor whose 400 is nested 100,000 deep in %s', async (_name, before, after) => {
    await against((socket) => socket.write(answer(400, `${before}1${after}`)));
    const run = await place.rollcall('plan', '--json');
    expect(run.code).toBe(1);
    expect(JSON.parse(run.stdout).accounts[0].failures).toMatchObject([{ code: 'invalid' }]);
    expectNoStack(run);
  });

  test('of a contact that is nested 100,000 deep', async () => {
    const deep = `${'['.repeat(100_000)}1${']'.repeat(100_000)}`;
    const text = page(
      [{ ...contact({ ...JANE, email: 'p1@example.com' }), customProperties: { deep: 'DEEP' } }],
      undefined,
    );
    await against((socket) => socket.write(answer(200, text.replace('"DEEP"', deep))));
    const run = await place.rollcall('plan', '--json');
    expect(run.code).toBe(0);
    expectNoStack(run);
  });

  test('quotes at most 2,000 characters of a message, which do nothing', async () => {
    const detail = `\u001b[31mred\u202e ${'long '.repeat(100_000)}`;
    await against((socket) => socket.write(answer(400, JSON.stringify({ title: 'No', detail, status: 400 }))));
    const run = await place.rollcall('plan');
    expect(run.stdout.length + run.stderr.length).toBeLessThan(6000);
    expect(`${run.stdout}${run.stderr}`).toContain('red');
    expect(run.stdout).not.toContain('\u001b[31m');
    expect(run.stdout).not.toContain('\u202e');
  });

  test('answers of 60 MB to every look-up of three accounts at once are refused', async () => {
    const piece = `${(2 ** 20).toString(16)}\r\n${' '.repeat(2 ** 20)}\r\n`;
    const vendor = await against((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n');
      flood(socket, piece, 60);
    });
    const names = ['one', 'two', 'three'];
    const accounts = names.map(
      (name) => `  ${name}: { provider: loops, apiKey: "\${${name.toUpperCase()}}", baseUrl: "${vendor.url}" }\n`,
    );
    const contacts = Array.from(
      { length: 14 },
      (_, index) => `  - { email: p${index}@example.com, firstName: P, accounts: [${names}] }\n`,
    );
    await place.write('contacts.d/all.yaml', `accounts:\n${accounts.join('')}contacts:\n${contacts.join('')}`);
    await place.write('keys.env', names.map((name) => `${name.toUpperCase()}=loops-${name}-1234567890\n`).join(''));
    const run = await place.rollcall('plan', '--json', '--secrets', 'keys.env');
    expect(run.code).toBe(1);
    const { accounts: planned } = JSON.parse(run.stdout);
    for (const { failures } of planned) {
      expect(new Set(failures.map(({ code }: { code: string }) => code))).toEqual(new Set(['too-large']));
      expect(failures.flatMap(({ keys }: { keys: readonly string[] }) => keys)).toHaveLength(14);
    }
    expectNoStack(run);
  }, 60_000);

  test('of a vendor that answers in chunks, one contact to a page, is like any other', async () => {
    await against((socket, { target }) => {
      const query = new URL(target, 'http://vendor.example').searchParams;
      const email = query.get('email');
      const isLast = query.has('after') || email !== null;
      const found = email === JANE.email || (email === null && !isLast) ? [contact(JANE)] : [];
      socket.write(chunkedAnswer(200, page(found, isLast ? undefined : 'c1')));
    });
    expect((await place.rollcall('plan', '--json')).code).toBe(0);
  });
});
