import { posix, win32 } from 'node:path';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where programs keep the state of this user. */
export interface StateHome {
  /** The directory that must exist before `state` is created; it is never created itself. */
  readonly home: string;
  /** The directory in which programs keep the state of this user; created if missing. */
  readonly state: string;
}

/**
 * The directory in which programs keep the state of this user: `$XDG_STATE_HOME` or `~/.local/state`; on macOS
 * `~/Library/Application Support`, on Windows `%LOCALAPPDATA%`. A relative path counts as absent (XDG Base Directory
 * Specification 0.8).
 *
 * @returns undefined if the environment names no home
 */
export function stateHome(environment: Environment, platform: NodeJS.Platform): StateHome | undefined {
  const { isAbsolute, join } = platform === 'win32' ? win32 : posix;
  const absolute = (name: string): string | undefined => {
    const value = environment[name];
    return value !== undefined && isAbsolute(value) ? value : undefined;
  };
  if (platform === 'win32') {
    const home = absolute('LOCALAPPDATA');
    return home === undefined ? undefined : { home, state: home };
  }
  const state = platform === 'darwin' ? undefined : absolute('XDG_STATE_HOME');
  if (state !== undefined) return { home: '/', state };
  const home = absolute('HOME');
  const below = platform === 'darwin' ? ['Library', 'Application Support'] : ['.local', 'state'];
  return home === undefined ? undefined : { home, state: join(home, ...below) };
}
