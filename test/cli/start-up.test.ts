// The modules that help, version and validate load stay few, and so do the files that a plan loads.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BIN } from '../helpers/rollcall.ts';

/** Files that the built program loads: V8's coverage lists every script, and its source map what it was put together from. */
function filesOf(args: readonly string[], cwd = process.cwd()): readonly string[] {
  const directory = temporary();
  const env = { ...process.env, SHOP_KEY: 'key', NODE_V8_COVERAGE: directory };
  execFileSync(process.execPath, [BIN, ...args], { env, cwd });
  const scripts = readdirSync(directory).flatMap((name) => scriptsIn(readFileSync(join(directory, name), 'utf8')));
  return [...scripts, ...scripts.flatMap(sourcesOf)];
}

function packagesOf(args: readonly string[], cwd?: string): readonly string[] {
  return packagesIn(filesOf(args, cwd));
}

function packagesIn(files: readonly string[]): readonly string[] {
  return [...new Set(files.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []))].sort();
}

/** Files that send, read live contacts, plan or apply. */
function machineryIn(files: readonly string[]): readonly string[] {
  const machinery =
    /(?:^|\/)src\/(?:http\/(?:client|limiter|retry)|live|plan|apply\/(?:send|recheck|verify)|workflows)\//;
  return files.filter((url) => machinery.test(url));
}

function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-start-up-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
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

function commands(): readonly string[] {
  const help = execFileSync(process.execPath, [BIN, '--help'], { encoding: 'utf8' });
  return [...help.slice(help.indexOf('Commands:')).matchAll(/^ {2}([a-z]+)/gm)].map(([, name = '']) => name);
}

test('--version loads no package, and --help only the one that parses the command line', () => {
  expect(packagesOf(['--version'])).toEqual([]);
  const names = commands();
  expect(names).toEqual(expect.arrayContaining(['plan', 'apply', 'validate']));
  const helps = [['--help'], ...names.map((name) => [name, '--help'])];
  for (const args of helps) expect([args, packagesOf(args)]).toEqual([args, ['commander']]);
});

test('validate of ten files loads no module that reads, plans or writes, with and without a cache', () => {
  const cwd = temporary();
  mkdirSync(join(cwd, 'contacts.d'));
  const write = (name: string, text: string): void => writeFileSync(join(cwd, 'contacts.d', name), text);
  write('accounts.yaml', 'accounts:\n  shop: { provider: omnisend, apiKey: "${SHOP_KEY}" }\n');
  for (let file = 1; file < 10; file += 1) {
    write(
      `${file}.yaml`,
      `contacts:\n  - email: user${file}@example.com\n    phone: "+3706000000${file}"\n    firstName: Jane\n`,
    );
  }
  const cold = filesOf(['validate'], cwd);
  expect(packagesIn(cold)).toEqual(['commander', 'fastest-levenshtein', 'libphonenumber-js']);
  // The table of dialects comes with all that vendors do: requests as data, without the client that sends them.
  expect(cold.filter((url) => url.includes('src/providers/'))).not.toEqual([]);
  expect(machineryIn(cold)).toEqual([]);
  const warm = filesOf(['validate'], cwd);
  expect(packagesIn(warm).filter((name) => !packagesIn(cold).includes(name))).toEqual([]);
  expect(machineryIn(warm)).toEqual([]);
  expect(machineryIn(filesOf(['plan', '--sandbox'], cwd))).not.toEqual([]);
});

test('a plan loads few files, because finding a file takes longer than compiling it', () => {
  const cwd = temporary();
  mkdirSync(join(cwd, 'contacts.d'));
  writeFileSync(
    join(cwd, 'contacts.d/people.yaml'),
    'contacts: []\naccounts:\n  shop: { provider: omnisend, apiKey: "${SHOP_KEY}" }\n',
  );
  const scripts = filesOf(['plan', '--sandbox'], cwd).filter((file) => /^file:.*\/dist\/.*\.js$/.test(file));
  expect(scripts.filter((file) => file.endsWith('/plan.js'))).toHaveLength(1);
  expect(scripts.length).toBeLessThan(40);
});
