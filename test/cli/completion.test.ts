// The completion scripts, run by the shells themselves: the words that Tab offers after a command line.

import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace();
  await place.write('plan.json', '{}');
  for (const shell of SHELLS) {
    const run = await place.rollcall('completion', shell);
    expect([run.code, run.stderr]).toEqual([0, '']);
    await place.write(`rollcall.${shell}`, run.stdout);
  }
});
afterAll(() => place.remove());

const SHELLS = ['bash', 'zsh', 'fish'] as const;
const RECORD_COMMANDS = ['drop', 'forget-owed', 'list', 'move'] as const;
type Shell = (typeof SHELLS)[number];

/** The command that prints what a shell offers. */
const COMPLETERS: Readonly<Record<Shell, (script: string, line: string) => readonly string[]>> = {
  bash: (script, line) => ['bash', join(import.meta.dirname, 'shells/complete.bash'), script, line],
  zsh: (script, line) => ['zsh', '-f', join(import.meta.dirname, 'shells/complete.zsh'), script, line],
  fish: (script, line) => ['fish', '--no-config', '-c', `source ${script}; complete -C ${JSON.stringify(line)}`],
};

function offered(shell: Shell, line: string): readonly string[] {
  const [command = '', ...args] = COMPLETERS[shell](`./rollcall.${shell}`, line);
  const env = { PATH: process.env.PATH, HOME: place.directory, TERM: 'xterm' };
  const text = execFileSync(command, args, { cwd: place.directory, env, encoding: 'utf8', timeout: 30_000 });
  // Behind a tab stands the explanation.
  const words = text.split('\n').map((word) => word.replace(/\t.*$/, ''));
  return words.filter((word) => word !== '').sort();
}

const isMissing = (shell: Shell): boolean => spawnSync(shell, ['--version']).error !== undefined;

// .ci/run installs zsh and fish; where they are missing and cannot be had, the name of the skipped test says so.
describe.each(SHELLS)('%s, if installed', (shell) => {
  const run = test.skipIf(isMissing(shell));

  run.each([
    ['rollcall s', ['sandbox', 'set', 'show', 'snapshot', 'sources']],
    ['rollcall plan --det', ['--detailed-exitcode']],
    ['rollcall plan --format ', ['html', 'json', 'markdown', 'text']],
    ['rollcall validate --format s', ['sarif']],
    ['rollcall plan --base main --format ma', ['markdown']],
    ['rollcall completion ', ['bash', 'fish', 'zsh']],
    ['rollcall completion z', ['zsh']],
    ['rollcall record ', RECORD_COMMANDS],
    ['rollcall help resubs', ['resubscribe']],
    ['rollcall help reco', expect.arrayContaining(['record', 'record-refused'])],
  ])('%s', (line, words) => {
    expect(offered(shell, line)).toEqual(words);
  });

  run('a value behind an equals sign', () => {
    const values = offered(shell, 'rollcall plan --format=j').map((word) => word.replace('--format=', ''));
    expect(values).toEqual(['json']);
  });

  run('every option of every command', { timeout: 120_000 }, async () => {
    const { stdout: listed } = await place.rollcall('--help');
    const commands = [...listed.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
    expect(offered(shell, 'rollcall ')).toEqual([...commands].sort());
    for (const command of commands) {
      const { stdout } = await place.rollcall(command ?? '', '--help');
      const subcommands = [...(/^Commands:\n((?: {2}.*\n)+)/m.exec(stdout)?.[1]?.matchAll(/^ {2}([a-z-]+) /gm) ?? [])];
      const helps = [stdout];
      for (const [, name = ''] of subcommands.filter(([, name]) => name !== 'help'))
        helps.push((await place.rollcall(command ?? '', name, '--help')).stdout);
      const found = helps.flatMap((help) => [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, name]) => name));
      const options = [...new Set(found)];
      expect([command, offered(shell, `rollcall ${command} --`)]).toEqual([command, options.sort()]);
    }
  });

  run('files, where an argument is one', () => {
    // bash does that itself where the function offers nothing (complete -o default).
    expect(offered(shell, 'rollcall show pl')).toEqual(shell === 'bash' ? [] : ['plan.json']);
  });
});

test('another shell is a usage error', async () => {
  expect((await place.rollcall('completion', 'tcsh')).code).toBe(64);
});
