import type { Json } from '../../../contact/canonical.ts';

/** A row of the file, as the contact that it declares. `line` and `column`: position of the row, counted from 1. */
export interface PreviewedRow {
  readonly line: number;
  readonly column: number;
  /** The contact as it would be written under `contacts` in a manifest. */
  readonly entry: Json;
}

/** What a preview of a source shows. */
export interface ShownPreview {
  readonly name: string;
  /** Path of the file as the user would type it. */
  readonly file: string;
  readonly sha256: string;
  /** Whether the manifest names this digest. */
  readonly pinned: boolean;
  readonly accounts: readonly string[];
  readonly key: readonly string[];
  readonly columns: readonly { readonly field: string; readonly column: string; readonly type: string }[];
  /** Columns that are not read. */
  readonly ignored: readonly string[];
  /** Number of rows that the `where` of the source selects. */
  readonly rows: number;
  readonly sample: readonly PreviewedRow[];
}
