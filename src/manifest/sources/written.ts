// Types of a source as it is written in a manifest, after schema validation.

/** What the cells of a column hold. */
export const COLUMN_TYPES = ['text', 'number', 'boolean', 'date'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** Encodings of files. */
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1250', 'windows-1252', 'iso-8859-15'] as const;

type Blank = 'unmanaged' | 'remove';

/** The column of one field, and how its cells are read. */
export interface WrittenColumn {
  readonly column: string;
  readonly type?: ColumnType;
  readonly split?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly blank?: Blank;
}

/** Limits on the rows of a source: a plan with a source that breaks one is refused. */
export interface SourceLimits {
  readonly minRows?: number;
  readonly maxShrinkPercent?: number;
  readonly maxInvalidPercent?: number;
}

/** A query of a database, as written under `from`. */
export interface WrittenQuery {
  /** Path of the file with the query, as of a data file. */
  readonly sql: string;
  /** The variable that holds the address of the database, as `${NAME}`; or the path of a database file or a directory. */
  readonly connect: string;
}

/** One source, as written under `sources`. */
export interface WrittenSource {
  readonly from: string | WrittenQuery;
  readonly delimiter?: string;
  readonly encoding?: (typeof ENCODINGS)[number];
  readonly accounts?: readonly string[];
  readonly key: string | readonly string[];
  readonly fields: Readonly<Record<string, string | WrittenColumn>>;
  readonly where?: Readonly<Record<string, string | readonly string[]>>;
  readonly blank?: Blank;
  readonly sha256?: string;
  readonly invalid?: 'stop' | 'skip';
  readonly limits?: SourceLimits;
}
