// What the site is made of: which pages, under which addresses, and in which order they are listed.

import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const CONTENTS = 'docs/guide/README.md';

/** Files that pages show or link, and where they go: source below the repository, target below the site. */
export const ASSETS = [
  ['scripts/site/style.css', 'style.css'],
  ['docs/plan.svg', 'docs/plan.svg'],
  ...(await readdir(join(ROOT, 'schemas'))).map((name) => [`schemas/${name}`, `schemas/${name}`]),
];

/**
 * Returns all pages.
 *
 * @returns for each its path in the repository, its Markdown, its title, and the section of the contents that lists it; first those of the
 *   guide in the order of its table of contents, then the others
 */
export async function pages() {
  const docs = (await readdir(join(ROOT, 'docs'), { recursive: true }))
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
  const listed = contents(await read(CONTENTS));
  const others = [
    'README.md',
    'SECURITY.md',
    'CONTRIBUTING.md',
    'bench/README.md',
    ...docs.filter(isPage).map((name) => `docs/${name}`),
  ];
  const paths = new Set([...listed.map(({ path }) => path), ...others]);
  return Promise.all(
    [...paths].map(async (path) => {
      const text = await read(path);
      const entry = listed.find((one) => one.path === path);
      return { path, text, title: titleOf(text), section: entry?.section, label: entry?.label ?? titleOf(text) };
    }),
  );
}

/** Returns the address of a page or asset below the site: every README is the index of its folder. */
export function urlOf(path) {
  return path.replace(/(^|\/)README\.md$/, '$1index.html').replace(/\.md$/, '.html');
}

/** Returns the relative address of a page or asset for a link in another page. Such links work from the disk, too. */
export function linkTo(path, from) {
  return posix.relative(posix.dirname(urlOf(from)), urlOf(path));
}

function isPage(name) {
  return name.endsWith('.md');
}

function read(path) {
  return readFile(join(ROOT, path), 'utf8');
}

function titleOf(text) {
  return /^# (.*)$/m.exec(text)?.[1] ?? 'rollcall';
}

/** The links of the guide's table of contents; a row with a bold cell begins a section. */
function contents(text) {
  let section = '';
  return text.split('\n').flatMap((row) => {
    section = /^\| \*\*(.+)\*\* \|/.exec(row)?.[1] ?? section;
    const [, cell = ''] = row.split('|');
    return [...cell.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, label, to]) => ({
      path: posix.join(posix.dirname(CONTENTS), to),
      label: label[0].toUpperCase() + label.slice(1),
      section,
    }));
  });
}
