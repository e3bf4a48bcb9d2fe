// Sentences for files that cannot be read and for mistakes in their syntax.

import type { JsonMistake, SyntaxMistakes } from '../../../manifest/mistake.ts';
import type { Sentences, Words } from '../say.ts';
import { always, words } from './parts.ts';

const UNSUPPORTED_TAG = 'Remove the tag';
const FORMATS = '.yaml, .yml, .json, .ndjson or .jsonl';

/** Map from the code of a mistake to the function that turns its arguments into a sentence and a hint. */
export const SYNTAX_MISTAKES: Sentences<SyntaxMistakes> = {
  'no-manifests': ({ commit }) =>
    commit === undefined
      ? words(
          'No contacts are declared: there is no manifest in this directory',
          `Add a ${FORMATS} file, or name another directory with --dir`,
        )
      : words(`There is no manifest at ${commit}: nothing counts as removed`),
  'no-contacts': always(
    'No contacts are declared: no manifest in this directory has any',
    'Add contacts, or name another directory with --dir',
  ),
  'file-ignored': ({ commit }) =>
    commit === undefined
      ? words(
          'This file is not read, because its name is not that of a manifest',
          `Rename it to end in ${FORMATS} if it holds contacts, or name it under \`sources:\`; otherwise move it out of the directory`,
        )
      : words(`This file is not read at ${commit}: what it holds is not part of the base`),
  'personal-file-name': ({ what }) =>
    words(
      `The path of this file holds ${what === 'email' ? 'an email address' : 'a phone number'}, and paths are shown even where personal data is masked`,
      'Rename the file or the directory',
    ),
  'unreadable-file': (args) =>
    args.why === 'not-a-file'
      ? words('This is not a regular file')
      : words(`This file cannot be read (${args.error})`, 'Check the link or the permissions'),
  'file-too-large': ({ what, megabytes }) =>
    what === 'whole'
      ? words(`This file has ${megabytes} MB, which is too large for one manifest`, 'Split it into several files')
      : words(
          `This file has ${megabytes} MB, and the syntax here is supported only in files of up to 16 MB`,
          'Correct the syntax if it is a mistake; otherwise use simpler syntax (one value per line, no anchors, no block scalars), or split the file',
        ),
  'link-leaves': always(
    'This link leads out of the repository, so it is not followed',
    'Copy its target into the directory, or link to a file of this repository',
  ),
  'link-not-followed': always('This link is not followed in a commit, so its target is not part of the base'),
  'submodule-not-followed': always('This submodule is not followed in a commit, so its files are not part of the base'),
  'not-text': ({ encoding }) =>
    encoding === undefined
      ? words(
          'This file is not UTF-8 text',
          'Save it as UTF-8, or move it out of the directory if it is not a manifest',
        )
      : words(
          `This file is ${encoding} text, as Windows PowerShell writes it`,
          'Save it as UTF-8: in PowerShell, `Get-Content FILE | Set-Content -Encoding utf8 NEW`',
        ),
  'empty-file': always('This file declares nothing'),
  'invalid-key': always('A key must be a single word or a quoted string'),
  'duplicate-key': ({ name }) => words(`${name} appears twice in this mapping`, 'Keep one of the two'),
  'empty-value': ({ name }) =>
    name === undefined
      ? words('A value is missing here', 'Write a value, or remove the line')
      : words(
          `${name} has no value`,
          'Write a value, write null to remove the live value, or leave the key out to leave it alone',
        ),
  'unknown-alias': ({ why, name }) =>
    words(
      why === 'no-anchor' ? `There is no anchor &${name} before this alias` : `The alias *${name} contains itself`,
      'Write the value itself',
    ),
  'alias-limit': ({ most }) =>
    words(
      `The aliases of this file expand to more than ${most} values`,
      'Write the values themselves, or put them in defaults',
    ),
  'ambiguous-number': ({ source, read, number }) =>
    words(
      `${source} would be read as the number ${read}`,
      `Write "${source}" for the text${number === undefined ? '' : `, or ${number} for the number`}`,
    ),
  'ambiguous-null': ({ source }) =>
    words(`${source} can be read as a text or as null`, `Write "${source}" for the text, or null to remove the value`),
  'unsupported-tag': ({ said }) => words(said ?? 'A manifest cannot contain values with this tag', UNSUPPORTED_TAG),
  'yaml-version': always('Manifests are YAML 1.2', 'Remove the %YAML line'),
  'multiple-documents': always(
    'A manifest can contain only one YAML document',
    'Move the text after --- to a file of its own',
  ),
  'tab-indentation': always('YAML cannot be indented with tabs', 'Indent with spaces'),
  'unclosed-quote': ({ said }) =>
    words(said, 'Close the quote at the end of the text; further lines of the text must be indented'),
  'bad-indentation': ({ said }) =>
    words(said, 'Align this line with its neighbours, and close every bracket and quote'),
  'yaml-syntax': ({ said, quoting }) =>
    words(said, quoting === undefined ? '' : 'Put quotes around it if it is a text'),
  'too-deep': ({ what }) =>
    words(
      what === 'file' ? 'This file is nested too deeply' : 'The brackets of this file are nested too deeply',
      'Close every bracket, or use fewer levels',
    ),
  'lone-carriage-return': always(
    'A carriage return without a line feed is not a line break in a manifest',
    'Save the file with LF or CRLF line endings; within a text, write "\\r"',
  ),
  'json-syntax': (args) => {
    switch (args.what) {
      case 'bracket':
        return words(`${args.found} cannot close ${args.opening}`, `Write ${args.closing} here, or before this`);
      case 'comma':
        return words(
          'A comma is missing before this',
          `Write a comma between two elements, or ${args.closing} at the end`,
        );
      default:
        return JSON_MISTAKES[args.what];
    }
  },
};

const JSON_MISTAKES: Readonly<Record<JsonMistake, Words>> = {
  key: words('A key in double quotes is expected here', 'Write each key as "name"'),
  value: words(
    'A value is expected here',
    'Write a string in double quotes, a number, true, false, null, a list or an object',
  ),
  number: words(
    'This is not a number in JSON',
    'Put it in double quotes if it is a text, such as a postal code or a phone number',
  ),
  unquoted: words('A string must be in double quotes', 'Without quotes, JSON has numbers, true, false and null'),
  colon: words('A colon must follow the key', 'Write "name": value'),
  'end-of-value': words(
    'The JSON value ends before this',
    'Remove the text from here on, or an extra bracket before it; an .ndjson file has one contact per line',
  ),
  'control-character': words(
    'A JSON string cannot contain a control character',
    'Write a tab as \\t, and any other as \\u and four hexadecimal digits',
  ),
  'unclosed-string': words(
    'This string is not closed on its line',
    'Close it with ", and write a line break within it as \\n',
  ),
  escape: words(
    'JSON has no such escape',
    'Write \\\\ for a backslash, and \\u with four hexadecimal digits for a character',
  ),
  'cut-short': words('The text ends before its JSON is complete', 'Close every ", { and ['),
  comment: words('JSON has no comments', 'Remove it; a .yaml file may have comments'),
  'single-quote': words('JSON has no single quotes', 'Write "…" instead'),
  anchor: words('JSON has no anchors, aliases or tags', 'Write the value itself; a .yaml file may have them'),
  invisible: words('JSON does not allow the invisible character here', 'Replace it with a space'),
  'comma-first': words('There is nothing before this comma', 'Remove the comma'),
  'comma-last': words('There is nothing after this comma', 'Remove the comma: JSON allows none after the last element'),
};
