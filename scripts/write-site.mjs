// Writes the site: README, guide and the other pages of the repository as HTML below `site`, for a browser that opens site/index.html
// from the disk, or for any web server. `npm run docs` runs it; the folder is not committed.

import { cp, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Eleventy from '@11ty/eleventy';
import { ROOT } from './bundling.mjs';
import { asMarkdown } from './site/markdown.mjs';
import { ASSETS, pages, urlOf } from './site/pages.mjs';

const SITE = process.argv[2] ?? join(ROOT, 'site');
/** Eleventy's own input: the layout. Every page is given to it as text. */
const INPUT = 'scripts/site';

await rm(SITE, { recursive: true, force: true });
process.chdir(ROOT);
const known = await pages();
const eleventy = new Eleventy(INPUT, SITE, {
  quietMode: true,
  config(config) {
    config.setUseGitIgnore(false);
    config.ignores.add(`${INPUT}/*.mjs`);
    config.amendLibrary('md', (markdown) => asMarkdown(markdown, known));
    for (const page of known) {
      const data = { ...page, pages: known, layout: 'page.11ty.mjs', permalink: urlOf(page.path) };
      // Markdown alone: what a workflow has in braces is no template.
      config.addTemplate(page.path, page.text, { ...data, templateEngineOverride: 'md' });
    }
  },
});
await eleventy.write();
for (const [from, to] of ASSETS) {
  await mkdir(dirname(join(SITE, to)), { recursive: true });
  await cp(join(ROOT, from), join(SITE, to));
}
