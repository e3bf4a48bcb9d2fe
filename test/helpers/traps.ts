// Programs that must never run: each leaves a mark when it does. And configurations that name one of them wherever git would run it.

import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from './repository.ts';

export interface Traps {
  /** A program that leaves a mark of this name and fails. */
  program(name: string): string;
  /** A directory with every hook that git knows. */
  hooks(): string;
  /** The marks that were left. */
  sprung(): readonly string[];
  /** Where the marks are. */
  readonly marks: string;
}

const HOOKS = [
  'fsmonitor-watchman',
  'post-checkout',
  'post-index-change',
  'pre-auto-gc',
  'pre-commit',
  'pre-push',
  'proc-receive',
  'reference-transaction',
];

export function setTraps(): Traps {
  const directory = temporaryDirectory();
  const marks = join(directory, 'marks');
  mkdirSync(marks);
  const program = (name: string, folder = directory): string => {
    const file = join(folder, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, `#!/bin/sh\n{ echo "$0 $*"; env; } >> '${marks}/${name}'\nexit 1\n`);
    chmodSync(file, 0o755);
    return file;
  };
  return {
    program,
    hooks() {
      for (const hook of HOOKS) program(hook, join(directory, 'hooks'));
      return join(directory, 'hooks');
    },
    sprung: () => readdirSync(marks),
    marks,
  };
}

const ALIASED = ['rev-parse', 'cat-file', 'ls-tree', 'remote', 'config', 'fetch', 'push', 'update-ref', 'for-each-ref'];

/** Text for a repository's `config`: everything in it that makes git run a program, except what opens a connection. */
export function poison(traps: Traps): string {
  const run = (name: string): string => JSON.stringify(traps.program(name));
  const aliases = ALIASED.map((command) => `  ${command} = "!${traps.program(`alias-${command}`)}"\n`).join('');
  const pagers = ALIASED.map((command) => `  ${command} = ${run(`pager-${command}`)}\n`).join('');
  const events = HOOKS.map((event) => `  event = ${event}\n`).join('');
  return `[core]
  fsmonitor = ${run('fsmonitor')}
  untrackedCache = true
  hooksPath = ${JSON.stringify(traps.hooks())}
  alternateRefsCommand = ${run('alternate-refs')}
  pager = ${run('pager')}
  editor = ${run('editor')}
  attributesFile = /nonexistent
[sequence]
  editor = ${run('sequence-editor')}
[pager]
${pagers}[alias]
${aliases}[diff]
  external = ${run('diff-external')}
[diff "evil"]
  textconv = ${run('textconv')}
  command = ${run('diff-command')}
[filter "evil"]
  clean = ${run('clean')}
  smudge = ${run('smudge')}
  process = ${run('filter-process')}
  required = true
[merge "evil"]
  driver = ${run('merge-driver')}
[gpg]
  program = ${run('gpg')}
[gpg "ssh"]
  program = ${run('gpg-ssh')}
[commit]
  gpgSign = true
[push]
  gpgSign = if-asked
  recurseSubmodules = on-demand
[log]
  showSignature = true
[submodule]
  recurse = true
[fetch]
  recurseSubmodules = true
[gc]
  auto = 1
  recentObjectsHook = ${run('recent-objects')}
[uploadpack]
  packObjectsHook = ${run('pack-objects')}
[protocol]
  allow = always
[protocol "ext"]
  allow = always
[hook "evil"]
  command = ${run('named-hook')}
${events}[hook "e=vil.enabled=true"]
  command = ${run('oddly-named-hook')}
${events}[hook "reference-transaction"]
  parallel = true
`;
}

/** The remote `origin` at this address, served by traps. */
export function poisonedRemote(traps: Traps, url: string): string {
  return `[remote "origin"]
  url = ${JSON.stringify(url)}
  fetch = +refs/*:refs/remotes/origin/*
  uploadpack = ${JSON.stringify(traps.program('upload-pack'))}
  receivepack = ${JSON.stringify(traps.program('receive-pack'))}
`;
}

/** Everything that reaches a remote, and that only fetch and push may run. */
export function poisonedTransport(traps: Traps): string {
  const run = (name: string): string => JSON.stringify(traps.program(name));
  return `[core]
  sshCommand = ${run('ssh-command')}
  askPass = ${run('askpass')}
  gitProxy = ${run('git-proxy')}
[credential]
  helper = ${run('credential-helper')}
[credential "https://example.invalid"]
  helper = ${run('credential-helper-of-host')}
`;
}
