// Writes the list of docs/guide/api.md, between its marks: what src/index.ts exports, and the first sentence of each docstring. With
// --check it writes nothing, and exits with 1 if the page is not as the code has it.

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGE = join(ROOT, 'docs/guide/api.md');
const INDEX = join(ROOT, 'src/index.ts');

const written = readFileSync(PAGE, 'utf8');
const page = written.replace(
  /(?<=<!-- exports -->\n)[\s\S]*(?=<!-- \/exports -->)/,
  () => `\n${groupsIn(readFileSync(INDEX, 'utf8')).map(section).join('\n')}\n`,
);
if (page !== written) {
  if (process.argv.includes('--check')) {
    console.error('docs/guide/api.md is not as src/index.ts has it: run npm run docs');
    process.exitCode = 1;
  } else writeFileSync(PAGE, page);
}

/** The exports in their groups, each below its comment; the first comment is that of the file. */
function groupsIn(index) {
  const parts = index.split(/^\/\/ /m).slice(1);
  return parts.flatMap((part) => {
    const title = part.slice(0, part.indexOf('\n')).replace(/\.$/, '');
    const exports = [...part.matchAll(/^export (type )?\{([^}]*)\} from '([^']+)';/gm)].flatMap(
      ([, type, names, file]) =>
        namesIn(names).map(({ name, isType }) =>
          describe(name, type !== undefined || isType, join(dirname(INDEX), file)),
        ),
    );
    return exports.length === 0 ? [] : [{ title, exports }];
  });
}

function namesIn(list) {
  const names = list.split(',').map((name) => name.trim());
  return names
    .filter((name) => name !== '')
    .map((name) => ({ name: name.replace(/^type /, ''), isType: name.startsWith('type ') }));
}

/** @throws Error if the export has no docstring */
function describe(name, isType, file) {
  const declared = new RegExp(
    `/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s+export (?:async )?(?:interface|type|function\\*?|const|class) ${name}\\b`,
  );
  const anywhere = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s+export (?:async )?function\\* ${name}\\b`);
  const text = readFileSync(file, 'utf8');
  const [, docstring] = declared.exec(text) ?? anywhere.exec(text) ?? [];
  if (docstring === undefined) throw new Error(`${name} has no docstring in ${file}`);
  return { name, isType, means: firstSentence(docstring) };
}

function firstSentence(docstring) {
  const lines = docstring.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trim());
  const tag = lines.findIndex((line) => line.startsWith('@'));
  const prose = lines
    .slice(0, tag === -1 ? undefined : tag)
    .join(' ')
    .trim();
  return /^.*?[.](?= [A-Z`]|$)/.exec(prose)?.[0] ?? prose;
}

function section({ title, exports }) {
  const rows = exports
    .toSorted((a, b) => Number(a.isType) - Number(b.isType))
    .map(
      ({ name, isType, means }) => `| \`${name}\` | ${isType ? 'type' : 'value'} | ${means.replaceAll('|', '\\|')} |`,
    );
  return [`### ${title}`, '', '| name | | |', '|---|---|---|', ...rows, ''].join('\n');
}
