// The package as npm packs it, and as npm installs it for somebody else.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  const [packed] = JSON.parse(npm(ROOT, args)) as readonly Packed[];
  if (packed === undefined) throw new Error('nothing was packed');
  return packed;
}

function npm(cwd: string, args: readonly string[]): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
}

export interface Installed {
  /** The directory of a project that depends on the package, and on nothing else. */
  readonly directory: string;
  remove(): void;
}

/** Installs the package as npm does it for a project, without the network: its dependencies are those of this repository. */
export function install(): Installed {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-package-'));
  const { filename } = pack('--pack-destination', directory);
  const project = { private: true, dependencies: { rollcall: `file:${filename}` }, overrides: ownDependencies() };
  writeFileSync(join(directory, 'package.json'), JSON.stringify(project));
  // As directories, dependencies would be built from their sources, which their packages do not have.
  npm(directory, ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts']);
  return { directory, remove: () => rmSync(directory, { recursive: true }) };
}

/** Where this repository has what the package depends on, directly or indirectly. */
function ownDependencies(): Readonly<Record<string, string>> {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dependencies?: Readonly<Record<string, string>> }>>;
  };
  const names = new Set<string>();
  const visit = (path: string): void => {
    for (const name of Object.keys(lock.packages[path]?.dependencies ?? {})) {
      if (names.has(name)) continue;
      names.add(name);
      visit(`node_modules/${name}`);
    }
  };
  visit('');
  return Object.fromEntries([...names].map((name) => [name, `file:${join(ROOT, 'node_modules', name)}`]));
}
