// The mistakes of sources and of their rows: codes and their argument types. render/words/diagnostics composes the sentences.

import type { Personal } from '../../contact/argument.ts';
import type { ParquetRefusal } from './parquet/refused.ts';
import type { QueryRefusal } from './query-refusal.ts';
import type { ColumnType } from './written.ts';

type Given = Personal<'name'>;

/** Why a file cannot be used. */
export type DataFileRefusal =
  | { readonly why: 'missing' | 'leaves' | 'not-a-file' }
  | { readonly why: 'too-large'; readonly megabytes: number }
  | { readonly why: 'system'; readonly error: string };

/** Mistakes in what the manifests declare about contacts from data, and in the data. */
export type SourceMistakes = {
  readonly 'invalid-source-name': { readonly name: Given };
  readonly 'duplicate-source': { readonly name: string } & Partial<Readonly<Record<'other', Personal<'file'>>>>;
  readonly 'source-file':
    | DataFileRefusal
    /**
     * `extension`: the extension is not one of the known ones. `empty`: the file has no rows. `zip`, `binary`: it is not text.
     * `encoding`: it is not text in this encoding.
     */
    | { readonly why: 'extension'; readonly known: readonly string[] }
    | { readonly why: 'empty' | 'zip' | 'binary' }
    | { readonly why: 'encoding'; readonly encoding: string };
  readonly 'source-parquet': ParquetRefusal;
  readonly 'source-query': QueryRefusal;
  /** `other`: the file has another digest than the manifest says. `none`: the manifest names no digest, although it must. */
  readonly 'source-digest': { readonly what: 'other' | 'none'; readonly name: string };
  readonly 'source-field':
    | { readonly what: 'unknown'; readonly name: Given; readonly suggestion?: string }
    /**
     * `type`: the field cannot have this type. `split`: the field has no members to split. `values`: the members of a set, or the
     * parts of a split text, cannot be translated.
     */
    | { readonly what: 'type'; readonly field: string; readonly type: ColumnType }
    | { readonly what: 'split'; readonly field: string }
    | { readonly what: 'values'; readonly field: string };
  /** Consent of a channel is mapped without the columns that tell where and when it was given. */
  readonly 'source-consent': { readonly channel: string; readonly missing: readonly string[] };
  readonly 'source-column':
    | { readonly why: 'unknown'; readonly name: Given; readonly suggestion?: Given; readonly known: number }
    | { readonly why: 'separator'; readonly name: Given; readonly separator: string }
    | { readonly why: 'twice'; readonly name: Given }
    /** The values of the column have no exact text. */
    | { readonly why: 'untold'; readonly name: Given };
  readonly 'too-many-columns': { readonly columns: number; readonly most: number };
  /** Column titles that stand in the header more than once, and that nothing is read from. */
  readonly 'duplicate-title': { readonly name: Given };
  readonly 'ragged-row': { readonly cells: number; readonly columns: number };
  readonly 'unclosed-cell': { readonly why: 'end' | 'too-long'; readonly most?: number };
  readonly 'invalid-quote': { readonly where: 'inside' | 'after' };
  readonly 'cell-too-long': { readonly length: number; readonly most: number };
  readonly 'invalid-cell':
    | { readonly what: Exclude<ColumnType, 'text'>; readonly value: Personal<'value'> }
    | { readonly what: 'values'; readonly value: Personal<'value'>; readonly known: readonly Personal<'value'>[] }
    /** `nested`: it is a list or a mapping. `no-text`: the value of a typed column has no exact text. `nul`: it contains NUL. */
    | { readonly what: 'nested' | 'no-text' | 'nul' };
  readonly 'looks-like-formula': { readonly what: 'formula' | 'error'; readonly value: Personal<'value'> };
  readonly 'row-not-object': Readonly<Record<never, never>>;
  readonly 'row-without-key': { readonly name: Given };
  readonly 'duplicate-row': { readonly name: Given } & Partial<Readonly<Record<'other', Personal<'file'>>>>;
  /** More rows have mistakes than are listed. */
  readonly 'more-mistakes': { readonly listed: number };
};
