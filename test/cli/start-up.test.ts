// What is loaded before anything is asked for: help, version and the checks of manifests stay as light as they are.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BIN } from '../helpers/rollcall.ts';

interface LoadedParts {
  readonly packages: readonly string[];
  /** Folders of the built program. */
  readonly rooms: readonly string[];
}

/** What the built program loads, as V8's coverage lists every script. */
function loadedBy(args: readonly string[], cwd = process.cwd()): LoadedParts {
  const directory = temporary();
  const env = { ...process.env, SHOP_KEY: 'k', NODE_V8_COVERAGE: directory };
  execFileSync(process.execPath, ['--', BIN, ...args], { env, cwd });
  const scripts = readdirSync(directory).flatMap((name) => scriptsIn(readFileSync(join(directory, name), 'utf8')));
  const partsOf = (pattern: RegExp): readonly string[] =>
    [...new Set(scripts.flatMap((url) => pattern.exec(url)?.[1] ?? []))].sort();
  return { packages: partsOf(/node_modules\/((?:@[^/]+\/)?[^/]+)/), rooms: partsOf(/\/dist\/(\w+)\/[^/]+\.js$/) };
}

function scriptsIn(coverage: string): readonly string[] {
  const { result } = JSON.parse(coverage) as { readonly result: readonly { readonly url: string }[] };
  return result.map(({ url }) => url);
}

function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-start-up-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

function commands(): readonly string[] {
  const help = execFileSync(process.execPath, [BIN, '--help'], { encoding: 'utf8' });
  const listed = help.slice(help.indexOf('Commands:'));
  return [...listed.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = '']) => name);
}

test('version loads no package, and help of every command none but the one that parses the line', () => {
  expect(loadedBy(['--version'])).toEqual({ packages: [], rooms: [] });
  const names = commands();
  expect(names).toEqual(expect.arrayContaining(['plan', 'apply', 'validate']));
  const helps = [[], ...names.map((name) => [name])].map((path) => [...path, '--help']);
  for (const args of helps) expect([args, loadedBy(args).packages]).toEqual([args, ['commander']]);
});

const FOR_MANIFESTS = ['commander', 'fastest-levenshtein', 'libphonenumber-js', 'yaml'];
const BEYOND_MANIFESTS = ['http', 'live', 'plan', 'apply'];

test('validate of ten files loads nothing that reads, plans or writes, also where they were read before', () => {
  const cwd = temporary();
  mkdirSync(join(cwd, 'contacts.d'));
  writeFileSync(
    join(cwd, 'contacts.d/accounts.yaml'),
    'accounts:\n  shop: { provider: omnisend, apiKey: "${SHOP_KEY}" }\n',
  );
  for (let file = 1; file < 10; file += 1) {
    const contact = `contacts:\n  - email: user${file}@example.com\n    phone: "+3706000000${file}"\n    firstName: Jane\n`;
    writeFileSync(join(cwd, `contacts.d/${file}.yaml`), contact);
  }
  for (const _ of ['cold', 'warm']) {
    const { packages, rooms } = loadedBy(['validate'], cwd);
    expect(packages.filter((name) => !FOR_MANIFESTS.includes(name))).toEqual([]);
    expect(rooms.filter((room) => BEYOND_MANIFESTS.includes(room))).toEqual([]);
    expect(rooms).toContain('manifest');
  }
});
