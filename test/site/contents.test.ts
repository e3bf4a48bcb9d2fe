// The site that `npm run docs` writes: all pages, every link, what a page loads and how large it is. Starts Eleventy.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../guide/blocks.ts';

const MAX_BYTES = 200_000;
const folder = mkdtempSync(join(tmpdir(), 'rollcall-site-'));
let pages: ReadonlyMap<string, string>;

beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, 'scripts/write-site.mjs'), folder], { cwd: ROOT });
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
  pages = new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Values of an attribute in a page. */
function valuesOf(attribute: 'href' | 'src', html: string): readonly string[] {
  const text = html.replaceAll(/<pre\b[\s\S]*?<\/pre>/g, '');
  return [...text.matchAll(new RegExp(` ${attribute}="([^"]*)"`, 'g'))].map(([, value = '']) => value);
}

function isOutside(link: string): boolean {
  return /^https?:/.test(link);
}

describe('the site', () => {
  test('has every page of the guide, and what the guide refers to', () => {
    const guide = readdirSync(join(ROOT, 'docs/guide')).map((name) =>
      join('docs/guide', name.replace('README', 'index').replace(/md$/, 'html')),
    );
    expect([...pages.keys()]).toEqual(
      expect.arrayContaining([...guide, 'index.html', 'SECURITY.html', 'docs/semantics.html']),
    );
  });

  test('lists every page of the guide in every menu', () => {
    const guide = [...pages.keys()].filter((name) => name.startsWith('docs/guide/') && !name.endsWith('index.html'));
    for (const [name, html] of pages) {
      const [menu = ''] = /<nav class="pages"[\s\S]*?<\/nav>/.exec(html) ?? [];
      const linked = valuesOf('href', menu).map((link) => join(dirname(name), link));
      expect([name, guide.filter((page) => !linked.includes(page))]).toEqual([name, []]);
    }
  });

  test('links only what exists, relative to the page, so that it works from the disk', () => {
    let links = 0;
    const broken = [...pages].flatMap(([name, html]) =>
      valuesOf('href', html)
        .filter((link) => {
          if (isOutside(link)) return false;
          links += 1;
          const [path = '', anchor] = link.split('#');
          const target = path === '' ? name : join(dirname(name), path);
          const page = pages.get(target);
          if (anchor !== undefined && page !== undefined) return !page.includes(` id="${anchor}"`);
          return page === undefined && statSync(join(folder, target), { throwIfNoEntry: false })?.isFile() !== true;
        })
        .map((link) => `${name}: ${link}`),
    );
    expect(broken).toEqual([]);
    expect(links).toBeGreaterThan(1000);
  });

  test('loads nothing from elsewhere, runs nothing, and has at most 200 kB a page with all it loads', async ({
    annotate,
  }) => {
    const sizes = [...pages].map(([name, html]) => {
      const styles = [...html.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, file = '']) => file);
      const loaded = [...styles, ...valuesOf('src', html)];
      expect([name, loaded.filter(isOutside), html.includes('<script')]).toEqual([name, [], false]);
      const files = loaded.map((file) => statSync(join(folder, dirname(name), file)).size);
      return { name, size: files.reduce((sum, size) => sum + size, Buffer.byteLength(html)) };
    });
    const [largest] = sizes.toSorted((one, other) => other.size - one.size);
    await annotate(`the largest page is ${largest?.name} with ${largest?.size} bytes`);
    expect(sizes.filter(({ size }) => size > MAX_BYTES)).toEqual([]);
  });

  test('shows code as it is written in the page, and no remarks', () => {
    const html = pages.get('docs/guide/ci.html') ?? '';
    expect(html.replaceAll(/<[^>]*>/g, '')).toContain('${{ secrets.OMNISEND_API_KEY }}');
    expect([...pages].filter(([, page]) => page.includes('<!--')).map(([name]) => name)).toEqual([]);
  });
});

test('git ignores the folder it is written to', () => {
  const ignored = execFileSync('git', ['check-ignore', 'site/index.html'], { cwd: ROOT, encoding: 'utf8' });
  expect(ignored.trim()).toBe(relative(ROOT, join(ROOT, 'site/index.html')));
});
