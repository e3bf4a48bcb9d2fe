// rollcall set and unsubscribe, as a user runs them: the manifest is edited, then the contact alone is planned and applied.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lacksTerminal, rollcallAtTerminal } from '../helpers/pty.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

const BEFORE = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
  app: { provider: loops, apiKey: "\${APP_KEY}" }
contacts:
  - email: jane@example.com # a friend
    accounts: [shop, app]
    firstName: Jane
    channels:
      email: { status: subscribed, statusChangedAt: 2024-01-01T00:00:00Z }
  - email: bob@example.com
    phone: "+37061234567"
    accounts: [shop]
    channels: { email: nonSubscribed, sms: nonSubscribed }
`;

let place: Workplace;

beforeEach(async () => {
  place = await openWorkplace();
  await place.write('contacts.d/all.yaml', BEFORE);
});

afterEach(() => place.remove());

async function manifest(): Promise<string> {
  return readFile(join(place.directory, 'contacts.d/all.yaml'), 'utf8');
}

function rollcall(command: string, ...more: readonly string[]): Promise<Run> {
  return place.rollcall(...command.split(' '), ...more);
}

describe('set', () => {
  test('edits, shows and applies one contact, and then nothing is left to do', async () => {
    const run = await rollcall('set jane@example.com lastName=Doe --sandbox --auto-approve');
    expect([run.code, run.stdout]).toEqual([
      0,
      expect.stringContaining('contacts.d/all.yaml:10\n  +     lastName: Doe\n'),
    ]);
    expect(run.stdout).toContain('2 succeeded of 2 changes');
    expect(await manifest()).toBe(BEFORE.replace('  - email: bob', '    lastName: Doe\n  - email: bob'));
    const plan = await rollcall('plan --sandbox --detailed-exitcode --contact */jane@example.com');
    expect([plan.code, plan.stdout]).toEqual([0, expect.stringContaining('No changes.')]);
    // Bob was not asked for.
    expect((await rollcall('plan --sandbox --detailed-exitcode')).code).toBe(2);
  });

  test('writes nothing with --dry-run, and sends nothing with --no-apply', async () => {
    const dry = await rollcall('set jane@example.com city=Oslo --sandbox --dry-run');
    expect([dry.code, dry.stdout, dry.stderr]).toEqual([
      0,
      expect.stringContaining('+     city: Oslo'),
      'Nothing was written (--dry-run).\n',
    ]);
    expect(await manifest()).toBe(BEFORE);
    const edit = await rollcall('set jane@example.com city=Oslo --account shop --sandbox --no-apply');
    expect(edit.stderr).toBe(
      "The manifests are edited; nothing was sent.\n  → apply it with: rollcall apply --contact 'shop/jane@example.com' --sandbox\n",
    );
    expect(await manifest()).toContain('    at:\n      shop:\n        city: Oslo\n');
  });

  test('names the next command with every option that it needs, quoted for a shell', async () => {
    const edits = BEFORE.replace('bob@example.com', "o'brien@example.com");
    await place.write("Jane's contacts/all.yaml", edits);
    await place.write('my keys.env', '');
    const options = [
      '--allow-host',
      'proxy.example',
      '--secrets',
      'my keys.env',
      '-d',
      "Jane's contacts",
      '--no-apply',
    ];
    const edit = await rollcall("set o'brien@example.com city=Oslo --sandbox", ...options);
    expect(edit.stderr).toContain(
      String.raw`rollcall apply --contact 'shop/o'\''brien@example.com' -d 'Jane'\''s contacts' --secrets 'my keys.env' --allow-host proxy.example --sandbox`,
    );
  });

  test('shows the plan and the next command where nobody can be asked', async () => {
    const run = await rollcall('set +37061234567 city=Oslo --sandbox');
    expect([run.code, run.stdout]).toEqual([0, expect.stringContaining('+ shop/bob@example.com')]);
    expect(run.stderr).toContain('Nothing was sent, because there is no terminal to confirm on.\n  → apply it with:');
    expect(await manifest()).toContain('city: Oslo');
  });

  test('prints one document with --json', async () => {
    const planned = JSON.parse((await rollcall('set bob@example.com city=Oslo --sandbox --json')).stdout);
    expect(planned).toMatchObject({ written: true, edited: [{ line: 14, added: ['    city: Oslo'] }] });
    expect(planned.plan.changes).toHaveLength(1);
    const applied = JSON.parse(
      (await rollcall('set bob@example.com city=Rome --sandbox --json --auto-approve')).stdout,
    );
    expect(applied.apply.outcomes).toMatchObject([{ status: 'succeeded' }]);
    const redacted = await rollcall('set bob@example.com city=Riga --sandbox --json --redact --no-apply');
    expect(JSON.parse(redacted.stdout)).toEqual({ edited: [{ file: 'contacts.d/all.yaml', line: 14 }], written: true });
    const failed = JSON.parse((await rollcall('set nobody@example.com city=Oslo --sandbox --json')).stdout);
    expect(failed.error).toMatchObject({ code: 'unknown-contact' });
  });

  test('follows a contact to its new address', async () => {
    await rollcall('set bob@example.com city=Oslo --sandbox --auto-approve');
    const run = await rollcall('set bob@example.com email=rob@example.com --sandbox --no-apply');
    expect(run.stderr).toContain("--contact 'shop/rob@example.com'");
  });

  test('says that the manifests say so already', async () => {
    const run = await rollcall('set jane@example.com firstName=Jane --sandbox --no-apply');
    expect([run.code, run.stdout, await manifest()]).toEqual([0, 'The manifests say so already.\n', BEFORE]);
  });

  test.each([
    ['a contact that nobody declares', 'set jnae@example.com city=Oslo', 1, 'did you mean jane@example.com?'],
    ['a value that no manifest may have', 'set jane@example.com email=jane', 1, 'would have'],
    ['a field that nobody has', 'set jane@example.com citty=Oslo', 64, 'did you mean city?'],
    ['no value', 'set jane@example.com city=', 64, 'city=null'],
    ['no values', 'set jane@example.com', 64, "missing required argument 'value'"],
    ['an address of somebody else', 'set jane@example.com email=bob@example.com', 1, 'another declared contact has'],
  ])('writes nothing for %s', async (_what, command, code, words) => {
    const run = await rollcall(command, '--sandbox', '--auto-approve');
    expect([run.code, run.stderr]).toEqual([code, expect.stringContaining(words)]);
    expect(await manifest()).toBe(BEFORE);
  });

  test('names nobody when redacted', async () => {
    for (const command of [
      'set nobody@example.com city=Canary',
      'set jane@example.com city=Canary',
      'set jane@example.com email=Canary',
    ]) {
      const run = await rollcall(command, '--sandbox', '--redact');
      // A hint quotes an example address, which is nobody's.
      const output = (run.stdout + run.stderr).replace('Like jane@example.com', '');
      expect(output).not.toMatch(/Canary|nobody@|jane@/);
    }
  });

  test.skipIf(lacksTerminal)('keeps the edit if the answer is no, and says how to go on and back', async () => {
    const answer = { after: 'Only "yes" is accepted: ', keys: 'no\r' };
    const run = await rollcallAtTerminal(place, ['set', 'jane@example.com', 'city=Oslo', '--sandbox'], answer);
    expect([run.code, run.screen.replace(/\s+/g, ' ')]).toEqual([
      1,
      expect.stringContaining('the edit of the manifests stays → apply it with: rollcall apply --contact'),
    ]);
    expect(run.screen).toContain('git checkout -p -- contacts.d/all.yaml');
    expect(await manifest()).toContain('city: Oslo');
  });
});

describe('unsubscribe', () => {
  test('takes several contacts at once, and writes nothing if one of them cannot be reached', async () => {
    const none = await rollcall('unsubscribe bob@example.com jane@example.com --channel sms --no-apply --sandbox');
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('jane@example.com')]);
    expect(await manifest()).toBe(BEFORE);
    const run = await rollcall('unsubscribe jane@example.com bob@example.com jane@example.com --no-apply --sandbox');
    expect([run.code, run.stderr]).toEqual([0, expect.stringContaining("--contact 'shop/bob@example.com'")]);
    const edited = await manifest();
    expect(edited).toContain('{ email: unsubscribed, sms: unsubscribed }');
    expect(edited.match(/unsubscribed/g)).toHaveLength(3);
  });

  test('changes the status at every account, and keeps no date of the former one', async () => {
    const run = await rollcall('unsubscribe jane@example.com --sandbox --auto-approve --reason', 'asked by phone');
    expect([run.code, run.stdout]).toEqual([0, expect.stringContaining('2 succeeded of 2 changes')]);
    expect(await manifest()).toBe(
      BEFORE.replace(
        '{ status: subscribed, statusChangedAt: 2024-01-01T00:00:00Z }',
        '{ status: unsubscribed } # asked by phone',
      ),
    );
  });

  test('leaves one channel', async () => {
    await rollcall('unsubscribe bob@example.com --channel sms --no-apply --sandbox');
    expect(await manifest()).toBe(BEFORE.replace('sms: nonSubscribed', 'sms: unsubscribed'));
    const none = await rollcall('unsubscribe jane@example.com --channel sms --sandbox');
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('can reach app/jane@example.com by sms')]);
  });

  test('offers the lines for somebody whom nobody declares', async () => {
    const run = await rollcall('unsubscribe ann@other.org --account shop --sandbox');
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(
      'contacts:\n  - email: "ann@other.org"\n    accounts: [shop]\n    channels: { email: unsubscribed }\n',
    );
    expect(await manifest()).toBe(BEFORE);
  });
});
