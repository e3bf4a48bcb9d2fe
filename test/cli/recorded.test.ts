// What `apply --json` and the report say of the record of what was applied.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readReport } from '../helpers/report.ts';
import { aTeam, type Machine, people, pushUnreviewedRecord } from '../helpers/team.ts';

const JANE = 'email: jane@example.com, firstName: Jane';
const JOE = 'email: joe@example.com, firstName: Joe';

/** Applies, and returns what both documents say: they agree. */
async function applied(machine: Machine, ...args: readonly string[]) {
  const run = await machine.apply('--json', '--report', 'report.json', ...args);
  const { accounts, errors } = JSON.parse(run.stdout);
  const { recorded } = accounts[0];
  expect((await readReport(machine.place)).accounts[0].recorded).toEqual(recorded);
  return { code: run.code, recorded, errors };
}

test('an apply says that its record was pushed, and how many contacts are owed', async () => {
  const team = await aTeam();
  const machine = await team.machine();
  machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
  expect(await applied(machine)).toEqual({ code: 0, recorded: { result: 'pushed', owed: 0 } });
  expect(await applied(machine)).toEqual({ code: 0, recorded: { result: 'unchanged', owed: 0 } });
  machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
  const owing = { code: 0, recorded: { result: 'pushed', owed: 1 } };
  expect(await applied(machine, '--base', 'none', '--redact')).toEqual(owing);
});

test('on a branch of its own, or without --push-record, the record stays here', async () => {
  const team = await aTeam();
  const machine = await team.machine();
  machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
  expect(await applied(machine, '--no-push-record')).toEqual({ code: 0, recorded: { result: 'here', owed: 0 } });
  machine.git('switch', '--quiet', '--create', 'feature');
  machine.commit({ 'contacts.d/a.yaml': team.accounts() + people(JANE, JOE) });
  expect(await applied(machine)).toEqual({ code: 0, recorded: { result: 'not-pushed', owed: 0 } });
  expect(await applied(machine, '--no-record')).toEqual({ code: 0 });
});

test('a record that must not be overwritten is refused', async () => {
  const team = await aTeam();
  const machine = await team.machine();
  machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
  await pushUnreviewedRecord(team, team.accounts() + people(JANE, JOE));
  expect(await applied(machine, '--base', 'none')).toEqual({ code: 3, recorded: { result: 'refused', owed: 0 } });
  const refused = await applied(machine);
  expect(refused).toEqual({ code: 1 });
});

test('a record that could not be pushed is an error, with exit code 3', async () => {
  const team = await aTeam();
  const machine = await team.machine();
  machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
  writeFileSync(join(team.remote, 'hooks/pre-receive'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const { code, recorded, errors } = await applied(machine);
  expect([code, recorded]).toEqual([3, undefined]);
  expect(errors).toMatchObject([{ code: 'applied-ref' }]);
});
