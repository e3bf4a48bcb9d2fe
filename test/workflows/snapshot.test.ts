// No contact is lost between the read and the file, however slowly the file is written.

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { LiveContact } from '../../src/contact/contact.ts';
import type { ConnectedAccount } from '../../src/index.ts';
import type { ReadProblem } from '../../src/live/problem.ts';
import type { LiveSource } from '../../src/live/source.ts';
import { takeSnapshot } from '../../src/workflows/snapshot.ts';
import { account } from '../plan/subject.ts';

const AMOUNT = 50;

function person(index: number): LiveContact {
  const sets = { scalars: {}, sets: {}, customProperties: {}, channels: {} };
  return { id: `c${index}`, emails: [`user${index}@example.com`], phones: [], ...sets };
}

/** Contacts come one by one, faster than they are written. */
function steady(problem?: ReadProblem): LiveSource {
  return {
    schema: async () => ({ requests: 0, schema: {} }),
    async read(_questions, onContact) {
      for (let index = 0; index < AMOUNT; index += 1) {
        onContact(person(index));
        await sleep(1);
      }
      const report = { strategy: 'list', requests: 1, seen: AMOUNT, failed: new Map() } as const;
      return problem === undefined ? { ...report, complete: true } : { ...report, complete: false, problem };
    },
  };
}

async function linesOf(source: LiveSource): Promise<readonly string[]> {
  const configuration = { accounts: [account()], contacts: [] };
  const connected = new Map([[account().name, { source } as ConnectedAccount]]);
  let text = '';
  for await (const piece of takeSnapshot(configuration, connected, { takenAt: new Date(0) })) {
    text += piece;
    await sleep(5);
  }
  return text.trimEnd().split('\n');
}

test('a snapshot written slowly contains every contact once, in order, and the end of the account', async () => {
  const [head, ...lines] = (await linesOf(steady())).map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(head).toMatchObject({ snapshotVersion: 3, takenAt: '1970-01-01T00:00:00.000Z' });
  expect(lines.slice(0, -1).map(({ contact }) => contact)).toEqual(Array.from({ length: AMOUNT }, (_, i) => person(i)));
  expect(lines.at(-1)).toMatchObject({ end: { complete: true, asked: [] } });
});

test('a failed read aborts the snapshot', async () => {
  const source = steady({
    code: 'repeated-page',
    args: { account: 'shop', method: 'GET', path: { is: 'path', value: '/api/contacts' } },
  });
  await expect(linesOf(source)).rejects.toThrow('the same page twice; no snapshot was written');
});
