// The frame of every page: text, menu, and the headings of the page. A phone has the menu below the text.

import { linkTo } from '../pages.mjs';

/** Returns the whole page. */
export function render({ path, title, pages, content }) {
  const home = linkTo('README.md', path);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(path === 'README.md' ? 'rollcall: contacts as code' : `${title} · rollcall`)}</title>
<link rel="stylesheet" href="${linkTo('style.css', path)}">
</head>
<body>
<a class="skip" href="#text">Skip to the text</a>
<header><a class="home" href="${home}">rollcall</a> <span>contacts as code</span> <a class="to-pages" href="#pages">All pages</a></header>
<div class="columns">
<main id="text">
${content}
</main>
<nav class="pages" id="pages" aria-label="Pages">
${sections(pages)
  .map((section) => menu(section, path))
  .join('\n')}
</nav>
${headings(content)}
</div>
</body>
</html>
`;
}

/** Pages that the guide's contents list, in their sections, and then those for developers. */
function sections(pages) {
  const names = [...new Set(pages.flatMap(({ section }) => section ?? []))];
  const guide = names.map((name) => ({ name, pages: pages.filter(({ section }) => section === name) }));
  const others = pages.filter(({ section, path }) => section === undefined && !path.endsWith('README.md'));
  const [decisions, more] = [others.filter(isDecision), others.filter((page) => !isDecision(page))];
  return [...guide, { name: 'Develop', pages: more }, { name: 'Decisions', pages: decisions }];
}

function isDecision({ path }) {
  return path.startsWith('docs/decisions/');
}

function menu({ name, pages }, current) {
  const items = pages.map(({ path, label }) => {
    const marked = path === current ? ' aria-current="page"' : '';
    return `<li><a href="${linkTo(path, current)}"${marked}>${escaped(label)}</a></li>`;
  });
  return `<p>${name}</p>\n<ul>\n${items.join('\n')}\n</ul>`;
}

/** The second-level headings, where there are enough of them to need a list. */
function headings(content) {
  const found = [...content.matchAll(/<h2 id="([^"]+)"[^>]*>([\s\S]*?)<\/h2>/g)];
  if (found.length < 3) return '';
  const items = found.map(([, id, text]) => `<li><a href="#${id}">${text.replaceAll(/<\/?a\b[^>]*>/g, '')}</a></li>`);
  return `<nav class="on-page" aria-label="On this page"><p>On this page</p>\n<ul>\n${items.join('\n')}\n</ul></nav>`;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('`', '');
}
