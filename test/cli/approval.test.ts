// What an apply that asks nobody must not do, over real repositories, a remote and the built program.

import { describe, expect, test } from 'vitest';
import { lacksTerminal, rollcallAtTerminal } from '../helpers/pty.ts';
import { aTeam, people } from '../helpers/team.ts';

const JANE = 'email: jane@example.com, firstName: Jane';
const JOE = 'email: joe@example.com, firstName: Joe';

function crowd(count: number, more = ''): string {
  return people(...Array.from({ length: count }, (_, index) => `email: p${index}@example.com${more}`));
}

describe('a first run that finds nobody (fault C4)', () => {
  test('is shown, and refused unattended until --first-run approves it', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + crowd(24) });
    const plan = await machine.rollcall('plan', '--out', 'plan.json');
    expect(plan.code).toBe(0);
    expect(plan.stdout).toContain('First run at this destination: nothing counts as removed');
    expect(plan.stdout.replace(/\s+/g, ' ')).toContain('none of 24 declared contacts was found');
    const refused = await machine.apply();
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--first-run')]);
    expect((await machine.rollcall('apply', 'plan.json')).code).toBe(1);
    expect(await team.writes()).toEqual([]);
    expect((await machine.rollcall('apply', 'plan.json', '--first-run')).code).toBe(0);
    // From now on, there is a record, and nobody is missed.
    expect((await machine.apply()).code).toBe(0);
  });

  test('is approved when planning, too', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + crowd(24) });
    await machine.rollcall('plan', '--first-run', '--out', 'plan.json');
    expect((await machine.rollcall('apply', 'plan.json')).code).toBe(0);
  });

  test('is never refused on a sandbox', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + crowd(24) });
    const plan = await machine.rollcall('plan', '--sandbox');
    expect([plan.code, plan.stdout]).toEqual([0, expect.not.stringMatching(/first run/i)]);
    expect((await machine.apply('--sandbox')).code).toBe(0);
  });

  test.skipIf(lacksTerminal)('a person at a terminal may approve it', async () => {
    const team = await aTeam();
    const machine = await team.machine({}, '--no-clone');
    machine.write({
      'contacts.d/a.yaml': team.accounts().replace('${SHOP_KEY}', '${SHOP}') + crowd(24),
      '.env': 'SHOP=brand1-secret\n',
    });
    const answer = { after: 'Only "yes" is accepted: ', keys: 'yes\r' };
    const run = await rollcallAtTerminal(machine.place, ['apply', '--secrets', '.env'], answer);
    expect([run.code, run.screen]).toEqual([0, expect.stringContaining('24 succeeded')]);
  });
});

describe('removals that come from a record', () => {
  test('need a review or a limit unattended', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    const subscribed = `channels: { email: { status: subscribed, consent: { source: form, createdAt: 2024-01-01 } } }`;
    machine.push({
      'contacts.d/a.yaml': team.accounts(', onRemoved: unsubscribe') + people(`${JANE}, ${subscribed}`, JOE),
    });
    expect((await machine.apply()).code).toBe(0);
    await team.writes();
    machine.push({ 'contacts.d/a.yaml': team.accounts(', onRemoved: unsubscribe') + people(JOE) });
    const refused = await machine.apply();
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('1 contact would be unsubscribed')]);
    expect(await team.writes()).toEqual([]);
    await machine.rollcall('plan', '--out', 'plan.json');
    expect((await machine.rollcall('apply', '--reviewed', 'plan.json')).code).toBe(0);
    expect(await team.writes()).toHaveLength(1);
  });

  test('all contacts gone from the files: refused with the numbers and the one option that lifts it (fault C1)', async () => {
    const team = await aTeam();
    const machine = await team.machine({ APP_KEY: 'key' });
    const app = `accounts:\n  app: { provider: loops, baseUrl: "${team.sandbox.url}/loops", apiKey: "\${APP_KEY}", onRemoved: delete, limits: { maxChangedPercent: 100 } }\n`;
    machine.push({ 'contacts.d/a.yaml': app + crowd(12, ', channels: { email: subscribed }') });
    expect((await machine.apply()).code).toBe(0);
    machine.push({ 'contacts.d/a.yaml': app });
    const plan = await machine.rollcall('plan');
    const text = plan.stdout.replace(/\s+/g, ' ');
    expect(plan.code).toBe(1);
    expect(text).toContain('12 of the account’s 12 contacts would be deleted (100 %), more than 30 %');
    expect(text).toContain('--max-deletes');
    expect((await machine.apply()).code).toBe(1);
    expect((await machine.apply('--max-deletes', '12')).code).toBe(0);
  });
});

describe('the position of the record', () => {
  test('an older commit sends nothing and ends with 3', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    const old = machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    expect((await machine.apply()).code).toBe(0);
    await team.writes();
    machine.git('checkout', '--quiet', old);
    const late = await machine.apply();
    expect([late.code, late.stdout + late.stderr]).toEqual([3, expect.stringContaining('superseded')]);
    expect(await team.writes()).toEqual([]);
  });

  test('a branch that is behind is shown and not applied; with conflicts, the plan ends with 1', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, JOE) });
    const branch = await team.machine();
    branch.git('switch', '--quiet', '--create', 'feature');
    branch.commit({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`, JOE) });
    const applied = machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, `${JOE}, city: Paris`) });
    expect((await machine.apply()).code).toBe(0);
    expect((await branch.rollcall('plan')).code).toBe(0);
    const refused = await branch.apply();
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(`git merge ${applied.slice(0, 12)}`)]);
    branch.commit({ 'contacts.d/a.yaml': team.accounts() + people(JANE, `${JOE}, city: Rome`) });
    const conflict = await branch.rollcall('plan');
    expect([conflict.code, conflict.stdout]).toEqual([1, expect.stringContaining('refused: behind-record')]);
  });

  test('the head of a plan says what it was compared with and what is owed, and marks what is owed', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    await machine.apply();
    machine.push({ 'contacts.d/a.yaml': team.accounts(', limits: { maxDeletes: 9 }') + people(JANE) });
    const raised = await machine.rollcall('plan');
    expect(raised.stdout.replace(/\s+/g, ' ')).toContain('limits.maxDeletes from nothing declared to 9');
    await machine.apply('--base', 'none');
    for (const format of ['text', 'markdown', 'html']) {
      const { stdout } = await machine.rollcall('plan', '--format', format);
      const text = stdout.replace(/<wbr>|&#\d+;/g, '').replace(/\s+/g, ' ');
      expect(text).toMatch(/Compared with what was applied on \d+ \w+ \d{4} \d\d:?\d\d UTC \(\w{12}\), 1 contact owed/);
      expect(text).toMatch(format === 'html' ? /"marks":\["owed"\]/ : /\(owed\)/);
      expect(text).toContain('1 owed');
    }
  });
});
