// The kill matrix of rollbacks: changes at three vendors are taken back by the built program, which is killed with SIGKILL before or
// after one of its requests, of every kind, and goes on with apply --resume. Everybody ends as without a kill, and nobody is mailed
// who was not before the apply.

import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Person } from '../contract/person.ts';
import { killPoints } from '../helpers/kill-points.ts';
import { killedApply } from '../helpers/killed-apply.ts';
import { buildWorld, VENDORS } from '../helpers/matrix.ts';
import { openWorkplace } from '../helpers/rollcall.ts';
import { type SandboxProcess, startSandboxProcess } from '../helpers/sandbox-process.ts';
import type { ReceivedRequest, SandboxState } from '../helpers/workbench.ts';
import { KILLS, TIMEOUT } from './size.ts';

const LIMITS = ['--max-deletes', '1000', '--max-unsubscribes', '1000', '--max-changed-percent', '100'];

describe.concurrent('a rollback, killed at any request, and resumed', () => {
  test.for(KILLS.seeds.slice(0, -2))('seed %i', { timeout: 4 * TIMEOUT }, async (seed, { onTestFinished }) => {
    const world = buildWorld({ changes: KILLS.changes / 4, seed });
    const place = await openWorkplace();
    const sandbox = await startSandboxProcess({ rateLimit: 'off', seed, asyncDelayMs: 5 });
    onTestFinished(async () => {
      await sandbox.close();
      await place.remove();
    });
    const args = ['--sandbox', sandbox.url, '--quiet'];
    for (const [file, text] of Object.entries(world.manifests)) await place.write(`contacts.d/${file}`, text);
    await putState(sandbox, JSON.stringify(world.state));
    const original = (await door(sandbox, 'state')) as SandboxState;
    expect(await place.rollcall('apply', '--auto-approve', ...args)).toMatchObject({ code: 0 });
    const applied = JSON.stringify(await door(sandbox, 'state'));
    const [here, kept] = ['.rollcall', 'kept'].map((name) => join(place.directory, name)) as [string, string];
    await cp(here, kept, { recursive: true });
    await door(sandbox, 'requests', { method: 'DELETE' });

    const rollback = ['rollback', '--auto-approve', ...LIMITS, ...args];
    const whole = await place.rollcall(...rollback);
    const requests = (await door(sandbox, 'requests')) as readonly ReceivedRequest[];
    const expected = peopleIn((await door(sandbox, 'state')) as SandboxState);
    expect(expected).not.toEqual(peopleIn(JSON.parse(applied)));
    const mailableBefore = mailable(peopleIn(original));
    expect(mailable(expected).filter((who) => !mailableBefore.includes(who))).toEqual([]);

    let killed = 0;
    for (const point of killPoints(requests, seed)) {
      if (killed === KILLS.points / 2) break;
      await rm(here, { recursive: true });
      await cp(kept, here, { recursive: true });
      await putState(sandbox, applied);
      if (!(await killedApply(place.directory, sandbox, point, rollback))) continue;
      const label = `${point.when} number ${point.n} of ${point.like}`;
      const resumed = await place.rollcall('apply', '--resume', '--auto-approve', ...args);
      killed += 1;
      // A kill while reading leaves nothing to resume: then it is done again.
      const isBegun = !resumed.stderr.includes('nothing to resume');
      const ended = isBegun ? resumed : await place.rollcall(...rollback);
      expect({ ...ended, stdout: '' }, label).toMatchObject({ code: whole.code });
      expect(peopleIn((await door(sandbox, 'state')) as SandboxState), label).toEqual(expected);
      const again = await place.rollcall('plan', '--json', ...args);
      const { requests: left } = JSON.parse(again.stdout) as { readonly requests: readonly unknown[] };
      expect(left, label).toEqual([]);
    }
  });
});

type People = Readonly<Record<string, readonly Person[]>>;

/** Everybody at each account, in the order of their addresses. */
function peopleIn({ accounts }: SandboxState): People {
  return Object.fromEntries(
    Object.entries(VENDORS).map(([account, { provider, fixture }]) => [
      account,
      [...fixture.decode(accounts[account]?.[provider])].sort((a, b) =>
        JSON.stringify([a.email, a.phone]) < JSON.stringify([b.email, b.phone]) ? -1 : 1,
      ),
    ]),
  );
}

function mailable(people: People): readonly string[] {
  return Object.entries(people).flatMap(([account, all]) =>
    all.filter(({ status }) => status === 'subscribed').map(({ userId, email }) => `${account}/${userId ?? email}`),
  );
}

async function putState(sandbox: SandboxProcess, state: string): Promise<void> {
  await door(sandbox, 'state', { method: 'PUT', body: state });
  await door(sandbox, 'requests', { method: 'DELETE' });
}

async function door({ url }: SandboxProcess, name: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(`${url}/_sandbox/${name}`, init);
  return response.headers.get('content-type')?.includes('json') ? response.json() : undefined;
}
