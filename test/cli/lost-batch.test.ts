// A8, with the built program: the answer to a batch of creates is lost while the batch waits at the vendor for three minutes of the
// vendor's own clock. That clock is put forward once the program has seen the batch waiting.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Observer, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { createdTwice } from '../helpers/created-twice.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';
import type { ReceivedRequest, SandboxState } from '../helpers/workbench.ts';

const PATH = '/api/batches';
const LOST = { match: { method: 'POST', path: PATH }, fault: 'lost' };
const NO_LIST = { match: { method: 'GET', path: PATH }, times: 1000, status: 400, body: {} };
const PEOPLE = Array.from({ length: 6 }, (_, n) => `  - { email: p${n}@example.com, firstName: P${n} }\n`).join('');

let sandbox: Sandbox;
let place: Workplace;
let observe: Observer;
let ahead: number;

beforeEach(async () => {
  ahead = 0;
  observe = () => undefined;
  sandbox = await startSandbox({
    rateLimit: 'off',
    faults: 'slow-batch:1',
    now: () => Date.now() + ahead,
    observe: (...seen) => observe(...seen),
  });
  place = await openWorkplace();
  const shop = 'accounts:\n  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "${KEY}" }\n';
  await place.write('contacts.d/people.yaml', `${shop}contacts:\n${PEOPLE}`);
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

function apply(...args: readonly string[]): Promise<Run> {
  return place.rollcall('apply', '--sandbox', sandbox.url, '--quiet', ...args);
}

async function script(...answers: readonly unknown[]): Promise<void> {
  await fetch(`${sandbox.url}/_sandbox/next`, { method: 'PUT', body: JSON.stringify(answers) });
}

/** Three minutes pass at the vendor between the first look at the list, which shows the batch waiting, and the second. */
function endBeforeSecondLook(): void {
  let looks = 0;
  observe = ({ method, path }, phase) => {
    if (phase === 'received' && method === 'GET' && path === PATH) looks += 1;
    if (looks === 2) ahead = 200_000;
    return undefined;
  };
}

async function requests(): Promise<readonly ReceivedRequest[]> {
  return (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as readonly ReceivedRequest[];
}

/** How often a batch was posted, whether its items were read, how many contacts there are, and who was created twice. */
async function result() {
  const sent = await requests();
  const { accounts } = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as SandboxState;
  return {
    posted: sent.filter(({ method, path }) => method === 'POST' && path === PATH).length,
    isFound: sent.some(({ path }) => /^\/api\/batches\/\w+\/items$/.test(path)),
    contacts: accounts.shop.omnisend.contacts.length,
    twice: createdTwice(sent),
  };
}

const WAITING = { posted: 1, isFound: false, contacts: 0, twice: [] };
const DONE_ONCE = { posted: 1, isFound: true, contacts: 6, twice: [] };

describe('the answer to a batch of creates is lost while the batch waits at the vendor (A8)', () => {
  test('it is looked for in the list of batches, and not posted again', async () => {
    endBeforeSecondLook();
    await script(LOST);
    expect(await apply('--auto-approve')).toMatchObject({ code: 0, stdout: expect.stringContaining('6 succeeded') });
    expect(await result()).toEqual(DONE_ONCE);
  });

  test('where the list cannot be read, it stays pending until --resume finds it', async () => {
    await script(LOST, NO_LIST);
    const run = await apply('--auto-approve', '--no-verify');
    expect(run).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/job-may-run[\s\S]*--resume[\s\S]*6 pending of 6/),
    });
    expect(await result()).toEqual(WAITING);
    await script();
    endBeforeSecondLook();
    expect(await apply('--resume', '--auto-approve')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('6 succeeded'),
    });
    expect(await result()).toEqual(DONE_ONCE);
  });

  test('another apply does not post it again, and says how to go on', async () => {
    await script(LOST, NO_LIST);
    expect((await apply('--auto-approve', '--no-verify')).code).toBe(3);
    await script();
    const again = await apply('--auto-approve');
    expect([again.code, again.stderr]).toEqual([
      1,
      expect.stringMatching(/batch of the apply that began[\s\S]*--resume/),
    ]);
    // A plan's id would tell whoever reads a log whether a guess at its content is right.
    expect((await apply('--auto-approve', '--redact')).stderr).not.toMatch(/[0-9a-f]{64}/);
    expect(await result()).toEqual(WAITING);
    endBeforeSecondLook();
    expect(await apply('--resume', '--auto-approve')).toMatchObject({ code: 0 });
    expect(await apply('--auto-approve')).toMatchObject({ code: 0 });
    expect(await result()).toEqual(DONE_ONCE);
  });

  test('killed right after the POST: --resume creates nobody twice', async () => {
    await script(LOST);
    const killed = new Promise<void>((posted) => {
      observe = ({ method, path }, phase) => {
        if (phase === 'answered' && method === 'POST' && path === PATH) posted();
        return undefined;
      };
    });
    const first = ['apply', '--sandbox', sandbox.url, '--quiet', '--auto-approve'];
    expect(await place.rollcallUntil(killed, ...first)).toMatchObject({ code: null });
    expect(await result()).toEqual(WAITING);
    endBeforeSecondLook();
    expect(await apply('--resume', '--auto-approve')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('6 succeeded'),
    });
    expect(await result()).toEqual(DONE_ONCE);
  });
});
