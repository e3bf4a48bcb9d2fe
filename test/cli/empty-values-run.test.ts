// What empty-values.test.ts asks of the parser, as a user sees it: exit code and message.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace();
});
afterAll(() => place.remove());

test.each([
  [['plan', '--base', ''], '--base'],
  [['plan', '--base='], '--base'],
  [['plan', '--contact='], '--contact'],
  [['plan', '--contact', 'a', '--contact', ''], '--contact'],
  [['plan', '--contacts-from', ''], '--contacts-from'],
  [['validate', '--contacts-from='], '--contacts-from'],
  [['apply', '--account', ''], '--account'],
  [['apply', ''], 'plan'],
  [['apply', '--resume='], '--resume'],
  [['plan', '-d', ''], '--dir'],
  [['explain', ''], 'contact'],
])('%j is a mistake of usage', async (args, name) => {
  const run = await place.rollcall(...args, '--json');
  expect(run.code).toBe(64);
  expect(JSON.parse(run.stdout)).toMatchObject({
    error: { code: 'usage', message: expect.stringMatching(new RegExp(`${name}.*must not be empty`)) },
  });
  expect(run.stderr).toContain('must not be empty');
});
