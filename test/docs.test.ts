// Pages refer to what exists: every link, every `docs/….md#heading` in code and pages, every page that a comment names; and
// docs/semantics.md knows every rule id.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsOf, brokenIn, citationsIn, type Known, linksIn, pagesInComments } from './helpers/documents.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** Written by others at the same time; to be taken out of here once they are there. */
const AWAITED = new Set<string>();

const SEMANTICS = 'docs/semantics.md';

const known: Known = {
  pageAt: (path) => (path.endsWith('.md') && existsSync(join(ROOT, path)) ? read(path) : undefined),
  exists: (path) => AWAITED.has(path) || existsSync(join(ROOT, path)),
};

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Files below a folder of the repository, relative to its root. */
function filesIn(folder: string, name: RegExp): readonly string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  const paths = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return paths.filter((path) => name.test(path)).map((path) => join(folder, path));
}

const pages = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...filesIn('docs', /\.md$/),
  'bench/README.md',
];
const sources = ['src', 'test', 'bench', 'scripts', 'schemas'].flatMap((folder) => filesIn(folder, /\.[cm]?[jt]s$/));

describe('references', () => {
  test('links of pages lead somewhere', () => {
    const links = pages.flatMap((page) => linksIn(page, read(page)));
    expect(links.length).toBeGreaterThan(60);
    expect(brokenIn(links, known)).toEqual([]);
  });

  test('pages and headings that code and pages name exist', () => {
    const citations = [...pages, ...sources].flatMap((file) => citationsIn(file, read(file)));
    expect(citations.filter(({ from, anchor }) => from.startsWith('src/') && anchor !== undefined)).not.toEqual([]);
    expect(brokenIn(citations, known)).toEqual([]);
  });

  test('comments name no page that is not in the repository', () => {
    const named = sources.flatMap((file) => pagesInComments(file, read(file)));
    expect(named.length).toBeGreaterThan(10);
    expect(brokenIn(named, known)).toEqual([]);
  });
});

describe(SEMANTICS, () => {
  const page = read(SEMANTICS);
  const index = page.slice(page.indexOf('## Index of rule ids'));
  const indexed = new Set([...index.matchAll(/`([a-z][a-z-]+)`/g)].map(([, id = '']) => id));

  test('lists every rule that a plan may name', () => {
    const rules = ruleIdsIn(JSON.parse(read('schemas/plan.schema.json')));
    expect(rules).toContain('resubscribe');
    expect(rules).toContain('undated-resubscribe');
    expect(rules).toContain('suspiciously-few');
    expect(rules.filter((rule) => !indexed.has(rule))).toEqual([]);
  });

  test('lists no id that the program does not have', () => {
    const code = filesIn('src', /\.ts$/).map(read).join('\n');
    expect(indexed.size).toBeGreaterThan(60);
    expect([...indexed].filter((id) => !code.includes(`'${id}'`))).toEqual([]);
  });
});

/** The ids of every kind of rule in the plan's schema. */
function ruleIdsIn({ definitions }: { readonly definitions: Readonly<Record<string, { readonly enum?: string[] }>> }) {
  return Object.entries(definitions).flatMap(([name, one]) => (/Rule$|Reason$/.test(name) ? (one.enum ?? []) : []));
}

test.each([
  ['docs/guide/rules.md', 'the rule catalogue', 'write-rules-guide'],
  ['docs/guide/manifests.md', 'the schema', 'write-manifest-guide'],
])('%s is as %s has it', (_page, _source, script) => {
  expect(() => execFileSync('node', [`scripts/${script}.mjs`, '--check'], { cwd: ROOT })).not.toThrow();
});

describe('docs/guide/security.md', () => {
  const page = read('docs/guide/security.md');
  const rows = page.split('\n').filter((line) => /^\| (?!cannot|---)/.test(line));

  test('names a test, or review, in every row', () => {
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.filter((row) => !/\.test\.ts\)|\*review\*/.test(row))).toEqual([]);
  });

  test('names tests by their files', () => {
    const named = linksIn('docs/guide/security.md', page).filter(({ path }) => path.startsWith('test/'));
    expect(named.length).toBeGreaterThan(50);
    expect(brokenIn(named, known)).toEqual([]);
    expect(named.filter(({ path }) => !path.endsWith('.test.ts'))).toEqual([]);
  });
});

describe('the checks themselves', () => {
  // Not written as one word, or the checks above would take it for a reference.
  const folder = 'docs';
  const tree = new Map([
    [
      `${folder}/rules.md`,
      '# Rules\n\n## One `rule`, and [another](x.md)\n\n```md\n## No heading\n```\n\n## Twice\n\n## Twice\n',
    ],
    ['README.md', '# Readme\n'],
  ]);
  const fake: Known = { pageAt: (path) => tree.get(path), exists: (path) => tree.has(path) || path === folder };

  test('anchors are those of GitHub', () => {
    expect([...anchorsOf(tree.get(`${folder}/rules.md`) ?? '')]).toEqual([
      'rules',
      'one-rule-and-another',
      'twice',
      'twice-1',
    ]);
    expect([...anchorsOf('### `a_b`: 1 ÷ 2 – Ünïcode\n')]).toEqual(['a_b-1--2--ünïcode']);
  });

  test('a link to a page or heading that is not there is found', () => {
    const text = `[a](${folder}/rules.md#twice-1) [b](${folder}/gone.md) [c](${folder}/rules.md#no-heading)
[d](https://x.y/z.md) \`[e](f.md)\` [g](#readme) [h](${folder})`;
    expect(brokenIn(linksIn('README.md', text), fake)).toEqual([
      `README.md: ${folder}/gone.md: there is no ${folder}/gone.md`,
      `README.md: ${folder}/rules.md#no-heading: ${folder}/rules.md has no heading #no-heading`,
    ]);
    expect(brokenIn(linksIn(`${folder}/rules.md`, '[a](../README.md) [b](README.md)'), fake)).toHaveLength(1);
  });

  test('a citation in code of a page or heading that is not there is found', () => {
    const source = `// (${folder}/rules.md#twice), ${folder}/rules.md#thrice; ${folder}/gone.md.\n// rules.md, section 5\n`;
    expect(brokenIn(citationsIn('src/a.ts', source), fake).map((line) => line.split(': ')[1])).toEqual([
      `${folder}/rules.md#thrice`,
      `${folder}/gone.md`,
    ]);
    expect(brokenIn(pagesInComments('src/a.ts', source), fake).map((line) => line.split(': ')[1])).toEqual([
      `${folder}/gone.md`,
      'rules.md',
    ]);
  });
});
