// The environment variables with which git runs: only those listed here, never all variables of this process. So no vendor's API
// key reaches a program that git starts, and no `GIT_…` variable redirects git to another repository or program.

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables passed to every call. Names are compared case-insensitively, as on Windows. */
const EVERY_CALL = [
  'HOME',
  'USER',
  'LOGNAME',
  'XDG_CONFIG_HOME',
  'TMPDIR',
  'TMP',
  'TEMP',
  // The user whose repositories git trusts when it runs as root.
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

/** Variables passed only to calls that connect: for ssh, TLS, proxies, Kerberos and the desktop's keyring. */
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
  // English, because error messages are parsed.
  LC_ALL: 'C',
  LANGUAGE: 'C',
  GIT_TERMINAL_PROMPT: '0',
  // Read what was committed, not objects that replace it (`git replace`).
  GIT_NO_REPLACE_OBJECTS: '1',
  // A missing object is an error, and never starts a fetch.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ATTR_NOSYSTEM: '1',
};

/** Forbids every protocol: only protocols named `none` are allowed, and there is none. Overrides every `protocol.…` setting. */
const NO_CONNECTION: Readonly<Record<string, string>> = { GIT_ALLOW_PROTOCOL: 'none', GIT_ASKPASS: '' };

/**
 * Returns the environment variables for a git command.
 *
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
 * Converts settings that override a repository's to environment variables. Unlike `-c`, these allow any character in a key (git
 * 2.31 or later; older versions ignore them).
 *
 * @param settings pairs of key and value
 */
export function settingVariables(settings: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const pairs = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key] as const,
    [`GIT_CONFIG_VALUE_${index}`, value] as const,
  ]);
  return settings.length === 0 ? {} : { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(pairs) };
}

/**
 * Returns the absolute path of git; undefined if it is not installed. The path is absolute so that neither the system nor git looks
 * for programs in the work tree.
 */
export function gitProgram(from: Environment): string | undefined {
  const name = process.platform === 'win32' ? 'git.exe' : 'git';
  return searchPath(from)
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

/** The absolute entries of PATH. Empty and relative entries are left out, because they could refer to the work tree. */
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
