// The error for a Parquet file that cannot be read, or must not be.

/** Why a file is not read. */
export type ParquetRefusal =
  /** `format`: it is no Parquet file. `damaged`: it is one that is cut short or contradicts itself. `encrypted`: it is encrypted. */
  | { readonly why: 'format' | 'damaged' | 'encrypted' }
  /** A compression or encoding that is not known. */
  | { readonly why: 'unsupported'; readonly what: string }
  /** It would take too much memory: bytes of its footer, bytes of a group of rows, values of such a group, or bytes of all rows. */
  | { readonly why: 'too-much'; readonly what: 'footer' | 'group' | 'rows'; readonly megabytes: number }
  | { readonly why: 'too-many'; readonly most: number };

/** Thrown while a Parquet file is read. */
export class ParquetError extends Error {
  /** Why the file is not read. */
  readonly refusal: ParquetRefusal;

  constructor(refusal: ParquetRefusal) {
    super(refusal.why);
    this.refusal = refusal;
  }
}

/** The error for a file that is cut short or contradicts itself. */
export function damaged(): ParquetError {
  return new ParquetError({ why: 'damaged' });
}
