// The error for a query whose rows cannot be had, and what bounds a query.

import type { QueryRefusal } from '../../../manifest/sources/query-refusal.ts';

/** What bounds a query. */
export interface QueryLimits {
  readonly seconds: number;
  /** Size of the rows. */
  readonly bytes: number;
}

/** Thrown while rows are fetched. */
export class QueryError extends Error {
  /** Why the rows cannot be had. */
  readonly refusal: QueryRefusal;
  /** Offset of the mistake in the query; undefined if the mistake has no place there. */
  readonly offset: number | undefined;

  constructor(refusal: QueryRefusal, offset?: number) {
    super(refusal.why);
    this.refusal = refusal;
    this.offset = offset;
  }
}

/** The error for rows that are larger than allowed. */
export function tooMuch({ bytes }: QueryLimits): QueryError {
  return new QueryError({ why: 'too-much', megabytes: Math.ceil(bytes / 1024 / 1024) });
}

/**
 * Imports a library that the user installs only if it is needed.
 *
 * @param load imports it
 * @param library its name
 * @throws QueryError `library` if it is not installed
 */
export async function optional<Library>(load: () => Promise<Library>, library: string): Promise<Library> {
  try {
    return await load();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    throw isMissing ? new QueryError({ why: 'library', library }) : error;
  }
}
