// The package as npm packs it, unpacked where somebody else would have it.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

export interface Packed {
  /** Name of the archive. */
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** What `npm pack` puts into the package, without building it again. */
export function pack(...options: readonly string[]): Packed {
  const args = ['pack', '--json', '--ignore-scripts', ...options];
  const [packed] = JSON.parse(
    execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', shell: process.platform === 'win32' }),
  ) as readonly Packed[];
  if (packed === undefined) throw new Error('nothing was packed');
  return packed;
}

export interface Installed {
  /** The directory whose node_modules holds the package, and nothing else. */
  readonly directory: string;
  remove(): void;
}

export function install(): Installed {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-package-'));
  const place = join(directory, 'node_modules/rollcall');
  mkdirSync(place, { recursive: true });
  const { filename } = pack('--pack-destination', directory);
  execFileSync('tar', ['-xzf', join(directory, filename), '-C', place, '--strip-components=1']);
  return { directory, remove: () => rmSync(directory, { recursive: true }) };
}
