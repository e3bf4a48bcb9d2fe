// The house: data flows one way, imports point one way, and every library has one owner. Each rule is asked of the real tree, and
// of a tree in which it is broken: a rule that cannot fail keeps nothing.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  borrowedLibraries,
  findCycle,
  impure,
  innerImports,
  loud,
  misplaced,
  secondHintedErrors,
  type Tree,
  vendorCodeInEngine,
  vendorNames,
  wrongImports,
} from './helpers/architecture.ts';

const SRC = resolve(import.meta.dirname, '../src');

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const TREE: Tree = new Map(files.map((file) => [file.replaceAll('\\', '/'), readFileSync(join(SRC, file), 'utf8')]));

/** The real tree with one more file, or another text in the place of one. */
function withFile(file: string, text: string): Tree {
  return new Map([...TREE, [file, text]]);
}

test('the imports are found', () => {
  expect(innerImports(TREE).length).toBeGreaterThan(1000);
  expect(innerImports(TREE).filter(({ to }) => !TREE.has(to) && !to.endsWith('.json'))).toEqual([]);
});

interface Rule {
  readonly name: string;
  readonly broken: (tree: Tree) => readonly unknown[] | undefined;
  readonly mistakes: readonly (readonly [what: string, tree: Tree])[];
}

const WRONG_IMPORT = "import { x } from '../plan/build.ts';\n";

const RULES: readonly Rule[] = [
  {
    name: 'every file is in a room, and no folder holds more than eighteen',
    broken: (tree) => misplaced(tree),
    mistakes: [
      ['a use case in the root of src', withFile('make-plan.ts', '')],
      ['a room that is not in the list', withFile('helpers/x.ts', '')],
      ['a crowd', new Map([...TREE, ...Array.from({ length: 19 }, (_, n) => [`base/x${n}.ts`, ''] as const)])],
    ],
  },
  {
    name: 'imports point to rooms that stand before',
    broken: (tree) => wrongImports(tree),
    mistakes: [
      ['a base that plans', withFile('base/x.ts', WRONG_IMPORT)],
      ['a manifest that asks git', withFile('manifest/x.ts', "import { askGit } from '../base/git.ts';\n")],
      ['an action that runs a command', withFile('action/x.ts', "import { main } from '../cli/main.ts';\n")],
      ['a renderer that runs a workflow', withFile('render/x.ts', "import { x } from '../workflows/plan.ts';\n")],
      ['a sandbox that knows a provider', withFile('sandbox/x.ts', "import { x } from '../providers/answers.ts';\n")],
      ['an engine that knows the sandbox', withFile('apply/x.ts', "import { x } from '../sandbox/index.ts';\n")],
      ['a room that imports the public API', withFile('workflows/x.ts', "import { x } from '../index.ts';\n")],
      ['an import on demand', withFile('store/x.ts', "await import('../cli/main.ts');\n")],
    ],
  },
  {
    name: 'there is no import cycle',
    broken: (tree) => findCycle(tree),
    mistakes: [
      [
        'two files of one room',
        new Map([...TREE, ['plan/x.ts', "import './y.ts';\n"], ['plan/y.ts', "export { x } from './x.ts';\n"]]),
      ],
    ],
  },
  {
    name: 'every library has one owner',
    broken: (tree) => borrowedLibraries(tree),
    mistakes: [
      ['a renderer that sends', withFile('render/x.ts', "import { request } from 'undici';\n")],
      ['a second module that starts programs', withFile('cli/x.ts', "import { spawn } from 'node:child_process';\n")],
      ['the same without node:', withFile('base/x.ts', "import { exec } from 'child_process';\n")],
      ['a library that nobody owns', withFile('cli/x.ts', "import chalk from 'chalk';\n")],
    ],
  },
  {
    name: 'the engine takes from providers only the contract and the capability data',
    broken: (tree) => vendorCodeInEngine(tree),
    mistakes: [['a plan that decodes', withFile('plan/x.ts', "import { x } from '../providers/loops/codec.ts';\n")]],
  },
  {
    name: 'no vendor is named outside its own folder',
    broken: (tree) => vendorNames(tree),
    mistakes: [
      ['a special case', withFile('plan/x.ts', "if (provider === 'envoke') return;\n")],
      ['a list of them in a command', withFile('cli/x.ts', "const vendors = ['omnisend', 'loops'];\n")],
      ['a path that redaction knows', withFile('render/redact/x.ts', "const words = ['envoke'];\n")],
      ['an example', withFile('manifest/schema/x.ts', "reference('OMNISEND_API_KEY');\n")],
      ['a comment', withFile('http/x.ts', '// As Loops wants it.\n')],
      ['one vendor who knows another', withFile('providers/loops/x.ts', "import { x } from '../envoke/api.ts';\n")],
      ['a file beside the table', withFile('providers/x.ts', "import { x } from './envoke/api.ts';\n")],
    ],
  },
  {
    name: 'the middle is pure: no file, network, clock, environment or console',
    broken: (tree) => impure(tree),
    mistakes: [
      ['a plan that looks at the clock', withFile('plan/x.ts', 'const now = Date.now();\n')],
      ['a decision of the action that reads a file', withFile('action/x.ts', "import { rm } from 'node:fs';\n")],
    ],
  },
  {
    name: 'one error carries a hint',
    broken: (tree) => secondHintedErrors(tree),
    mistakes: [
      ['another that is alike', withFile('plan/x.ts', 'class XError extends Error {\n  readonly hint: string;\n}\n')],
      ['a subclass', withFile('base/x.ts', 'export class XError extends HintedError {}\n')],
    ],
  },
  {
    name: 'only the command line prints and exits',
    broken: (tree) => loud(tree),
    mistakes: [['a workflow that exits', withFile('workflows/x.ts', 'process.exit(1);\n')]],
  },
];

describe.each(RULES)('$name', ({ broken, mistakes }) => {
  test('in src', () => {
    expect(broken(TREE) ?? []).toEqual([]);
  });

  test.each(mistakes)('%s is found', (_, tree) => {
    expect(broken(tree) ?? []).not.toEqual([]);
  });
});
