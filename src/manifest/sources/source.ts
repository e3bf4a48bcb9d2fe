// What is known of sources once they are loaded, and of entries that are left out.

import type { SourcePosition } from '../../contact/contact.ts';
import type { IdentifierKind } from '../../contact/fields.ts';
import type { SourceLimits } from './written.ts';

/** A source whose file could be read. */
export interface LoadedSource {
  readonly name: string;
  /** Path of the file as the user would type it. */
  readonly file: string;
  /** sha256 of the file. */
  readonly sha256: string;
  /** Whether the manifest names this digest. */
  readonly isPinned: boolean;
  /** Number of rows that `where` takes. */
  readonly rows: number;
  /** Number of these rows that are left out because they are invalid; absent: none. */
  readonly skipped?: number;
  readonly limits: SourceLimits;
  /** Names of the accounts that get its contacts. */
  readonly accounts: readonly string[];
  /** Where the manifest declares the source. */
  readonly source: SourcePosition;
  /** The different keys of its rows, by which a plan tells which rows are new and which are gone. */
  readonly keys: readonly string[];
}

/** An entry that is left out because it is invalid. Contacts that it may be about stay as they are at the vendor. */
export interface SkippedEntry {
  readonly source: SourcePosition;
  /** Name of the source that it comes from; absent for an entry of a manifest. */
  readonly from?: string;
  /** Codes of its mistakes. */
  readonly codes: readonly string[];
  /** Names of the accounts that the entry itself declares; absent: it has those of its file. */
  readonly accounts?: readonly string[];
  /** Normalised identifiers that the entry declares and that are valid. They tell who it is about. */
  readonly identifiers: readonly (readonly [kind: IdentifierKind, value: string])[];
  /** Present if it may be about anybody: it declares no identifier, or an invalid one. */
  readonly isAnybody?: true;
}
