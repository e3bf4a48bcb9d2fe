// Releases what is on main: writes version and changelog from the change files, commits, tags and pushes both. The release workflow
// tests the tag, publishes the package, and makes the commit that workflows use as an action.
//
//   npm run release                 everything
//   npm run release -- --no-push    leaves commit and tag in this clone

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const REMOTE = 'origin';
const BRANCH = 'main';

/** Runs a program in the working directory; its messages are shown. @throws if it fails */
function run(program, ...args) {
  execFileSync(program, args, { stdio: 'inherit' });
}

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8' }).trim();
}

/** Why nothing can be released from here now; undefined if it can. */
function obstacle() {
  if (git('status', '--porcelain') !== '') return 'there are changes that are not committed';
  if (readFileSync('package.json', 'utf8').includes('/OWNER/')) {
    return 'package.json does not name the owner of the repository yet: npm run owner -- NAME';
  }
  if (git('branch', '--show-current') !== BRANCH) return `this is not ${BRANCH}`;
  git('fetch', '--quiet', REMOTE, BRANCH);
  if (git('rev-parse', 'HEAD') !== git('rev-parse', 'FETCH_HEAD')) return `this is not the ${BRANCH} of ${REMOTE}`;
  const changes = readdirSync('.changeset').filter((name) => name.endsWith('.md') && name !== 'README.md');
  return changes.length === 0 ? 'there is no change file, so there is nothing to release' : undefined;
}

const found = obstacle();
if (found !== undefined) {
  console.error(`not released: ${found}`);
  process.exit(1);
}
run('npx', '--no-install', 'changeset', 'version');
run('npm', 'install', '--package-lock-only', '--ignore-scripts', '--offline', '--no-audit', '--no-fund');
const tag = `v${JSON.parse(readFileSync('package.json', 'utf8')).version}`;
git('add', '--all');
git('commit', '--quiet', '--message', `chore: release ${tag}`);
git('tag', '--annotate', '--message', tag, tag);
if (process.argv.includes('--no-push')) {
  console.log(`${tag} is ready: git push --atomic ${REMOTE} ${BRANCH} ${tag}`);
} else {
  run('git', 'push', '--quiet', '--atomic', REMOTE, BRANCH, tag);
  console.log(`${tag} was pushed; the release workflow does the rest`);
}
