// What is loaded before anything is asked for: help and version stay as light as they are.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const BIN = join(import.meta.dirname, '../../dist/bin.js');

/** Packages that the built program loads, as V8's coverage lists every script. */
function packagesOf(...args: readonly string[]): readonly string[] {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-start-up-'));
  try {
    execFileSync(process.execPath, [BIN, ...args], { env: { ...process.env, NODE_V8_COVERAGE: directory } });
    const scripts = readdirSync(directory).flatMap((name) => scriptsIn(readFileSync(join(directory, name), 'utf8')));
    return [...new Set(scripts.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []))];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function scriptsIn(coverage: string): readonly string[] {
  const { result } = JSON.parse(coverage) as { readonly result: readonly { readonly url: string }[] };
  return result.map(({ url }) => url);
}

test.each([
  [['--version'], []],
  [['--help'], ['commander']],
  [['apply', '--help'], ['commander']],
])('%j loads the packages %j and no other', (args, packages) => {
  expect(packagesOf(...args)).toEqual(packages);
});
