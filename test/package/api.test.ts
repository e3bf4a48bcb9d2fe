// The public API as somebody else has it: the packed package, compiled against without the types of Node, and run.

import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Installed, install, ROOT } from './pack.ts';

let installed: Installed;
let types: string;

beforeAll(() => {
  installed = install();
  types = join(installed.directory, 'node_modules/rollcall/dist');
  copyFileSync(join(import.meta.dirname, 'consumer.mts'), join(installed.directory, 'consumer.mts'));
});

afterAll(() => installed.remove());

const STRICT = {
  target: 'es2023',
  // Neither DOM nor Node.
  lib: ['es2023'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
};

/** @returns what the compiler complains about */
function compile(options: object): string {
  const { directory } = installed;
  const config = { compilerOptions: { ...STRICT, ...options }, files: ['consumer.mts'] };
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  try {
    return execFileSync(process.execPath, [tsc, '-p', directory], { encoding: 'utf8' });
  } catch (error) {
    return String((error as { readonly stdout: unknown }).stdout);
  }
}

describe('a consumer without the types of Node', () => {
  test('compiles with the resolution of Node', () => {
    expect(compile({ module: 'nodenext', moduleResolution: 'nodenext', noEmit: true })).toBe('');
  });

  test('compiles with the resolution of bundlers', () => {
    expect(compile({ module: 'esnext', moduleResolution: 'bundler', noEmit: true })).toBe('');
  });

  test('would be told of a name that is not there', () => {
    const wrong = 'import { noSuchName } from "rollcall";\nexport const x: string = noSuchName;\n';
    writeFileSync(join(installed.directory, 'wrong.mts'), wrong);
    const options = { module: 'nodenext', moduleResolution: 'nodenext', noEmit: true };
    const config = { compilerOptions: { ...STRICT, ...options }, files: ['wrong.mts'] };
    writeFileSync(join(installed.directory, 'tsconfig.wrong.json'), JSON.stringify(config));
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const args = [tsc, '-p', join(installed.directory, 'tsconfig.wrong.json')];
    expect(() => execFileSync(process.execPath, args, { stdio: 'pipe' })).toThrow();
  });

  test('runs, with nothing else installed', () => {
    const { directory } = installed;
    compile({ module: 'nodenext', moduleResolution: 'nodenext' });
    mkdirSync(join(directory, 'contacts.d'));
    writeFileSync(
      join(directory, 'contacts.d/all.yaml'),
      'accounts:\n  shop: { provider: omnisend, apiKey: "${KEY}" }\ncontacts:\n  - { email: a@example.com, firstName: A }\n',
    );
    const program = `import('./consumer.mjs').then(({ dryRun }) => dryRun(${JSON.stringify(directory)})).then((said) => console.log(JSON.stringify(said)))`;
    const said = execFileSync(process.execPath, ['-e', program], { cwd: directory, encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual(['shop/a@example.com succeeded', 'undefined', 'journal']);
  });
});

test('the program runs as installed, from validating to a plan without changes', () => {
  const { directory } = installed;
  cpSync(join(ROOT, 'contacts.d'), join(directory, 'shop/contacts.d'), { recursive: true });
  const run = (...args: readonly string[]) =>
    execFileSync(process.execPath, [join(directory, 'node_modules/.bin/rollcall'), ...args], {
      cwd: join(directory, 'shop'),
      encoding: 'utf8',
    });
  expect(run('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(run('validate')).toContain('Valid');
  run('apply', '--sandbox', '--auto-approve');
  expect(run('plan', '--sandbox')).toContain('No changes');
}, 60_000);

test('the queue says how to get the package that it needs', () => {
  const { directory } = installed;
  const { status, stderr } = spawnSync(process.execPath, [join(directory, 'node_modules/.bin/rollcall'), 'runs'], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ROLLCALL_QUEUE_URL: 'postgres://127.0.0.1:1/none' },
  });
  expect([status, stderr]).toEqual([1, expect.stringContaining('npm install pg')]);
});

/** The declarations of the package. */
function declared(): string {
  return readFileSync(join(types, 'index.d.ts'), 'utf8');
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}

describe('the declarations', () => {
  test('are one file that needs no other', () => {
    const files = readdirSync(types, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.d.ts'));
    expect(files).toEqual(['index.d.ts']);
    expect(withoutComments(declared())).not.toMatch(/^\s*import\b|\bimport\(|\bfrom\s*["']/m);
  });

  test('name no type of Node', () => {
    const found = withoutComments(declared()).match(/\b(?:Buffer|NodeJS|AbortSignal|URL)\b|["']node:[^"']+["']/g);
    expect(found).toBeNull();
  });

  test('say of every exported name what it is', () => {
    const text = declared();
    const [, list = ''] = /^export \{([^}]*)\};$/m.exec(text) ?? [];
    const exported = list.split(',').map((name) => name.trim().replace(/^type /, ''));
    expect(exported.length).toBeGreaterThan(60);
    const silent = exported.filter((name) => {
      const documented = new RegExp(`\\*/\\s+(?:declare )?(?:interface|type|function|const|class) ${name}\\b`);
      return !documented.test(text);
    });
    expect(silent).toEqual([]);
  });
});
