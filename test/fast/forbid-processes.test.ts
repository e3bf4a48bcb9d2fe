import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { askWhatGitTrusts } from '../../src/base/git.ts';
import { takeAttempts } from './forbid-processes.ts';

// An import would make this test a slow one.
const { execFileSync, spawn } = process.getBuiltinModule('node:child_process');

test('a test starts nothing, and what it tried is remembered', () => {
  expect(() => spawn('true')).toThrow('a fast test may not start a process: true');
  expect(() => execFileSync('git', ['--version'])).toThrow('a fast test may not start a process: git');
  expect(takeAttempts()).toEqual(['true', 'git']);
  expect(takeAttempts()).toEqual([]);
});

test('neither does the code under test', async () => {
  await expect(askWhatGitTrusts(tmpdir())).rejects.toThrow('a fast test may not start a process');
  expect(takeAttempts()).toHaveLength(1);
});
