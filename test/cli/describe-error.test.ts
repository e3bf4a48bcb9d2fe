// A thrown error → text, JSON and exit code, from the code of the error alone.

import { describe, expect, test } from 'vitest';
import { describeError } from '../../src/cli/describe-error.ts';
import { personal } from '../../src/contact/argument.ts';
import { HintedError, hasCode } from '../../src/contact/hinted-error.ts';
import { sentence, shown } from '../../src/contact/sentence.ts';
import { parsePlan } from '../../src/plan/plan-file.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { SandboxError } from '../../src/sandbox/sandbox-error.ts';
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
    const { text, document } = await describeError(new HintedError('declined', sentence`not applied`), false);
    expect(text).toBe('Error: not applied\n');
    expect(JSON.stringify(document)).toBe('{"code":"declined","message":"not applied"}');
  });

  test('its details are part of the JSON, its reason and cause are not', async () => {
    const options = {
      hint: sentence`h`,
      reason: 'missing',
      details: { diagnostics: [1] },
      cause: new Error('jane@example.com'),
    };
    const { text, document } = await describeError(new HintedError('store', sentence`m`, options), false);
    expect(document).toEqual({ code: 'store', message: 'm', hint: 'h', diagnostics: [1] });
    expect(text).toBe('Error: m\n  → h\n');
  });

  test.each([
    ['usage', 64],
    ['interrupted', 130],
    ['locked', 1],
  ] as const)('%s ends with exit code %i', async (code, exitCode) => {
    expect((await describeError(new HintedError(code, sentence`m`), false)).exitCode).toBe(exitCode);
  });

  test('what it quotes is masked by its class, whatever it looks like; the sentence, names and paths are shown', async () => {
    const error = new HintedError(
      'journal',
      sentence`the plan of ${personal('key', 'plan')} in People/Plan_1.json has no consent.createdAt: ${personal('vendor', 'plan it')}`,
      { hint: sentence`ask ${personal('value', 'ask')} or change ${personal('file', '/tmp/Work 1/plan.json')}` },
    );
    const { document } = await describeError(error, true);
    expect(document).toEqual({
      code: 'journal',
      message: 'the plan of ‹key› in People/Plan_1.json has no consent.createdAt: ‹what the vendor says›',
      hint: 'ask ‹value› or change /tmp/Work 1/plan.json',
    });
    expect((await describeError(error, false)).document.message).toContain('the plan of plan in');
  });

  test('what git says is masked; the command, the ref and the remote are shown', async () => {
    const said = personal('system', 'jane has moved');
    const error = new HintedError('applied-ref', sentence`cannot ${sentence`push ${shown('refs/x')}`} at o: ${said}`);
    expect((await describeError(error, true)).text).toBe('Error: cannot push refs/x at o: ‹what the system says›\n');
  });

  test('of the sandbox: what it quotes from its state is masked, the path is shown', async () => {
    const options = { cause: undefined, unquoted: 'the state in x.json cannot be read' };
    const error = new SandboxError('the state in x.json cannot be read: jane is used twice', 'h', options);
    expect((await describeError(error, true)).text).toBe(
      'Error: the state in x.json cannot be read: ‹what the system says›\n  → h\n',
    );
    expect((await describeError(error, false)).text).toContain('jane is used twice');
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

test('an error of the system or a bug is masked, but for its code', async () => {
  const failed = Object.assign(new Error('EACCES: jane'), { code: 'EACCES', syscall: 'open' });
  expect((await describeError(failed, true)).document.message).toBe('EACCES: ‹what the system says›');
  expect((await describeError(new TypeError('jane'), true)).document.message).toBe('TypeError: ‹what the system says›');
  expect((await describeError('jane', true)).document.message).toBe('‹what the system says›');
});

test('failures are told apart by code and reason', () => {
  const error = new HintedError('store', sentence`m`, { reason: 'missing' });
  expect([hasCode(error, 'store'), hasCode(error, 'store', 'missing')]).toEqual([true, true]);
  expect([hasCode(error, 'store', 'full'), hasCode(error, 'git'), hasCode(new Error('store'), 'store')]).toEqual([
    false,
    false,
    false,
  ]);
});
