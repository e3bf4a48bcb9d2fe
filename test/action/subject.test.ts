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

describe('the artefact of a directory, an account and an environment', () => {
  test.each<[string, string, string, number | undefined, RegExp]>([
    ['contacts.d', 'shop', 'staging', 7, /^rollcall-plan-contacts\.d-shop-env_staging-7-[0-9a-f]{12}$/],
    ['contacts.d', '', 'staging', 7, /^rollcall-plan-contacts\.d-env_staging-7-[0-9a-f]{12}$/],
    ['contacts.d', 'shop', '', 7, /^rollcall-plan-contacts\.d-shop-7-[0-9a-f]{12}$/],
    ['contacts.d', '', '', undefined, /^rollcall-plan-contacts\.d-[0-9a-f]{12}$/],
    ['teams/a', 'shop eu', '', 12, /^rollcall-plan-teams_a-shop_eu-12-[0-9a-f]{12}$/],
  ])('%j, %j and %j, for pull request %j, has a readable name', (directory, account, env, number, name) => {
    expect(artifactName({ directory, account, env }, number)).toMatch(name);
  });

  const part = fc.oneof(fc.string({ maxLength: 200 }), fc.stringMatching(/^[a-c/\\":<>|*?\r\n_-]{0,4}$/));
  const subject: fc.Arbitrary<Subject> = fc.record({ directory: part, account: part, env: part });

  test('has only characters that GitHub takes, and a bounded length', () => {
    fc.assert(
      fc.property(subject, (one) => {
        expect(artifactName(one, 123_456)).toMatch(/^[A-Za-z0-9_.-]{1,224}$/);
        expect(commentMarker(one)).toMatch(/^<!-- rollcall [^\s<>]+ [^\s<>]*( env%3D[^\s<>]+)? -->$/);
      }),
    );
  });

  test('is no other’s; nor is the comment', () => {
    fc.assert(
      fc.property(subject, subject, (one, other) => {
        const isSame =
          spellDirectory(one.directory) === spellDirectory(other.directory) &&
          one.account === other.account &&
          one.env === other.env;
        expect(artifactName(one, 7) === artifactName(other, 7)).toBe(isSame);
        expect(artifactName(one, 7) === artifactName(other, 8)).toBe(false);
        expect(commentMarker(one) === commentMarker(other)).toBe(isSame);
      }),
    );
  });
});
