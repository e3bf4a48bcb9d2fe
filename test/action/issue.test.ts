// The issue about drift: who may have written it, what it is about, and what it says.

import { expect, test } from 'vitest';
import {
  closingComment,
  findOwnIssue,
  type Issue,
  issueBody,
  issueMarker,
  issueTitle,
} from '../../src/action/issue.ts';
import { MAX_COMMENT } from '../../src/render/markdown/plan.ts';

const WATCHED = {
  subject: { directory: './contacts.d/', account: 'shop', env: '' },
  workflow: '.github/workflows/contacts.yml',
  run: 'https://github.com/acme/contacts/actions/runs/1',
};
const REPORT = '<p><b>Drift: 2 contacts left, 1 value was changed.</b></p>\n\n<table></table>';
const BOT = { login: 'github-actions[bot]', isBot: true };

function anIssue(number: number, changes: Partial<Issue> = {}): Issue {
  return { number, author: BOT, body: issueBody(WATCHED, REPORT), ...changes };
}

test('the text begins with the marker, then the report, then the run', () => {
  expect(issueBody(WATCHED, `${REPORT}\n`)).toBe(
    `<!-- rollcall-drift .github%2Fworkflows%2Fcontacts.yml contacts.d shop -->\n${REPORT}\n<p><a href="${WATCHED.run}">The run that saw it</a></p>`,
  );
  expect(issueTitle(WATCHED)).toBe('Contacts were changed at the vendor: shop');
  expect(issueTitle({ subject: { ...WATCHED.subject, account: '' } })).toBe(
    'Contacts were changed at the vendor: contacts.d',
  );
  expect(issueTitle({ subject: { ...WATCHED.subject, env: 'staging' } })).toMatch(/: shop \(staging\)$/);
});

test.each(['', 'é'.repeat(MAX_COMMENT / 2)])('a report that does not fit is in the summary only', (report) => {
  const body = issueBody(WATCHED, report);
  expect(Buffer.byteLength(body)).toBeLessThan(MAX_COMMENT);
  expect(body).toContain('see the summary of the job');
});

test('the oldest issue of the same writer counts', () => {
  const issues = [
    anIssue(4, { author: { login: 'mallory', isBot: false } }),
    anIssue(5, { author: { login: 'other[bot]', isBot: true } }),
    anIssue(6, { body: `quoted: ${issueMarker(WATCHED)}\n` }),
    anIssue(9),
    anIssue(8),
  ];
  expect(findOwnIssue(issues, WATCHED, 'GitHub-Actions[bot]')?.number).toBe(8);
  expect(findOwnIssue(issues, WATCHED, 'mallory')?.number).toBe(4);
  // An app that GitHub does not tell its name takes those of bots.
  expect(findOwnIssue(issues, WATCHED, undefined)?.number).toBe(5);
  expect(findOwnIssue(issues, WATCHED, 'nobody')).toBeUndefined();
});

test.each([
  ['another workflow', { ...WATCHED, workflow: '.github/workflows/other.yml' }],
  ['another account', { ...WATCHED, subject: { ...WATCHED.subject, account: 'shop2' } }],
  ['all accounts', { ...WATCHED, subject: { ...WATCHED.subject, account: '' } }],
  ['an environment', { ...WATCHED, subject: { ...WATCHED.subject, env: 'staging' } }],
  ['another directory', { ...WATCHED, subject: { ...WATCHED.subject, directory: 'teams' } }],
])('%s has an issue of its own', (_, other) => {
  expect(findOwnIssue([anIssue(1)], other, BOT.login)).toBeUndefined();
});

test('the comment that closes it says what ended, as text', () => {
  expect(closingComment(WATCHED, anIssue(1))).toContain('What ended: Drift: 2 contacts left, 1 value was changed.');
  for (const body of ['', `${issueMarker(WATCHED)}\n<p><b><img src=x></b></p>`, `<p><b>${'x'.repeat(600)}</b></p>`])
    expect(closingComment(WATCHED, { body })).not.toContain('What ended');
});
