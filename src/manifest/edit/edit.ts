// Vocabulary of the editor: what may be changed in a manifest, and why a change may be refused.

import type { Json } from '../../contact/canonical.ts';
import type { ManifestFormat } from '../read/source.ts';

/** Names that lead from a contact to one of its values, for example `['channels', 'email', 'status']`. */
export type EditPath = readonly string[];

/**
 * One change to a file. `contact` is the position of the contact in the file as it was before all edits, counted from 0 as in the
 * path of its item.
 *
 *   set              declares the value on the contact itself, also where its present value comes from an alias or from `defaults`
 *   remove           removes the declaration, and every mapping that becomes empty by it
 *   add-contact      adds a contact after the last one
 *   remove-contact   removes a contact
 *
 * Under a set in list form, such as `tags: [a, b]`, the path `['tags', 'c']` is a membership: true adds `c` to the list, false,
 * null and `remove` take it out. Under the short form of a channel, `email: subscribed`, the path of the status is the short form
 * itself.
 */
export type Edit =
  | { readonly kind: 'set'; readonly contact: number; readonly path: EditPath; readonly value: Json }
  | { readonly kind: 'remove'; readonly contact: number; readonly path: EditPath }
  | { readonly kind: 'add-contact'; readonly value: { readonly [field: string]: Json } }
  | { readonly kind: 'remove-contact'; readonly contact: number };

/**
 * Why a file is left alone.
 *
 *   mistake          the file has a mistake, so it is not known what it declares
 *   shared-anchor    the value is inside an anchor that other places refer to, and would change there too
 *   unusual-layout   the value is written in a way that cannot be changed without rewriting lines of other values
 *   no-contact       the file has no contact at this position, or another edit removes it
 *   not-declared     there is nothing to remove at this path
 *   not-a-mapping    the path leads through a value that has no members
 *   invalid-value    the path is empty, or no manifest can hold this value there
 *   too-large        the file is larger than a syntax tree may be
 */
export type RefusalCode =
  | 'mistake'
  | 'shared-anchor'
  | 'unusual-layout'
  | 'no-contact'
  | 'not-declared'
  | 'not-a-mapping'
  | 'invalid-value'
  | 'too-large';

/** A refusal, and the line in the file that it concerns, counted from 1. */
interface Refusal {
  readonly code: RefusalCode;
  readonly line: number;
}

/** The edited text, or the reason why nothing was edited. */
export type EditResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** A text to edit. It may begin with a byte order mark, which is kept. */
export interface EditableText {
  readonly format: ManifestFormat;
  readonly text: string;
}

/** Thrown where a text cannot be changed safely. index.ts catches it and returns the refusal. */
export class CannotEdit extends Error {
  override readonly name = 'CannotEdit';
  readonly code: RefusalCode;
  /** Offset in the text that the refusal concerns. */
  readonly offset: number;

  constructor(code: RefusalCode, offset: number) {
    super(code);
    this.code = code;
    this.offset = offset;
  }
}

/** Converts a caught refusal to a result. @throws the error, if it is something else */
export function refusedBy(error: unknown, text: string): EditResult {
  if (!(error instanceof CannotEdit)) throw error;
  const line = text.slice(0, error.offset).split('\n').length;
  return { ok: false, refusal: { code: error.code, line } };
}
