// Sentences for mistakes in sources (data that contacts come from), and in their rows.

import type { DataFileRefusal, SourceMistakes } from '../../../manifest/sources/mistakes.ts';
import type { Sentences, Words } from '../say.ts';
import { wordsOfParquet, wordsOfQuery } from './databases.ts';
import { didYouMean, oneOf, words } from './parts.ts';

/** Returns why a file that a manifest names with `from` cannot be used, and what to do. */
export function wordsOfRefusedFile(args: DataFileRefusal): Words {
  switch (args.why) {
    case 'missing':
      return words('There is no such file', 'The path is relative to the parent of the directory of manifests');
    case 'leaves':
      return words('This file lies outside the repository', 'Move it into the repository, beside the manifests');
    case 'not-a-file':
      return words('This is not a regular file', 'Name a file');
    case 'too-large':
      return words(`This file has ${args.megabytes} MB; the maximum is 500 MB`, 'Split it into several sources');
    case 'system':
      return words(`This file cannot be read (${args.error})`, 'Check that you may read it');
  }
}

const TYPES = {
  number: ['a number', 'Write digits, with a point before decimals: 1234.5; more than 15 digits are text'],
  boolean: ['true or false', 'Write true or false, yes or no, 1 or 0; or say with `values` what the texts mean'],
  date: ['a date', 'Write 2024-05-02, or 2024-05-02T09:00:00Z'],
} as const;

/** Map from the code of a mistake to the function that turns its arguments into a sentence and a hint. */
export const SOURCE_MISTAKES: Sentences<SourceMistakes> = {
  'invalid-source-name': ({ name }) =>
    words(
      `${name} is not a name for a source`,
      'Small letters, digits and -, beginning with a letter, at most 40 characters',
    ),
  'duplicate-source': ({ name, other }) =>
    words(
      `The source ${name} is declared twice${other === undefined ? '' : ` (also at ${other})`}`,
      'Rename one of them',
    ),
  'source-file': (args) => {
    switch (args.why) {
      case 'extension':
        return words('The format of this file is not known', `Its name must end with one of ${args.known.join(', ')}`);
      case 'empty':
        return words('This file has no rows', 'Check that the export is complete');
      case 'zip':
        return words('This file is a zip archive, as workbooks of spreadsheets are', 'Export the sheet as CSV (UTF-8)');
      case 'binary':
        return words('This file is not text', 'Export the data as CSV (UTF-8)');
      case 'encoding':
        return words(
          `This file is not text in ${args.encoding === 'utf-16' ? 'UTF-8, but in UTF-16' : args.encoding}`,
          args.encoding === 'utf-16'
            ? 'Add `encoding: utf-16le`, or save it as UTF-8'
            : 'Say with `encoding` what it is, such as windows-1252, or save it as UTF-8',
        );
      default:
        return wordsOfRefusedFile(args);
    }
  },
  'source-parquet': wordsOfParquet,
  'source-query': wordsOfQuery,
  'source-digest': ({ what, name }) =>
    what === 'other'
      ? words('The data are not those that this digest names', `Review it, then run \`rollcall sources pin ${name}\``)
      : words('This source names no digest of its data', `Run \`rollcall sources pin ${name}\`, or leave out --frozen`),
  'source-field': (args) => {
    switch (args.what) {
      case 'unknown':
        return words(
          `A contact has no field ${args.name}`,
          didYouMean(args.suggestion, 'Properties of your own are customProperties.NAME'),
        );
      case 'type':
        return words(`${args.field} has no type ${args.type}`, 'Only customProperties have types; remove this line');
      case 'split':
        return words(`${args.field} is no list`, 'Only tags, lists, autoresponders and customProperties can be split');
      case 'values':
        return words(`The members of ${args.field} have no other meaning`, 'Remove `values`, or `split`');
    }
  },
  'source-consent': ({ channel, missing }) =>
    words(
      `Consent to ${channel} has no column that tells ${missing.length === 2 ? 'where and when' : 'everything of where and when'} it was given`,
      `Map ${missing.join(' and ')}, too; a status alone subscribes nobody`,
    ),
  'source-column': (args) => {
    switch (args.why) {
      case 'unknown':
        return words(
          args.known === 0 ? `No row has a member ${args.name}` : `The file has no column ${args.name}`,
          didYouMean(args.suggestion, 'Write it as the file does, capitals and blanks included'),
        );
      case 'separator':
        return words(
          `The file has only one column, and none is ${args.name}`,
          `Its cells seem to be separated by another character: add \`delimiter: "${args.separator === '\t' ? '\\t' : args.separator}"\``,
        );
      case 'twice':
        return words(
          `The file has several columns ${args.name}`,
          'Rename one of them: which one is meant is not guessed',
        );
      case 'untold':
        return words(
          `The values of the column ${args.name} have no exact text: they are neither text, number, date, time, truth value, UUID nor a list of these`,
          'Write the column as text where the file comes from',
        );
    }
  },
  'too-many-columns': ({ columns, most }) =>
    words(`The file has ${columns} columns; the maximum is ${most}`, 'Export only the columns that are needed'),
  'duplicate-title': ({ name }) => words(`The file has several columns ${name}; none of them is read`),
  'ragged-row': ({ cells, columns }) =>
    words(
      `This row has ${cells} ${cells === 1 ? 'cell' : 'cells'}, and the header has ${columns}`,
      cells > columns
        ? 'Quote a cell that contains the delimiter'
        : 'Write the delimiters of empty cells, too; a line that was cut short is no row',
    ),
  'unclosed-cell': ({ why, most }) =>
    words(
      why === 'end'
        ? 'A quote in this row is never closed: the rest of the file would be one cell'
        : `This row is longer than ${most ?? 0} characters`,
      'Close the quote; a quote in a cell is written twice',
    ),
  'invalid-quote': ({ where }) =>
    words(
      where === 'inside'
        ? 'A cell of this row has a quote inside'
        : 'A cell of this row goes on after its closing quote',
      'Quote the whole cell, and write quotes in it twice: "the ""old"" name"',
    ),
  'cell-too-long': ({ length, most }) => words(`This row has a cell of ${length} characters; the maximum is ${most}`),
  'invalid-cell': (args) => {
    switch (args.what) {
      case 'values':
        return words(`${args.value} is none of the known texts`, oneOf(args.known));
      case 'nested':
        return words(
          'This value is a list or a mapping',
          'Only tags, lists, autoresponders and customProperties take a list',
        );
      case 'nul':
        return words('This value contains the character NUL, which no text has', 'Remove it where the data come from');
      case 'no-text':
        return words('This value has no exact text', 'Text must be UTF-8, and dates must be of the years 0 to 9999');
      default: {
        const [what, hint] = TYPES[args.what];
        return words(`${args.value} is not ${what}`, hint);
      }
    }
  },
  'looks-like-formula': ({ what, value }) =>
    what === 'formula'
      ? words(
          `${value} is a formula, which a spreadsheet would run`,
          'Export values, not formulas; what is meant literally can stand in NDJSON',
        )
      : words(`${value} is what a spreadsheet writes for a value that it could not compute`, 'Mend it in the sheet'),
  'row-not-object': () =>
    words('This is not an object', 'Write one object of JSON for each contact, in a list or one a line'),
  'row-without-key': ({ name }) =>
    words(`This row has no ${name}`, 'The key tells the rows apart; fill it in, or choose another one'),
  'duplicate-row': ({ name, other }) =>
    words(`Another row has the same ${name}${other === undefined ? '' : ` (${other})`}`, 'Remove one of them'),
  'more-mistakes': ({ listed }) =>
    words(`More rows of this file have mistakes than the ${listed} that are listed`, 'Mend the export, not the rows'),
};
