// Words of other programs that people may type here, each with a hint that names what rollcall has instead. Pure.

/** Commands of other programs. Each row has a hint that names our command, followed by the words that lead to this hint. */
const COMMANDS: readonly (readonly [hint: string, ...typed: string[]])[] = [
  [
    'nothing is destroyed as a whole: take contacts out of the manifests; `onRemoved` on their account says whether they are kept, unsubscribed or, where the vendor can, deleted; `rollcall erase PERSON` is for somebody who asked to be forgotten',
    ...['destroy', 'delete', 'remove', 'rm', 'purge', 'forget'],
  ],
  ['there is no state file: `rollcall record list` shows what was applied', 'state', 'workspace', 'taint', 'untaint'],
  [
    '`rollcall plan` shows the difference, and the requests',
    'diff',
    'preview',
    'dry-run',
    'dryrun',
    'what-if',
    'compare',
  ],
  [
    '`rollcall validate` finds mistakes, `rollcall fmt --check` wrong layout',
    'lint',
    'check',
    'test',
    'verify',
    'format',
    'prettier',
  ],
  [
    '`rollcall apply` plans, asks and writes',
    'sync',
    'push',
    'deploy',
    'up',
    'run',
    'send',
    'update',
    'reconcile',
    'start',
  ],
  ['`rollcall drift` shows what others changed, `rollcall pull` takes it', 'refresh', 'fetch', 'changes'],
  ['`rollcall import --account NAME` writes live contacts as manifests', 'export', 'dump', 'download', 'get', 'adopt'],
  [
    '`rollcall explain CONTACT` shows one contact; `rollcall snapshot` saves all of them',
    'list',
    'ls',
    'status',
    'show-contact',
    'describe',
    'find',
    'search',
  ],
  ['`rollcall rollback` takes an apply back', 'undo', 'revert', 'restore', 'rollback-last'],
  ['`rollcall unsubscribe CONTACT` opts somebody out', 'optout', 'opt-out', 'suppress', 'block'],
  [
    'credentials come from environment variables, and `rollcall doctor` tries them',
    'login',
    'auth',
    'logout',
    'config',
    'configure',
    'ping',
    'health',
  ],
  ['`rollcall init` writes the starter files', 'new', 'create', 'setup', 'bootstrap'],
  ['`--env NAME` chooses an environment, on every command that reads an account', 'env', 'environment', 'environments'],
  ['`rollcall --version`', 'version'],
  ['`rollcall set CONTACT PATH=VALUE` changes one contact', 'edit', 'add', 'put', 'tag'],
];

/**
 * Options of other programs, without values. Each row has a hint that names our option, followed by the words that lead to this
 * hint.
 */
const OPTIONS: readonly (readonly [hint: string, ...typed: string[]])[] = [
  [
    '`--auto-approve` applies without asking',
    '-y',
    '--yes',
    '-f',
    '--force',
    '-auto-approve',
    '--approve',
    '--confirm',
    '--no-input',
  ],
  ['`rollcall plan` shows and sends nothing; `--sandbox` tries an apply', '--dry-run', '-n', '--preview', '--check'],
  ['`--contact PATTERN` or `--account NAME` takes a part', '-target', '--target', '--only', '--filter', '--select'],
  ['`--out FILE`', '-out', '-o', '--output', '--save'],
  [
    '`--env NAME` chooses an environment; credentials come from variables, or a file for `--secrets`',
    '-var',
    '--var',
    '-var-file',
    '--var-file',
    '--environment',
  ],
  ['`--format json`, or `--json`', '-json'],
  ['`ROLLCALL_DEBUG=http` prints a line for each request', '-v', '--verbose', '--debug'],
  ['limits are options of their own, such as `--max-deletes`', '--allow-deletes', '--max-removals'],
];

/**
 * Returns the hint for a usage error about an unknown command or option.
 *
 * @param code the code of commander's error
 * @param typed the unknown word, as commander quotes it
 * @returns undefined if the word is in none of the rows
 */
export function hintForTyped(code: string, typed: string): string | undefined {
  const table = { 'commander.unknownCommand': COMMANDS, 'commander.unknownOption': OPTIONS }[code];
  const word = typed.replace(/=.*$/s, '');
  return table?.find(([, ...words]) => words.includes(word))?.[0];
}
