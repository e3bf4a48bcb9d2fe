// What git may do for this program: the commands that it runs, and the settings that overrule a repository's. A repository's
// configuration may be a stranger's, and whatever it makes git run (a hook, a filter, a pager, a helper) has this user's rights.
// So nothing that it names runs, but for what opens a connection in `fetch`, `ls-remote` and `push`: how a clone reaches its
// remote (ssh command, credential helpers, proxies, `url.….insteadOf`) is the clone's to say.

import { devNull } from 'node:os';

interface Command {
  /** Opens a connection, with the clone's own transport settings. */
  readonly connects?: true;
  /** Changes references, of which hooks are told. */
  readonly changesRefs?: true;
  /** Options that every call has. */
  readonly always?: readonly string[];
}

const UPLOAD_PACK = '--upload-pack=git-upload-pack';

/**
 * Built-in commands, so that no alias takes their place. None shows a difference or a signature, opens a pager or an editor,
 * reads the index, or sends a file through a filter: filters are configured by name, and no setting switches all of them off.
 */
export const COMMANDS = {
  'cat-file': {},
  'commit-tree': { always: ['--no-gpg-sign'] },
  config: {},
  'for-each-ref': {},
  'hash-object': { always: ['--no-filters'] },
  'ls-tree': {},
  'merge-base': {},
  mktree: {},
  remote: {},
  'rev-list': {},
  'rev-parse': {},
  'update-ref': { changesRefs: true },
  'ls-remote': { connects: true, always: [UPLOAD_PACK] },
  // Without a refmap no tracking reference follows, whatever the clone mirrors.
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

export type GitCommand = keyof typeof COMMANDS;

const EVERY_CALL: readonly string[] = [
  'safe.bareRepository=explicit',
  `core.hooksPath=${devNull}`,
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  // A shell's empty command. Without it, git asks every repository that lends objects, each with its own configuration.
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

/** The settings as git's own options, which overrule every configuration file and what it includes. */
export function settingsFor(command: GitCommand): readonly string[] {
  const settings = connects(command) ? EVERY_CALL : [...EVERY_CALL, ...WITHOUT_CONNECTION];
  return ['--no-pager', ...settings.flatMap((setting) => ['-c', setting])];
}

/** The command with the options that it always has. */
export function commandLine([command, ...args]: readonly [GitCommand, ...string[]]): readonly string[] {
  const { always = [] }: Command = COMMANDS[command];
  return [command, ...always, ...args];
}

export function connects(command: GitCommand): boolean {
  return (COMMANDS[command] as Command).connects === true;
}

/** Whether programs could run that are configured by name: hooks (since git 2.54), and what serves a remote that is a directory. */
export function needsOverrides(command: GitCommand): boolean {
  return (COMMANDS[command] as Command).changesRefs === true;
}

/** For `git config --get-regexp`: the keys that `overrideFor` takes. */
export const NAMED_PROGRAMS = '^hook\\..*\\.|^remote\\..*\\.(uploadpack|receivepack)$';

/**
 * The setting that switches off what is configured by name.
 *
 * @param key as git lists it: the name as it is written, the rest in small letters
 */
export function overrideFor(key: string): readonly [key: string, value: string] {
  if (key.startsWith('hook.')) return [`${key.slice(0, key.lastIndexOf('.'))}.enabled`, 'false'];
  return [key, key.endsWith('.uploadpack') ? 'git-upload-pack' : 'git-receive-pack'];
}
