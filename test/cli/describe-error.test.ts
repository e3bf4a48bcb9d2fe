// A thrown error → text, JSON and exit code, from the code of the error alone.

import { describe, expect, test } from 'vitest';
import { describeError } from '../../src/cli/describe-error.ts';
import { HintedError, hasCode } from '../../src/contact/hinted-error.ts';
import { parsePlan } from '../../src/plan/plan-file.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { ensureStore } from '../../src/store/directory.ts';

async function thrownBy(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('an expected failure', () => {
  test.each([
    ['of the store', () => ensureStore('/nowhere'), 'store', /^cannot create \/nowhere/, /directory first/],
    ['of a plan file', () => parsePlan('{', 'x.json'), 'plan-file', /^x\.json is not JSON/, /./],
    ['of the sandbox', () => startSandbox({ dataFile: '/dev/null/x' }), 'sandbox', /state in \/dev\/null\/x/, /file/],
  ] as const)('%s', async (_, work, code, message, hint) => {
    const { text, document, exitCode } = await describeError(await thrownBy(work), false);
    expect(document).toEqual({ code, message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
    expect(text).toBe(`Error: ${document.message}\n  → ${document.hint}\n`);
    expect(exitCode).toBe(1);
  });

  test('without a hint', async () => {
    const { text, document } = await describeError(new HintedError('declined', 'not applied'), false);
    expect(text).toBe('Error: not applied\n');
    expect(JSON.stringify(document)).toBe('{"code":"declined","message":"not applied"}');
  });

  test('its details are part of the JSON, its reason and cause are not', async () => {
    const options = {
      hint: 'h',
      reason: 'missing',
      details: { diagnostics: [1] },
      cause: new Error('jane@example.com'),
    };
    const { text, document } = await describeError(new HintedError('store', 'm', options), false);
    expect(document).toEqual({ code: 'store', message: 'm', hint: 'h', diagnostics: [1] });
    expect(text).toBe('Error: m\n  → h\n');
  });

  test.each([
    ['usage', 64],
    ['interrupted', 130],
    ['locked', 1],
  ] as const)('%s ends with exit code %i', async (code, exitCode) => {
    expect((await describeError(new HintedError(code, 'm'), false)).exitCode).toBe(exitCode);
  });

  test('personal data in it are masked', async () => {
    const error = new HintedError('journal', 'no plan of jane@example.com', { hint: 'ask jane@example.com' });
    const { text, document } = await describeError(error, true);
    expect(text + JSON.stringify(document)).not.toContain('jane');
  });
});

test('a system error has its own code; any other error is reported as a bug', async () => {
  const failed = Object.assign(new Error('EACCES: x'), { code: 'EACCES', syscall: 'open' });
  expect((await describeError(failed, false)).document).toEqual({
    code: 'EACCES',
    message: 'EACCES: x',
    hint: undefined,
  });
  for (const thrown of [new TypeError('x'), 'x', Object.assign(new Error('x'), { hint: 'no code' })]) {
    expect(await describeError(thrown, false)).toMatchObject({ document: { code: 'internal' }, exitCode: 1 });
  }
});

test('hasCode distinguishes failures by code and reason', () => {
  const error = new HintedError('store', 'm', { reason: 'missing' });
  expect([hasCode(error, 'store'), hasCode(error, 'store', 'missing')]).toEqual([true, true]);
  expect([hasCode(error, 'store', 'full'), hasCode(error, 'git'), hasCode(new Error('store'), 'store')]).toEqual([
    false,
    false,
    false,
  ]);
});
