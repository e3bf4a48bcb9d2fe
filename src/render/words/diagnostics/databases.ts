// Sentences for Parquet files that cannot be read, and for queries whose rows cannot be had.

import type { ParquetRefusal } from '../../../manifest/sources/parquet/refused.ts';
import type { QueryRefusal } from '../../../manifest/sources/query-refusal.ts';
import type { PlainArguments, Words } from '../say.ts';
import { words } from './parts.ts';

/** Returns why a Parquet file cannot be read, and what to do. */
export function wordsOfParquet(args: PlainArguments<ParquetRefusal>): Words {
  switch (args.why) {
    case 'format':
      return words('This is not a Parquet file', 'Name it as what it is: .csv, .ndjson or .json');
    case 'damaged':
      return words('This Parquet file is damaged, or was cut short', 'Write or copy it again');
    case 'encrypted':
      return words('This Parquet file is encrypted', 'Write it without encryption');
    case 'unsupported':
      return words(`This Parquet file uses ${args.what}, which is not known`, 'Write it with zstd, snappy or gzip');
    case 'too-much':
      return words(`${TOO_MUCH[args.what]} ${args.megabytes} MB`, WRITE_SMALLER[args.what]);
    case 'too-many':
      return words(
        `This Parquet file has more than ${args.most} rows, or cells in one group of rows`,
        'Split it into several sources, or write smaller groups of rows',
      );
  }
}

const TOO_MUCH = {
  footer: 'The footer of this Parquet file has',
  group: 'The memory for one group of rows of this Parquet file, 500 MB, is exceeded by a page of',
  rows: 'The columns that are read of this Parquet file are text of more than 500 MB: at least',
} as const;

const WRITE_SMALLER = {
  footer: 'Write it with fewer columns or larger groups of rows; the maximum is 8 MB',
  group: 'Write smaller groups of rows',
  rows: 'Split it into several sources',
} as const;

/** Returns why the rows of a query cannot be had, and what to do. */
export function wordsOfQuery(args: PlainArguments<QueryRefusal>): Words {
  switch (args.why) {
    case 'extension':
      return words('The file of a query must be a file .sql', 'Write the query into a file: models/vip.sql');
    case 'literal':
      return words(
        'The address of a database must not stand in a manifest',
        'Put it into an environment variable, and write only that: connect: "${WAREHOUSE_URL}"',
      );
    case 'not-allowed':
      return words(
        'This query is not run without --allow-sql, because it uses the credentials of a database',
        'Review the query, then add --allow-sql',
      );
    case 'unknown-rows':
      return words(
        'The rows that this query had then are not known any more; nothing counts as removed because of them',
      );
    case 'text':
      return words('The query is not text in UTF-8, or longer than 1 MB', 'Save it as UTF-8');
    case 'statements':
      return words('This file must contain exactly one statement', 'Leave one SELECT in it');
    case 'statement':
      return words(`This statement is ${args.kind}; a query must only read`, 'Write a SELECT');
    case 'leaves':
      return words('This database lies outside the repository', 'Name it in an environment variable instead');
    case 'hidden':
      return words(
        'A query must not read what is hidden, or a directory that contains the manifests or a git repository',
        'Put the files of data into a directory of their own, and name that: connect: data',
      );
    case 'reserved':
      return words(
        'This variable belongs to rollcall, and no query is run with what is in it',
        'Name a variable of your own: connect: "${WAREHOUSE_URL}"',
      );
    case 'link':
      return words('This directory contains a link that leads out of it', 'Remove the link, or name another directory');
    case 'missing':
      return words(
        'There is no such database or directory',
        'The path is relative to the parent of the directory of manifests',
      );
    default:
      return wordsOfConnection(args as ConnectionRefusal);
  }
}

type ConnectionRefusal = Extract<
  PlainArguments<QueryRefusal>,
  {
    readonly why:
      | 'variable'
      | 'address'
      | 'host'
      | 'library'
      | 'connection'
      | 'failed'
      | 'time'
      | 'too-much'
      | 'too-many';
  }
>;

function wordsOfConnection(args: ConnectionRefusal): Words {
  switch (args.why) {
    case 'variable':
      return words(`The environment variable ${args.variable} is not set`, 'Set it to the address of the database');
    case 'address':
      return words(
        `The environment variable ${args.variable} does not contain the address of a database`,
        'Write postgres://USER:PASSWORD@HOST/DATABASE, or duckdb:PATH',
      );
    case 'host':
      return words(
        `The address in the environment variable ${args.variable} names no host`,
        'Write postgres://USER:PASSWORD@HOST/DATABASE',
      );
    case 'library':
      return words(
        `This query needs the package ${args.library}, which is not installed`,
        `Run \`npm install ${args.library}\``,
      );
    case 'connection':
      return words(`The database cannot be used (${args.error})`, 'Check its address, user and password');
    case 'failed':
      return words(`The database refuses the query: ${args.message}`);
    case 'time':
      return words(
        `The query takes longer than ${args.seconds} s`,
        'Make it cheaper, or let a job write its rows to a file',
      );
    case 'too-much':
      return words(`The rows of this query have more than ${args.megabytes} MB`, 'Select fewer rows or columns');
    case 'too-many':
      return words(`This directory contains more than ${args.most} files`, 'Name a directory with fewer files');
  }
}
