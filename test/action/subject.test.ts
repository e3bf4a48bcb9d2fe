import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { artifactName, commentMarker, type Subject, spellDirectory } from '../../src/action/subject.ts';

test.each([
  ['contacts.d', 'contacts.d'],
  ['./contacts.d/', 'contacts.d'],
  ['teams//a/../b/', 'teams/b'],
  ['teams\\a', 'teams/a'],
  ['.', '.'],
  ['./', '.'],
  ['/', '/'],
])('the directory %j is spelled %j', (directory, spelled) => {
  expect(spellDirectory(directory)).toBe(spelled);
});

describe('the artefact of a directory and an account', () => {
  test.each<[string, string, RegExp]>([
    ['contacts.d', 'shop', /^rollcall-plan-contacts\.d-shop-[0-9a-f]{12}$/],
    ['contacts.d', '', /^rollcall-plan-contacts\.d-[0-9a-f]{12}$/],
    ['teams/a', 'shop eu', /^rollcall-plan-teams_a-shop_eu-[0-9a-f]{12}$/],
  ])('%j and %j has a readable name', (directory, account, name) => {
    expect(artifactName({ directory, account })).toMatch(name);
  });

  const part = fc.oneof(fc.string({ maxLength: 200 }), fc.stringMatching(/^[a-c/\\":<>|*?\r\n_-]{0,4}$/));
  const subject: fc.Arbitrary<Subject> = fc.record({ directory: part, account: part });

  test('has only characters that GitHub takes, and a bounded length', () => {
    fc.assert(
      fc.property(subject, (one) => {
        expect(artifactName(one)).toMatch(/^[A-Za-z0-9_.-]{1,160}$/);
        expect(commentMarker(one)).toMatch(/^<!-- rollcall [^\s<>]+ [^\s<>]* -->$/);
      }),
    );
  });

  test('is no other’s; nor is the comment', () => {
    fc.assert(
      fc.property(subject, subject, (one, other) => {
        const isSame =
          spellDirectory(one.directory) === spellDirectory(other.directory) && one.account === other.account;
        expect(artifactName(one) === artifactName(other)).toBe(isSame);
        expect(commentMarker(one) === commentMarker(other)).toBe(isSame);
      }),
    );
  });
});
