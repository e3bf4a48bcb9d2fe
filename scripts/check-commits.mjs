// Checks the subjects of commits: `node scripts/check-commits.mjs RANGE` (default: origin/main..HEAD). A subject must follow
// Conventional Commits, with one of the types below, and have at most 72 characters. Merge commits are not checked. If a subject
// is wrong, prints the commit and exits with 1.

import { execFileSync } from 'node:child_process';

const TYPES = ['feat', 'fix', 'perf', 'refactor', 'test', 'docs', 'build', 'ci', 'revert'];
const MAX_LENGTH = 72;
const SUBJECT = new RegExp(`^(?:${TYPES.join('|')})(?:\\([a-z0-9-]+\\))?!?: \\S`);

const range = process.argv[2] ?? 'origin/main..HEAD';
const log = execFileSync(
  'git',
  ['log', '--no-merges', '--reverse', '--format=%h %s', '--end-of-options', range, '--'],
  {
    encoding: 'utf8',
  },
);
const commits = log.split('\n').filter((line) => line !== '');
const wrong = commits.flatMap((line) => {
  const [hash, subject] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)];
  const mistakes = mistakesIn(subject);
  return mistakes.length === 0 ? [] : [`${hash} ${quoted(subject)}\n  ${mistakes.join('; ')}`];
});

if (wrong.length > 0) {
  console.error(
    `${wrong.join('\n')}\n\nCONTRIBUTING.md says how subjects are written; git rebase --interactive changes them.`,
  );
  process.exitCode = 1;
} else {
  console.log(`${commits.length} commit subjects are as CONTRIBUTING.md asks`);
}

function mistakesIn(subject) {
  const length = [...subject].length;
  return [
    ...(SUBJECT.test(subject) ? [] : [`does not begin with a type and a colon: ${TYPES.join(', ')}`]),
    ...(length > MAX_LENGTH ? [`has ${length} characters, ${MAX_LENGTH} at most`] : []),
    ...(subject.endsWith('.') ? ['ends with a full stop'] : []),
  ];
}

/** Quotes a subject for the log of a GitHub workflow, where the text `##[` would begin a command. */
function quoted(subject) {
  return JSON.stringify(subject).replaceAll('##[', '# #[');
}
