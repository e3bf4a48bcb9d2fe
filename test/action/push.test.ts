import { expect, test } from 'vitest';
import { firstParentLine, type PushedCommit } from '../../src/action/push.ts';

function pushed(...commits: readonly (readonly [sha: string, parent?: string])[]): readonly PushedCommit[] {
  return commits.map(([sha, parent]) => ({ sha, parent }));
}

test.each<[string, readonly PushedCommit[], readonly string[]]>([
  ['a merge commit: what the branch brought is not on the line', pushed(['b1', 'a'], ['b2', 'b1'], ['m', 'a']), ['m']],
  ['two squashed commits', pushed(['s', 'a'], ['m', 's']), ['s', 'm']],
  ['rebased commits', pushed(['r1', 'a'], ['r2', 'r1'], ['m', 'r2']), ['r1', 'r2', 'm']],
  ['a merge queue’s merges', pushed(['x', 'a'], ['m1', 'a'], ['y', 'a'], ['m', 'm1']), ['m1', 'm']],
  ['a first commit', pushed(['m']), ['m']],
  ['nothing that GitHub knows', [], ['m']],
])('%s', (_, commits, line) => {
  expect(firstParentLine(commits, 'm')).toEqual(line);
});
