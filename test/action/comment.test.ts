import { expect, test } from 'vitest';
import { type Comment, commentBody, findOwnComment } from '../../src/action/comment.ts';
import type { Subject } from '../../src/action/subject.ts';
import { MAX_COMMENT } from '../../src/render/markdown/plan.ts';

function of(account: string): Subject {
  return { directory: 'contacts.d', account, env: '' };
}

test.each([
  ['shop', 'Plan: 1\n', '<!-- rollcall contacts.d shop -->\nPlan: 1'],
  ['', 'Plan: 1', '<!-- rollcall contacts.d  -->\nPlan: 1'],
  ['shop', ' \n', '<!-- rollcall contacts.d shop -->\nrollcall could not plan; see the log of the run.'],
  ['--><b>', 'Plan: 1', '<!-- rollcall contacts.d --%3E%3Cb%3E -->\nPlan: 1'],
])('the body of account "%s" with %j', (account, plan, body) => {
  expect(commentBody(of(account), plan)).toBe(body);
});

test('the body is never longer than GitHub takes', () => {
  const marker = '<!-- rollcall contacts.d shop -->\n';
  const longest = 'x'.repeat(MAX_COMMENT - marker.length);
  expect(commentBody(of('shop'), longest)).toBe(marker + longest);
  for (const tooLong of [`${longest}x`, `${longest.slice(1)}ž`])
    expect(commentBody(of('shop'), tooLong)).toBe(
      `${marker}The plan is too long for a comment; see the summary of the job.`,
    );
});

test('our comment is a bot’s, opens with the marker, and is of the same directory and account (B4)', () => {
  const aComment = (id: number, body: string, isBot = true): Comment => ({ id, body, isBot });
  const others = [
    aComment(1, '<!-- rollcall contacts.d shop -->\nmine', false),
    aComment(2, 'quoted: <!-- rollcall contacts.d shop -->'),
    aComment(3, '<!-- rollcall contacts.d shop2 -->\n'),
    aComment(6, commentBody({ directory: 'teams/b', account: 'shop', env: '' }, 'old')),
    aComment(4, '<!-- rollcall contacts.d  -->\n'),
  ];
  const own = aComment(5, commentBody(of('shop'), 'old'));
  expect(findOwnComment([...others, own], of('shop'))).toBe(own);
  expect(findOwnComment(others, of('shop'))).toBeUndefined();
});
