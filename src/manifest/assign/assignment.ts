// Vocabulary: a value that a declared contact is to have, and why it may not get it.

import type { Json } from '../../contact/canonical.ts';
import { CHANNELS, IDENTIFIER_KINDS, SCALAR_NAMES, SET_FIELDS } from '../../contact/fields.ts';
import type { EditPath, RefusalCode } from '../edit/edit.ts';

/**
 * A value that one declared contact is to have at one account. To assign a value to a person at several accounts takes one
 * assignment per account; these become one edit of the manifest if a single edit declares the same.
 */
export interface Assignment {
  /** Key of the contact: the account, a slash, and its first identifier, such as `shop/jane@example.com`. */
  readonly contact: string;
  /** Path of the value in the contact: `['firstName']`, `['tags', 'vip']`, `['channels', 'email', 'status']` and the like. */
  readonly path: EditPath;
  /**
   * The value that the manifests are to declare at the path; `undefined` if they are to declare nothing. A member of a set is
   * true (in the set) or false (not in it), even where the manifest writes the set as a list; null stands for false.
   */
  readonly value: Json | undefined;
}

/**
 * Why a value was not assigned. In addition to these codes, the refusals of the editor (edit/edit.ts).
 *
 *   unknown-contact     no entry declares a contact with this key
 *   in-data             the contact or the value is declared by a row of a data file, which has to be changed in the system that
 *                       exports the file
 *   unknown-field       the path names no value that a contact declares
 *   unmanaged           the entry lists a field that holds the value as unmanaged
 *   identifier-in-use   another declared contact has this identifier
 *   not-expressible     no edit of the contact's entries declares this without changing another value
 */
type AssignRefusalCode =
  | RefusalCode
  | 'unknown-contact'
  | 'in-data'
  | 'unknown-field'
  | 'unmanaged'
  | 'identifier-in-use'
  | 'not-expressible';

/** An assignment that cannot be carried out, the reason, and the file and line where it failed, if they are known. */
export interface RefusedAssignment {
  readonly assignment: Assignment;
  readonly code: AssignRefusalCode;
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
}

const SINGLE: readonly string[] = [
  ...SCALAR_NAMES,
  ...IDENTIFIER_KINDS,
  'welcome',
  'protect',
  'recreate',
  'createdAt',
  'prune',
  'onMissing',
  'onRemoved',
];
const CHANNEL_MEMBERS: readonly string[] = ['status', 'statusChangedAt', 'basis', 'consent'];

/** Returns whether a path names a value that can be assigned. */
export function isAssignable(path: EditPath): boolean {
  const [field = '', name, member, ...rest] = path;
  if (name === undefined) return SINGLE.includes(field) || isSetField(field);
  if (field === 'channels') {
    const isChannel = (CHANNELS as readonly string[]).includes(name);
    const isMember = member === undefined || CHANNEL_MEMBERS.includes(member);
    return isChannel && isMember && (rest.length === 0 || (member === 'consent' && rest.length === 1));
  }
  if (member !== undefined) return false;
  return isSetField(field) || field === 'customProperties' || (field === 'previously' && name === 'email');
}

/** Returns whether a field is a set, such as `tags`. */
export function isSetField(field: string | undefined): boolean {
  return (SET_FIELDS as readonly (string | undefined)[]).includes(field);
}
