// What is loaded before anything is asked for: help and version stay as light as they are.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const BIN = join(import.meta.dirname, '../../dist/bin.js');
const MANIFESTS = join(import.meta.dirname, '../../contacts.d');

/** Packages that the built program loads: V8's coverage lists every script, and its source map what it was put together from. */
function packagesOf(...args: readonly string[]): readonly string[] {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-start-up-'));
  try {
    execFileSync(process.execPath, [BIN, ...args], { env: { ...process.env, NODE_V8_COVERAGE: directory } });
    const scripts = readdirSync(directory).flatMap((name) => scriptsIn(readFileSync(join(directory, name), 'utf8')));
    const files = [...scripts, ...scripts.flatMap(sourcesOf)];
    return [...new Set(files.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []))].sort();
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function scriptsIn(coverage: string): readonly string[] {
  const { result } = JSON.parse(coverage) as { readonly result: readonly { readonly url: string }[] };
  return result.map(({ url }) => url);
}

function sourcesOf(url: string): readonly string[] {
  if (!url.startsWith('file:') || !existsSync(new URL(`${url}.map`))) return [];
  const { sources } = JSON.parse(readFileSync(new URL(`${url}.map`), 'utf8')) as {
    readonly sources: readonly string[];
  };
  return sources;
}

test.each([
  [['--version'], []],
  [['--help'], ['commander']],
  [
    ['validate', '--sandbox', '--dir', MANIFESTS],
    ['commander', 'fastest-levenshtein', 'libphonenumber-js'],
  ],
  [['apply', '--help'], ['commander']],
])('%j loads the packages %j and no other', (args, packages) => {
  expect(packagesOf(...args)).toEqual(packages);
});
