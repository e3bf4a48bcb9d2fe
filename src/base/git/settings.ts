// The git commands that this program runs, and the settings that override a repository's. A repository's configuration may be
// untrusted, and programs that it makes git run (a hook, a filter, a pager, a helper) have this user's rights. So none of them
// runs, with one exception: `fetch`, `ls-remote` and `push` use the clone's own transport settings (ssh command, credential
// helpers, proxies, `url.….insteadOf`).

import { devNull } from 'node:os';

interface Command {
  /** Opens a connection, with the clone's own transport settings. */
  readonly connects?: true;
  /** Changes refs, which triggers hooks. */
  readonly changesRefs?: true;
  /** Options added to every call. */
  readonly always?: readonly string[];
}

const UPLOAD_PACK = '--upload-pack=git-upload-pack';

/**
 * The git commands in use. All are built-in, so that no alias can replace them. None shows a diff or a signature, opens a pager
 * or an editor, compares the index with files, or applies a filter: filters are configured by name, and no setting disables all of
 * them.
 */
export const COMMANDS = {
  // git applies filters only to files of the work tree. Without this option, it would run text converters on committed files,
  // too.
  blame: { always: ['--no-textconv'] },
  'cat-file': {},
  'commit-tree': { always: ['--no-gpg-sign'] },
  config: {},
  'for-each-ref': {},
  'hash-object': { always: ['--no-filters'] },
  'ls-files': {},
  'ls-tree': {},
  'merge-base': {},
  mktree: {},
  remote: {},
  'rev-list': {},
  'rev-parse': {},
  'update-ref': { changesRefs: true },
  'ls-remote': { connects: true, always: [UPLOAD_PACK] },
  // An empty refmap prevents updates of remote-tracking branches, whatever the clone mirrors.
  fetch: { connects: true, changesRefs: true, always: [UPLOAD_PACK, '--no-recurse-submodules', '--refmap='] },
  push: {
    connects: true,
    changesRefs: true,
    always: [
      '--receive-pack=git-receive-pack',
      '--no-verify',
      '--no-signed',
      '--no-follow-tags',
      '--recurse-submodules=no',
    ],
  },
} as const satisfies Readonly<Record<string, Command>>;

/** Name of a git command in use. */
export type GitCommand = keyof typeof COMMANDS;

const EVERY_CALL: readonly string[] = [
  'safe.bareRepository=explicit',
  `core.hooksPath=${devNull}`,
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  // An empty shell command. Without it, git would run in every repository that this one borrows objects from, each with its own
  // configuration.
  'core.alternateRefsCommand=: ',
  `core.attributesFile=${devNull}`,
  'core.pager=cat',
  'core.editor=:',
  'diff.external=',
  'log.showSignature=false',
  'commit.gpgSign=false',
  'push.gpgSign=false',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'push.recurseSubmodules=no',
  'gc.auto=0',
  'maintenance.auto=false',
  'transfer.bundleURI=false',
  'protocol.ext.allow=never',
];

const WITHOUT_CONNECTION: readonly string[] = [
  'protocol.allow=never',
  'credential.helper=',
  'core.askPass=',
  'core.sshCommand=',
];

/** The settings as command-line options, which override every configuration file and its includes. */
export function settingsFor(command: GitCommand): readonly string[] {
  const settings = connects(command) ? EVERY_CALL : [...EVERY_CALL, ...WITHOUT_CONNECTION];
  return ['--no-pager', ...settings.flatMap((setting) => ['-c', setting])];
}

/** Arguments of a git call: the command, its fixed options, and the given arguments. */
export function commandLine([command, ...args]: readonly [GitCommand, ...string[]]): readonly string[] {
  const { always = [] }: Command = COMMANDS[command];
  return [command, ...always, ...args];
}

/** True if the command opens a connection. */
export function connects(command: GitCommand): boolean {
  return (COMMANDS[command] as Command).connects === true;
}

/**
 * True if the command could run programs that are configured by name: hooks (git 2.54 or later), and the programs that serve a
 * remote which is a directory. `overrideFor` disables them.
 */
export function needsOverrides(command: GitCommand): boolean {
  return (COMMANDS[command] as Command).changesRefs === true;
}

/**
 * Pattern for `git config --get-regexp` that matches the keys that `overrideFor` accepts. `mirror` is among them because git
 * refuses to push single refs to a remote that is a mirror, and would force every push to it.
 */
export const NAMED_PROGRAMS = '^hook\\..*\\.|^remote\\..*\\.(uploadpack|receivepack|mirror)$';

/**
 * The setting that disables a program, or a mirror, which is configured by name.
 *
 * @param key as git lists it: the name as written, the rest in lower case
 */
export function overrideFor(key: string): readonly [key: string, value: string] {
  if (key.startsWith('hook.')) return [`${key.slice(0, key.lastIndexOf('.'))}.enabled`, 'false'];
  if (key.endsWith('.mirror')) return [key, 'false'];
  return [key, key.endsWith('.uploadpack') ? 'git-upload-pack' : 'git-receive-pack'];
}
