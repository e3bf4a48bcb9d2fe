import { expect, test } from 'vitest';
import { type Comment, commentBody, findOwnComment } from '../../src/action/comment.ts';
import { MAX_COMMENT } from '../../src/render/markdown/plan.ts';

test.each([
  ['shop', 'Plan: 1\n', '<!-- rollcall shop -->\nPlan: 1'],
  ['', 'Plan: 1', '<!-- rollcall  -->\nPlan: 1'],
  ['shop', ' \n', '<!-- rollcall shop -->\nrollcall could not plan; see the log of the run.'],
  ['--><b>', 'Plan: 1', '<!-- rollcall --%3E%3Cb%3E -->\nPlan: 1'],
])('the body of account "%s" with %j', (account, plan, body) => {
  expect(commentBody(account, plan)).toBe(body);
});

test('the body is never longer than GitHub accepts', () => {
  const marker = '<!-- rollcall shop -->\n';
  const longest = 'x'.repeat(MAX_COMMENT - marker.length);
  expect(commentBody('shop', longest)).toBe(marker + longest);
  expect(commentBody('shop', `${longest}x`)).toBe(
    `${marker}The plan is too long for a comment; see the summary of the job.`,
  );
});

test('the own comment is from a bot, starts with the marker, and belongs to the same account', () => {
  const aComment = (id: number, body: string, isBot = true): Comment => ({ id, body, isBot });
  const others = [
    aComment(1, '<!-- rollcall shop -->\nmine', false),
    aComment(2, 'quoted: <!-- rollcall shop -->'),
    aComment(3, '<!-- rollcall shop2 -->\n'),
    aComment(4, '<!-- rollcall  -->\n'),
  ];
  const own = aComment(5, commentBody('shop', 'old'));
  expect(findOwnComment([...others, own], 'shop')).toBe(own);
  expect(findOwnComment(others, 'shop')).toBeUndefined();
});
