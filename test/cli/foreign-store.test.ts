// What a checkout brings under .rollcall, with the built program and real git: nothing of it is used (fault I4).

import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { lacksTerminal, rollcallAtTerminal } from '../helpers/pty.ts';
import { git } from '../helpers/repository.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

const MANIFEST = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
contacts:
  - { email: ann@example.com, firstName: Ann }
  - { email: bob@example.com, firstName: Bob }
`;

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace();
  await place.write('contacts.d/people.yaml', MANIFEST);
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

function rollcall(command: string, ...args: readonly string[]): Promise<Run> {
  return place.rollcall(command, '--sandbox', sandbox.url, ...args);
}

async function writes(): Promise<readonly string[]> {
  const requests = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as readonly { method: string }[];
  return requests.map(({ method }) => method).filter((method) => method !== 'GET');
}

/** As a kill leaves it right after the beginning of an apply: with its plan, and a journal in which nothing was sent. */
async function leaveUnfinished(): Promise<void> {
  const before = await (await fetch(`${sandbox.url}/_sandbox/state`)).text();
  await rollcall('plan', '--out', 'plan.json');
  expect((await rollcall('apply', 'plan.json')).code).toBe(0);
  await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: before });
  await fetch(`${sandbox.url}/_sandbox/requests`, { method: 'DELETE' });
  const [name = ''] = await readdir(join(place.directory, '.rollcall/journal'));
  const journal = join(place.directory, '.rollcall/journal', name);
  await writeFile(journal, `${(await readFile(journal, 'utf8')).split('\n')[0]}\n`);
  await rename(
    join(place.directory, 'plan.json'),
    join(place.directory, `.rollcall/plans/${name.replace('.ndjson', '.json')}`),
  );
}

function commitEverything(): void {
  git(place.directory, 'init', '--quiet', '--initial-branch=main');
  git(place.directory, 'add', '--all', '--force');
  git(place.directory, 'commit', '--quiet', '--message=hostile');
}

const COMMANDS: readonly (readonly string[])[] = [
  ['apply', '--resume', '--auto-approve'],
  ['apply', '--auto-approve'],
  ['plan'],
  ['plan', '--base', 'none'],
  ['snapshot', '--out', 'live.ndjson'],
  ['explain', 'ann@example.com'],
  ['drift'],
  ['doctor'],
  ['pull', '--all'],
  ['record', 'list'],
];

describe('an unfinished apply that a checkout brought', () => {
  test('is not gone on with, nor does any command use what lies beside it', async () => {
    await leaveUnfinished();
    commitEverything();
    for (const args of COMMANDS) {
      const run = await place.rollcall(...args, '--sandbox', sandbox.url);
      expect([run.code, run.stderr], args.join(' ')).toEqual([
        1,
        expect.stringMatching(/cannot trust \.rollcall\/\S+: git tracks it[\s\S]*git rm -r --cached \.rollcall/),
      ]);
    }
    expect(await writes()).toEqual([]);
  });

  test('is not gone on with if the directory is written in capitals, which some disks do not tell apart', async () => {
    await leaveUnfinished();
    await rename(join(place.directory, '.rollcall'), join(place.directory, '.ROLLCALL'));
    commitEverything();
    await rename(join(place.directory, '.ROLLCALL'), join(place.directory, '.rollcall'));
    const run = await rollcall('apply', '--resume', '--auto-approve');
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('git tracks it')]);
  });

  test('is gone on with once it is this user’s own again', async () => {
    await leaveUnfinished();
    commitEverything();
    git(place.directory, 'rm', '-r', '--quiet', '--cached', '.rollcall');
    expect((await rollcall('apply', '--resume', '--auto-approve')).code).toBe(0);
  });
});

test('only the .gitignore of .rollcall may be tracked, as rollcall never reads it', async () => {
  await place.write('.rollcall/.gitignore', '*\n');
  commitEverything();
  expect((await rollcall('plan', '--base', 'none')).code).toBe(0);
});

test('a journal of a checkout is not gone on with when it is named, nor the plan beside it', async () => {
  await leaveUnfinished();
  await rename(join(place.directory, '.rollcall'), join(place.directory, 'gift'));
  commitEverything();
  const [journal = ''] = await readdir(join(place.directory, 'gift/journal'));
  const named = await rollcall('apply', '--resume', `gift/journal/${journal}`, '--auto-approve');
  expect([named.code, named.stderr]).toEqual([1, expect.stringMatching(/cannot trust gift\/journal\/.*git tracks it/)]);
  git(place.directory, 'rm', '--quiet', '--cached', `gift/journal/${journal}`);
  const beside = await rollcall('apply', '--resume', `gift/journal/${journal}`, '--auto-approve');
  expect([beside.code, beside.stderr]).toEqual([1, expect.stringMatching(/cannot trust gift\/plans\/.*git tracks it/)]);
  expect(await writes()).toEqual([]);
});

describe('without git', () => {
  test('a file that others can write is not used', async () => {
    await leaveUnfinished();
    const [plan = ''] = await readdir(join(place.directory, '.rollcall/plans'));
    await chmod(join(place.directory, '.rollcall/plans', plan), 0o666);
    const run = await rollcall('apply', '--resume', '--auto-approve');
    expect([run.code, run.stderr]).toEqual([
      1,
      expect.stringMatching(/cannot trust \.rollcall\/plans\/\S+: other users can access it[\s\S]*chmod -R go-rwx/),
    ]);
  });

  test('a .rollcall that is a link is not used', async () => {
    await leaveUnfinished();
    await rename(join(place.directory, '.rollcall'), join(place.directory, 'elsewhere'));
    await symlink('elsewhere', join(place.directory, '.rollcall'));
    const run = await rollcall('apply', '--resume', '--auto-approve');
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('cannot trust .rollcall: it is a link')]);
  });

  test('a pipe in the place of the last listing stops the run instead of waiting for a writer', async () => {
    await place.write('.rollcall/.gitignore', '*\n');
    await mkdir(join(place.directory, '.rollcall/listings'));
    execFileSync('mkfifo', [join(place.directory, '.rollcall/listings/shop.json')]);
    const run = await rollcall('plan', '--base', 'none');
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('neither a file nor a directory')]);
  });
});

test('where git cannot be asked, only files that nobody else can read are used', async () => {
  await leaveUnfinished();
  await writeFile(join(place.directory, '.git'), 'gitdir: /nonexistent\n');
  await place.write('.rollcall/plans/planted.json', '{}');
  const run = await rollcall('plan', '--base', 'none');
  expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('cannot trust .rollcall/plans')]);
  await rm(join(place.directory, '.rollcall/plans/planted.json'));
  expect((await rollcall('plan', '--base', 'none')).code).toBe(0);
});

describe('apply --resume', () => {
  test('says which apply goes on, and does not send it unattended unless that is approved', async () => {
    await leaveUnfinished();
    const [name = ''] = await readdir(join(place.directory, '.rollcall/plans'));
    const said = new RegExp(
      `Going on with the apply of plan ${name.slice(0, 12)}…, started [\\s\\S]*no outcome yet for 2 changes of 2 at shop`,
    );
    const unattended = await rollcall('apply', '--resume');
    expect([unattended.code, unattended.stderr]).toEqual([1, expect.stringMatching(said)]);
    expect(unattended.stderr).toMatch(/no terminal to confirm on[\s\S]*apply PLAN --resume[\s\S]*--auto-approve/);
    expect(await writes()).toEqual([]);
    const approved = await rollcall('apply', '--resume', '--auto-approve');
    expect([approved.code, approved.stderr]).toEqual([0, expect.stringMatching(said)]);
  });

  test('needs no approval where the plan is named, as apply PLAN needs none', async () => {
    await leaveUnfinished();
    const [name = ''] = await readdir(join(place.directory, '.rollcall/plans'));
    await place.write('plan.json', await readFile(join(place.directory, '.rollcall/plans', name)));
    expect((await rollcall('apply', 'plan.json', '--resume')).code).toBe(0);
  });

  test('does not name the plan in redacted output', async () => {
    await leaveUnfinished();
    const [name = ''] = await readdir(join(place.directory, '.rollcall/plans'));
    const run = await rollcall('apply', '--resume', '--redact', '--auto-approve');
    expect([run.code, run.stderr]).toEqual([
      0,
      expect.stringMatching(/Going on with the apply of ‹plan [0-9a-f]{8}›, started/),
    ]);
    expect(run.stderr + run.stdout).not.toContain(name.slice(0, 12));
  });

  test.skipIf(lacksTerminal)('shows the plan at a terminal and asks, and anything but yes sends nothing', async () => {
    await leaveUnfinished();
    const question = 'Only "yes" is accepted: ';
    const args = ['apply', '--sandbox', sandbox.url, '--resume'];
    const no = await rollcallAtTerminal(place, args, { after: question, keys: 'no\r' });
    expect([no.code, no.screen]).toEqual([
      1,
      expect.stringMatching(/Going on with[\s\S]*Ann[\s\S]*Go on with this plan/),
    ]);
    expect(await writes()).toEqual([]);
    const yes = await rollcallAtTerminal(place, args, { after: question, keys: 'yes\r' });
    expect([yes.code, yes.screen]).toEqual([0, expect.stringContaining('2 succeeded')]);
  });
});
