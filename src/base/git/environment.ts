// The environment in which git runs: a list of what it needs, never this process's own. So no vendor's key reaches a program that
// git starts, and no `GIT_…` variable of a hook, a script or a caller leads it to another repository or program.

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Compared without regard to case, as Windows does. */
const EVERY_CALL = [
  'HOME',
  'USER',
  'LOGNAME',
  'XDG_CONFIG_HOME',
  'TMPDIR',
  'TMP',
  'TEMP',
  // Whose repositories git trusts, besides root's own.
  'SUDO_UID',
  // Windows.
  'USERNAME',
  'USERPROFILE',
  'HOMEDRIVE',
  'HOMEPATH',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
];

/** What ssh, TLS, proxies, Kerberos and the desktop's keyring need. */
const CONNECTION = [
  'SSH_AUTH_SOCK',
  'SSH_AGENT_PID',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NIX_SSL_CERT_FILE',
  'CURL_CA_BUNDLE',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'KRB5CCNAME',
  'KRB5_CONFIG',
  'XDG_RUNTIME_DIR',
  'XDG_CACHE_HOME',
  'DBUS_SESSION_BUS_ADDRESS',
];

const FIXED: Readonly<Record<string, string>> = {
  // Complaints are read, so they must be English.
  LC_ALL: 'C',
  LANGUAGE: 'C',
  GIT_TERMINAL_PROMPT: '0',
  // A replaced object is not what was committed.
  GIT_NO_REPLACE_OBJECTS: '1',
  // A missing object is an error, not a reason to start a fetch on the side.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ATTR_NOSYSTEM: '1',
};

/** No protocol has this name. Stronger than any `protocol.…` setting, and it binds the programs that git starts, too. */
const NO_CONNECTION: Readonly<Record<string, string>> = { GIT_ALLOW_PROTOCOL: 'none', GIT_ASKPASS: '' };

/**
 * @param connects whether the command opens a connection
 * @param from this process's environment
 */
export function gitEnvironment(connects: boolean, from: Environment): Readonly<Record<string, string>> {
  const allowed = new Set(connects ? [...EVERY_CALL, ...CONNECTION] : EVERY_CALL);
  const inherited = Object.entries(from).filter(([name]) => allowed.has(name.toUpperCase()));
  const path = searchPath(from).join(delimiter);
  return { ...Object.fromEntries(inherited), PATH: path, ...FIXED, ...(connects ? {} : NO_CONNECTION) };
}

/**
 * Settings that overrule a repository's, whatever their keys consist of (git 2.31; an older one ignores them).
 *
 * @returns environment variables
 */
export function settingVariables(settings: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const pairs = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key] as const,
    [`GIT_CONFIG_VALUE_${index}`, value] as const,
  ]);
  return settings.length === 0 ? {} : { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(pairs) };
}

/** The absolute path of git, as neither the system nor git itself may look for a program in the work tree; undefined without one. */
export function gitProgram(from: Environment): string | undefined {
  const name = process.platform === 'win32' ? 'git.exe' : 'git';
  return searchPath(from)
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

/** An empty or relative entry would be a place in the work tree. */
function searchPath(from: Environment): readonly string[] {
  const path = Object.entries(from).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  return path.split(delimiter).filter((directory) => isAbsolute(directory));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
