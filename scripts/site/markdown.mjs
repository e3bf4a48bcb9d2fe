// How Markdown becomes HTML: headings that can be linked as on GitHub, links between pages, and tables and blocks of code that scroll
// by themselves, with the keyboard, too.

import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import GithubSlugger from 'github-slugger';
import hljs from 'highlight.js/lib/common';
import { ASSETS, linkTo } from './pages.mjs';

/** Where the repository can be read; undefined as long as it is nowhere (package.json names no owner). */
const { homepage } = JSON.parse(readFileSync('package.json', 'utf8'));
const REPOSITORY = homepage.includes('/OWNER/') ? undefined : homepage.replace(/#.*$/, '');

/** Changes a markdown-it instance; `pages` are those of the site. */
export function asMarkdown(markdown, pages) {
  markdown.set({ html: true, highlight: coloured });
  const targets = new Set([...pages.map(({ path }) => path), ...ASSETS.map(([, to]) => to)]);
  markdown.core.ruler.push('rollcall', ({ tokens, env }) => {
    const slugger = new GithubSlugger();
    tokens.forEach((token, index) => {
      const inline = tokens[index + 1];
      if (token.type === 'heading_open') token.attrSet('id', slugger.slug(textOf(inline)));
      if (token.type === 'th_open' && inline.content === '') emptyHead(token, tokens[index + 2]);
      if (token.type === 'html_block') token.content = token.content.replaceAll(/<!--[\s\S]*?-->\n?/g, '');
      if (token.type === 'inline') links(token.children, env.path, targets);
    });
    tokens
      .filter(({ type }) => type === 'table_open')
      .forEach((table, index) => {
        table.meta = { number: index + 1 };
      });
    withoutEmptyHeads(tokens);
  });
  markdown.renderer.rules.table_open = (tokens, index) =>
    `<div class="table" tabindex="0" role="region" aria-label="Table ${tokens[index].meta.number}"><table>\n`;
  markdown.renderer.rules.table_close = () => '</table></div>\n';
  const fence = markdown.renderer.rules.fence;
  markdown.renderer.rules.fence = (...args) => fence(...args).replace('<pre>', '<pre tabindex="0">');
}

/** The text of an inline token as a reader sees it. */
function textOf(inline) {
  return inline.children.map(({ content }) => content).join('');
}

function coloured(text, language) {
  return hljs.getLanguage(language) === undefined ? '' : hljs.highlight(text, { language }).value;
}

/** Makes an empty heading cell an ordinary one: it is no heading of anything. */
function emptyHead(open, close) {
  open.tag = 'td';
  close.tag = 'td';
}

/** Removes the heads of tables of which every cell is empty: Markdown has no tables without one. */
function withoutEmptyHeads(tokens) {
  for (let start = tokens.length - 1; start >= 0; start -= 1) {
    if (tokens[start].type !== 'thead_open') continue;
    const end = tokens.findIndex(({ type }, index) => index > start && type === 'thead_close');
    const head = tokens.slice(start, end + 1);
    if (head.every(({ type, content }) => type !== 'inline' || content === '')) tokens.splice(start, head.length);
  }
}

/** Turns links to files of the repository into links of the site, of the public repository, or into text where it is not public. */
function links(children, from, targets) {
  let dropped = false;
  children.forEach((token) => {
    if (token.type === 'link_close' && dropped) {
      token.hidden = true;
      dropped = false;
    }
    if (token.type !== 'link_open') return;
    const [, written, anchor] = /^([^#]*)(#.*)?$/.exec(token.attrGet('href'));
    if (written === '' || /^\w+:/.test(written)) return;
    const path = posix.normalize(posix.join(posix.dirname(from), written)).replace(/\/$/, '');
    if (!existsSync(path)) throw new Error(`${from} links ${path}, which does not exist`);
    if (targets.has(path)) token.attrSet('href', `${linkTo(path, from)}${anchor ?? ''}`);
    else if (REPOSITORY !== undefined) token.attrSet('href', `${REPOSITORY}/blob/main/${path}${anchor ?? ''}`);
    else {
      dropped = true;
      token.hidden = true;
    }
  });
}
