import { expect, test } from 'vitest';
import { type Position, positionOf } from '../../../src/base/record/position.ts';
import { aTeam, branchOff } from '../../helpers/records.ts';
import { aRepository, commit, git, repositoryIn } from '../../helpers/repository.ts';

function position(directory: string, head: string, record: string, defaultTip?: string): Promise<Position> {
  return positionOf(repositoryIn(directory), { head, record, defaultTip });
}

test('HEAD is the record’s commit, or descends from it', async () => {
  const { one, line } = aTeam(4);
  const [first = '', second = '', , tip = ''] = line;
  const feature = branchOff(one, 'feature', second);
  expect(await position(one, tip, tip, tip)).toBe('current');
  expect(await position(one, tip, first, tip)).toBe('current');
  expect(await position(one, feature, second, tip)).toBe('current');
  expect(await position(one, tip, first)).toBe('current');
});

test('a branch that lacks what was applied from main is behind', async () => {
  const { one, line } = aTeam(4);
  const [, second = '', third = '', tip = ''] = line;
  const feature = branchOff(one, 'feature', second);
  expect(await position(one, feature, third, tip)).toEqual({ behind: true, mergeBase: second });
});

test('a branch that has merged main is not behind', async () => {
  const { one, line } = aTeam(4);
  const [, second = '', third = '', tip = ''] = line;
  branchOff(one, 'feature', second);
  git(one, 'checkout', '--quiet', 'feature');
  git(one, 'merge', '--quiet', '-m', 'merge', third);
  expect(await position(one, git(one, 'rev-parse', 'HEAD'), third, tip)).toBe('current');
  expect(await position(one, git(one, 'rev-parse', 'HEAD'), tip, tip)).toEqual({ behind: true, mergeBase: third });
});

test('an older commit of main is superseded, also where the record is of a branch that was merged since', async () => {
  const { one, line } = aTeam(4);
  const [, second = '', third = '', tip = ''] = line;
  expect(await position(one, second, third, tip)).toBe('superseded');
  const feature = branchOff(one, 'feature', second);
  git(one, 'merge', '--quiet', '--no-ff', '-m', 'merge', 'feature');
  expect(await position(one, third, feature, git(one, 'rev-parse', 'HEAD'))).toBe('superseded');
});

test('a record of an amended commit, of another branch, or of a squashed one is a plain base', async () => {
  const { one, line } = aTeam(4);
  const [, second = '', , tip = ''] = line;
  const feature = branchOff(one, 'feature', second);
  expect(await position(one, tip, feature, tip)).toBe('unrelated');
  const before = commit(one, { 'contacts.d/b.yaml': '# b\n' });
  git(one, 'commit', '--quiet', '--amend', '--message=amended');
  expect(await position(one, git(one, 'rev-parse', 'HEAD'), before, tip)).toBe('unrelated');
  git(one, 'reset', '--quiet', '--hard', tip);
  expect(await position(one, tip, before, tip)).toBe('unrelated');
});

test('without a remote there is no branch to be behind', async () => {
  const directory = aRepository();
  const [first, second] = [commit(directory), commit(directory)];
  expect(await position(directory, first, second)).toBe('unrelated');
});

test('histories without a common commit are unrelated', async () => {
  const { one, line } = aTeam(2);
  const [, tip = ''] = line;
  git(one, 'checkout', '--quiet', '--orphan', 'other');
  expect(await position(one, commit(one), tip, tip)).toBe('unrelated');
});

test('a commit that the clone lacks is an error, not an answer', async () => {
  const { one, line } = aTeam(1);
  await expect(position(one, line[0] ?? '', '1'.repeat(40), line[0])).rejects.toMatchObject({
    code: 'git',
    reason: 'failed',
  });
});
