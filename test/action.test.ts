// action.yml as a document: every option that it gives exists, every action is pinned, no value becomes code.

import { expect, test } from 'vitest';
import { action, actionText } from './helpers/action-document.ts';
import { openWorkplace } from './helpers/rollcall.ts';

const { steps } = action.runs;

test('every action is pinned by its commit, with the version beside it', () => {
  const used = actionText.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
  expect(used.length).toBe(5);
  for (const line of used) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test('no expression stands in a script, where a value could become code', () => {
  expect(steps.filter(({ run }) => run !== undefined).length).toBe(6);
  for (const { run = '' } of steps) expect(run).not.toContain('$' + '{{');
  const scripts = steps.flatMap(({ with: inputs }) => (inputs?.script === undefined ? [] : [String(inputs.script)]));
  expect(scripts.length).toBe(2);
  for (const script of scripts) expect(script).not.toContain('$' + '{{');
});

test('every input that is used is declared, and every declared one is used', () => {
  const used = new Set([...actionText.matchAll(/inputs\.([a-z-]+)/g)].map(([, name]) => name));
  expect([...used].sort()).toEqual(Object.keys(action.inputs).sort());
});

test.each(['validate', 'plan', 'apply'])('every option that it gives to %s exists', async (command) => {
  const place = await openWorkplace();
  const help = (await place.rollcall(command, '--help')).stdout;
  await place.remove();
  const script = steps.find(({ id }) => id === command)?.run ?? '';
  expect(script).toContain(`rollcall ${command} `);
  const options = [...script.matchAll(/(?<=[\s(])--[a-z][a-z-]*/g)].map(([option]) => option);
  expect(options.length).toBeGreaterThan(1);
  for (const option of options) expect(help).toMatch(new RegExp(`^ {2}(-\\w, )?${option}\\b`, 'm'));
});
