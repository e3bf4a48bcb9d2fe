import { describe, expect, test } from 'vitest';
import { type Event, parseEvent } from '../../src/action/event.ts';
import { chooseMode, mayComment } from '../../src/action/mode.ts';

const OWN: Event = { name: 'pull_request', pullRequest: { number: 7, isFork: false } };
const FORK: Event = { name: 'pull_request', pullRequest: { number: 7, isFork: true } };
const [PUSH, SCHEDULE, BY_HAND] = ['push', 'schedule', 'workflow_dispatch'].map((name): Event => ({ name }));

describe('the mode', () => {
  test.each([
    ['auto', OWN, 'plan'],
    ['auto', PUSH, 'apply'],
    ['auto', SCHEDULE, 'plan'],
    ['auto', BY_HAND, 'plan'],
    ['apply', BY_HAND, 'apply'],
    ['validate', PUSH, 'validate'],
    ['plan', PUSH, 'plan'],
    ['drift', SCHEDULE, 'drift'],
    ['drift', FORK, 'validate'],
    ['auto', FORK, 'validate'],
    ['plan', FORK, 'validate'],
    ['apply', FORK, 'validate'],
  ])('%s, for %o: %s', (wanted, event = OWN, mode) => {
    expect(chooseMode(wanted, event)).toBe(mode);
  });

  test.each(['', 'destroy', 'APPLY', 'constructor'])('is never "%s"', (wanted) => {
    expect(() => chooseMode(wanted, OWN)).toThrow('mode must be auto, validate, plan, apply or drift');
  });

  test.each(['pull_request_target', 'workflow_run', 'issue_comment'])('%s is refused by name in every mode', (name) => {
    for (const wanted of ['auto', 'validate', 'plan', 'apply', 'drift'])
      expect(() => chooseMode(wanted, { name })).toThrow(`rollcall does not run on ${name}: `);
  });
});

test.each([
  ['true', OWN, true],
  ['True', OWN, true],
  ['false', OWN, false],
  ['', OWN, false],
  ['true', PUSH, false],
])('comment: %s, for %o: %s', (wanted, event = OWN, may) => {
  expect(mayComment(wanted, event)).toBe(may);
});

describe('the event', () => {
  const parse = (head: unknown, name = 'pull_request') =>
    parseEvent(name, { pull_request: { number: 7, head } }, 'acme/contacts');

  test.each<[string, unknown, boolean]>([
    ['of this repository', { repo: { full_name: 'acme/contacts' } }, false],
    ['of this repository, which GitHub writes in its own way', { repo: { full_name: 'Acme/Contacts' } }, false],
    ['of a fork', { repo: { full_name: 'mallory/contacts' } }, true],
    ['of a fork that is gone', { repo: null }, true],
    ['of nobody', undefined, true],
    ['of a name that is no text', { repo: { full_name: ['acme/contacts'] } }, true],
  ])('a pull request %s', (_, head, isFork) => {
    expect(parse(head)).toEqual({ name: 'pull_request', pullRequest: { number: 7, isFork } });
  });

  test('of another kind has only a name', () => {
    expect(parse({ repo: { full_name: 'mallory/contacts' } }, 'push')).toEqual({ name: 'push' });
  });

  test.each([null, {}, { pull_request: { number: '7' } }])('%o is not a pull request', (payload) => {
    expect(() => parseEvent('pull_request', payload, 'acme/contacts')).toThrow('the event has no pull request');
  });
});

test.each([
  ['a'.repeat(40), { name: 'push', before: 'a'.repeat(40) }],
  ['b'.repeat(64), { name: 'push', before: 'b'.repeat(64) }],
  ['0'.repeat(40), { name: 'push' }],
  ['main', { name: 'push' }],
  ['a'.repeat(40).concat('/../x'), { name: 'push' }],
  [undefined, { name: 'push' }],
])('a push from %s is %o', (before, event) => {
  expect(parseEvent('push', { before }, 'acme/contacts')).toEqual(event);
});
