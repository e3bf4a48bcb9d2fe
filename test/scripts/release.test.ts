// Releasing, on a real repository with a real remote: version, changelog, commit and tag arrive together, or nothing does.
// @module-tag slow

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

let place: string;
let clone: string;

function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd,
    encoding: 'utf8',
  }).trim();
}

function write(path: string, text: string): void {
  writeFileSync(join(clone, path), text);
}

function read(path: string): string {
  return readFileSync(join(clone, path), 'utf8');
}

function release() {
  const env = { ...process.env, GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com' };
  const committer = { GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.com' };
  return spawnSync(process.execPath, [join(ROOT, 'scripts/release.mjs')], {
    cwd: clone,
    encoding: 'utf8',
    env: { ...env, ...committer },
  });
}

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'rollcall-release-'));
  const remote = join(place, 'remote.git');
  clone = join(place, 'clone');
  git(place, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
  git(place, 'init', '--quiet', '--initial-branch=main', clone);
  git(clone, 'remote', 'add', 'origin', remote);
  mkdirSync(join(clone, '.changeset'));
  write('.changeset/config.json', readFileSync(join(ROOT, '.changeset/config.json'), 'utf8'));
  write('package.json', '{"name":"rollcall","version":"0.1.0"}\n');
  write('package-lock.json', '{"name":"rollcall","version":"0.1.0","lockfileVersion":3,"packages":{}}\n');
  write('.gitignore', 'node_modules\n');
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  write('.changeset/one.md', '---\n"rollcall": minor\n---\n\nA new thing.\n');
  commitAndPush();
});

afterEach(() => rmSync(place, { recursive: true }));

test('nothing is released while nobody owns the repository; naming the owner once is enough', () => {
  write(
    'package.json',
    '{"name":"rollcall","version":"0.1.0","homepage":"https://github.com/OWNER/rollcall#readme"}\n',
  );
  write('guide.md', '- uses: OWNER/rollcall@COMMIT\n');
  commitAndPush();
  expect(release()).toMatchObject({ status: 1, stderr: expect.stringContaining('npm run owner -- NAME') });

  const name = (owner: string) =>
    spawnSync(process.execPath, [join(ROOT, 'scripts/name-owner.mjs'), owner], { cwd: clone, encoding: 'utf8' });
  expect(name('https://github.com/acme')).toMatchObject({ status: 64 });
  expect(name('acme')).toMatchObject({ status: 0, stdout: 'guide.md\npackage.json\n' });
  expect([read('guide.md'), read('package.json')].join()).not.toContain('OWNER');
  commitAndPush();
  expect(release()).toMatchObject({ status: 0 });
});

function commitAndPush(): void {
  git(clone, 'add', '--all');
  git(clone, 'commit', '--quiet', '--message', 'feat: a new thing');
  git(clone, 'push', '--quiet', 'origin', 'main');
}

test('a release is a version, its changes, a commit and a tag, at the remote', () => {
  const { status, stdout, stderr } = release();
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  expect(stdout).toContain('v0.2.0 was pushed');
  expect(JSON.parse(read('package.json'))).toMatchObject({ version: '0.2.0' });
  expect(JSON.parse(read('package-lock.json'))).toMatchObject({ version: '0.2.0' });
  expect(read('CHANGELOG.md')).toContain('A new thing.');
  expect(git(clone, 'status', '--porcelain')).toBe('');
  expect(git(clone, 'ls-remote', 'origin', 'main').split('\t')[0]).toBe(git(clone, 'rev-parse', 'HEAD'));
  expect(git(clone, 'ls-remote', 'origin', 'v0.2.0^{}').split('\t')[0]).toBe(git(clone, 'rev-parse', 'HEAD'));
  expect(git(clone, 'log', '-1', '--format=%s')).toBe('chore: release v0.2.0');
  const again = release();
  expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('there is no change file')]);
});

test('nothing is released from anywhere but the remote’s main', () => {
  write('package.json', '{"name":"rollcall","version":"0.1.0","private":true}\n');
  expect(release().stderr).toContain('changes that are not committed');
  git(clone, 'commit', '--quiet', '--all', '--message', 'feat: not pushed');
  expect(release().stderr).toContain('not the main of origin');
  git(clone, 'switch', '--quiet', '--create', 'other');
  expect(release().stderr).toContain('this is not main');
  expect(git(clone, 'ls-remote', '--tags', 'origin')).toBe('');
});
