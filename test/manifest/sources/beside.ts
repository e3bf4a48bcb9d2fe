// Loads manifests of a directory that lies beside files of data.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { type Loaded, type LoadOptions, loadManifests } from '../../../src/manifest/index.ts';
import { wordsOfMistake } from '../../../src/render/words/diagnostics.ts';
import { NOW, ONE_ACCOUNT } from '../load.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface LoadedBeside extends Loaded {
  readonly root: string;
}

export async function filesIn(files: Files): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'rollcall-sources-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
  return root;
}

/** Loads without a cache, then part by part, then twice with a cache, and expects the same result each time. */
export async function loadBeside(files: Files, options: Partial<LoadOptions> = {}): Promise<LoadedBeside> {
  const root = await filesIn(files);
  const complete = {
    directory: 'contacts.d',
    workingDirectory: root,
    environment: { SHOP_KEY: 'k1', APP_KEY: 'k2' },
    now: () => NOW,
    ...options,
  };
  const loaded = await loadManifests(complete);
  expect(JSON.stringify(await loadManifests({ ...complete, largeFrom: 0 })), 'part by part').toBe(
    JSON.stringify(loaded),
  );
  const cache = await filesIn({});
  for (const run of ['filling the cache', 'from the cache'])
    expect(textOf(await loadManifests({ ...complete, cache })), run).toBe(textOf(loaded));
  return { ...loaded, root };
}

/** Everything that was loaded; files of data by their digests. */
function textOf(loaded: Loaded): string {
  return JSON.stringify({ ...loaded, data: loaded.data.map(({ name, from, hash }) => [name, from, hash]) });
}

/** A manifest with one source, `people`. */
export function manifest(source: string, rest = ''): string {
  return `${ONE_ACCOUNT}${rest}sources:\n  people: ${source}\n`;
}

/** `file:line:column code` of each diagnostic. */
export function placesOf({ diagnostics }: Pick<Loaded, 'diagnostics'>): readonly string[] {
  return diagnostics.map(({ file, line, column, severity, code }) =>
    severity === 'error' ? `${file}:${line}:${column} ${code}` : `${file}:${line}:${column} ${severity} ${code}`,
  );
}

/** The sentences of all diagnostics. */
export function sentencesOf({ diagnostics }: Pick<Loaded, 'diagnostics'>): readonly string[] {
  return diagnostics.map((diagnostic) => wordsOfMistake(diagnostic).message);
}
