import { describe, expect, test } from 'vitest';
import {
  type ApplyInputs,
  applyArguments,
  encodeArguments,
  type PlanInputs,
  planArguments,
  reviewedArguments,
} from '../../src/action/arguments.ts';
import { chooseReview } from '../../src/action/review.ts';

const COMMON = { directory: 'contacts.d', account: '', env: '', base: 'record' };
const [PULL_REQUEST, SCHEDULE] = [{ name: 'pull_request' }, { name: 'schedule' }] as const;

describe('plan', () => {
  const shown = ['--format', 'markdown', '--redact', '--quiet', '--detailed-exitcode'];

  test.each<[string, Partial<PlanInputs>, { readonly name: string }, readonly string[]]>([
    ['a pull request: what it changes', {}, PULL_REQUEST, ['--changed']],
    ['without a base: everything', { base: 'none' }, PULL_REQUEST, ['--base', 'none']],
    ['a schedule: everything', {}, SCHEDULE, []],
    ['one account', { account: 'shop' }, SCHEDULE, ['--account', 'shop']],
    ['one environment', { env: 'staging' }, SCHEDULE, ['--env', 'staging']],
    ['kept for a recipient', { recipient: 'age1x' }, SCHEDULE, ['--out', '/tmp/plan.age', '--encrypt-to', 'age1x']],
    ['words that a shell would read', { account: '$(id) "a' }, SCHEDULE, ['--account', '$(id) "a']],
  ])('%s', (_, inputs, event, words) => {
    const made = planArguments({ ...COMMON, recipient: '', ...inputs }, event, '/tmp/plan.age');
    expect(made).toEqual(['plan', '--dir', 'contacts.d', ...words, ...shown]);
  });
});

describe('apply', () => {
  test.each<[string, Partial<ApplyInputs>, readonly string[]]>([
    ['what the merged pull request showed', { identity: 'key.txt' }, ['--changed', '--identity', 'key.txt']],
    [
      'without a base: everything that was reviewed',
      { identity: 'key.txt', base: 'none' },
      ['--base', 'none', '--identity', 'key.txt'],
    ],
    [
      'a plan of one’s own',
      { reviewed: 'plan.json', base: 'HEAD~1', account: 'shop' },
      ['--base', 'HEAD~1', '--account', 'shop', '--reviewed', 'plan.json'],
    ],
    [
      'unreviewed, with a wish for it',
      { reviewed: 'none', identity: 'key.txt' },
      ['--auto-approve', '--identity', 'key.txt'],
    ],
    ['unreviewed, as nothing can be opened', {}, ['--auto-approve']],
  ])('%s', (_, inputs, words) => {
    const made = applyArguments({ ...COMMON, reviewed: 'auto', identity: '', ...inputs });
    expect(made).toEqual(['apply', '--dir', 'contacts.d', ...words, '--redact']);
  });
});

test('every reviewed plan is an option of its own, and every argument ends with a NUL', () => {
  const words = reviewedArguments(['/tmp/7.age', 'a\n"b']);
  expect(words).toEqual(['--reviewed', '/tmp/7.age', '--reviewed', 'a\n"b']);
  expect(encodeArguments(words).split('\0')).toEqual([...words, '']);
});

test.each([
  ['auto', 'key.txt', { kind: 'pull-request' }],
  ['', 'key.txt', { kind: 'pull-request' }],
  ['auto', '', { kind: 'no-identity' }],
  ['', '', { kind: 'no-identity' }],
  ['none', '', { kind: 'none' }],
  ['none', 'key.txt', { kind: 'none' }],
  ['plan.age', '', { kind: 'file', file: 'plan.age' }],
])('reviewed: "%s", identity: "%s" is %o', (reviewed, identity, review) => {
  expect(chooseReview({ reviewed, identity })).toEqual(review);
});
