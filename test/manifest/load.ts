// Loads manifests that a test declares as text, from a temporary directory. A mark «code» in the text expects a diagnostic with that
// code at the position that follows it.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Diagnostic } from '../../src/manifest/diagnostic.ts';
import { type Loaded, type LoadOptions, loadManifests } from '../../src/manifest/index.ts';
import { diagnosticsWithWords } from '../../src/render/words/diagnostics.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export const NOW = Date.parse('2026-06-01T12:00:00Z');

const ENVIRONMENT = { SHOP_KEY: 'k1', APP_KEY: 'k2', NEWS_KEY: 'k3', NEWS_ID: 'i3' };

/** One account for the newest dialect of each vendor, and one for an older dialect of Omnisend. */
export const ACCOUNTS = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
  old: { provider: omnisend, apiVersion: v3, apiKey: "\${SHOP_KEY}" }
  app: { provider: loops, apiKey: "\${APP_KEY}" }
  news: { provider: envoke, apiKey: "\${NEWS_KEY}", apiId: "\${NEWS_ID}" }
`;

export const ONE_ACCOUNT = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
`;

export async function directoryWith(files: Files): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-manifests-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
  return directory;
}

/** Loads without a cache, then part by part, then twice with a cache, and expects the same result each time. */
export async function load(files: Files, options: Partial<LoadOptions> = {}): Promise<Loaded> {
  const directory = await directoryWith(files);
  const complete = {
    directory,
    workingDirectory: directory,
    environment: ENVIRONMENT,
    now: () => NOW,
    ...options,
  };
  const loaded = await loadManifests(complete);
  expect(JSON.stringify(await loadManifests({ ...complete, largeFrom: 0 })), 'part by part').toBe(
    JSON.stringify(loaded),
  );
  const cache = await directoryWith({});
  for (const run of ['filling the cache', 'from the cache'])
    expect(JSON.stringify(await loadManifests({ ...complete, cache })), run).toBe(JSON.stringify(loaded));
  return loaded;
}

/** Loads the contacts of one file, in addition to ACCOUNTS. `lines` is the YAML text under `contacts:`. */
export function loadContacts(lines: string, options: Partial<LoadOptions> = {}): Promise<Loaded> {
  return load({ 'accounts.yaml': ACCOUNTS, 'x.yaml': `contacts:\n${lines}` }, options);
}

/** Leaves out that no contacts are declared, for tests whose subject is something else. */
export function withoutEmptiness(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ code }) => code !== 'no-contacts');
}

export interface Marked {
  readonly found: readonly string[];
  readonly expected: readonly string[];
  /** The diagnostics with their sentences. */
  readonly diagnostics: readonly Worded[];
}

type Worded = Diagnostic & { readonly message: string; readonly hint?: string };

/** Loads files with marks. Returns the found and the expected diagnostics, both sorted, as `file:line:column code`. */
export async function loadMarked(
  marked: Readonly<Record<string, string>>,
  options: Partial<LoadOptions> = {},
): Promise<Marked> {
  const read = Object.entries(marked).map(([name, text]) => ({ name, ...unmark(name, text) }));
  const files = Object.fromEntries(read.map(({ name, text }) => [name, text]));
  const diagnostics = withoutEmptiness((await load(files, options)).diagnostics);
  return {
    found: diagnostics.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`).sort(),
    expected: read.flatMap(({ expected }) => expected).sort(),
    diagnostics: diagnosticsWithWords(diagnostics),
  };
}

function unmark(name: string, marked: string): { text: string; expected: readonly string[] } {
  const expected: string[] = [];
  const lines = marked.split('\n').map((line, index) => {
    let rest = line;
    for (let mark = /«([a-z-]+)»/.exec(rest); mark !== null; mark = /«([a-z-]+)»/.exec(rest)) {
      expected.push(`${name}:${index + 1}:${mark.index + 1} ${mark[1]}`);
      rest = rest.replace(mark[0], '');
    }
    return rest;
  });
  return { text: lines.join('\n'), expected };
}
