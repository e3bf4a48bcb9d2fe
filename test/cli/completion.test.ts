// The scripts for shells: bash runs its own here; the others are compared with what --help says.

import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.remove());

async function script(shell: string): Promise<string> {
  const run = await place.rollcall('completion', shell);
  expect([run.code, run.stderr]).toEqual([0, '']);
  return run.stdout;
}

describe('completion', () => {
  test('bash completes commands, options and their values', async () => {
    const text = await script('bash');
    const complete = (...words: readonly string[]): readonly string[] => {
      const call = `${text}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _rollcall; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['-c', call, 'bash', ...words], { encoding: 'utf8' })
        .trim()
        .split('\n');
    };
    expect(complete('rollcall', 's')).toEqual(['show', 'snapshot', 'sandbox']);
    expect(complete('rollcall', 'plan', '--de')).toEqual(['--detailed-exitcode']);
    expect(complete('rollcall', 'plan', '--format', '')).toEqual(['text', 'markdown', 'json', 'html']);
    expect(complete('rollcall', 'validate', '--format', 's')).toEqual(['sarif']);
    expect(complete('rollcall', 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(complete('rollcall', 'show', 'plan')).toEqual(['']);
  });

  test.each(['zsh', 'fish'])('%s knows every option of every command', async (shell) => {
    const text = await script(shell);
    for (const command of ['validate', 'plan', 'show', 'apply', 'snapshot', 'sandbox']) {
      const { stdout } = await place.rollcall(command, '--help');
      const options = [...stdout.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, name]) => name ?? '');
      expect(options.length).toBeGreaterThan(3);
      const lines = shell === 'fish' ? text.split('\n').filter((line) => line.includes(`from ${command}'`)) : [text];
      const missing = options.filter(
        (option) => !lines.some((line) => line.includes(`${shell === 'zsh' ? '--' : '-l '}${option}`)),
      );
      expect(missing).toEqual([]);
    }
  });

  test('another shell is a usage error', async () => {
    expect((await place.rollcall('completion', 'tcsh')).code).toBe(64);
  });
});
