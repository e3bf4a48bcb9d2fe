// Tells which value of a contact a field of a source is: `firstName`, `customProperties.spent`, `channels.email.consent.source`.
// Pure.

import { CHANNELS, SCALAR_NAMES, SET_FIELDS } from '../../contact/fields.ts';
import { suggestion } from '../schema/suggest.ts';

/**
 * What a field is, as far as the reading of its cells depends on it:
 *
 *   text       one text, which may be removed
 *   identity   one text, which a blank cell never removes
 *   set        all members of a set
 *   member     whether the contact is in a set
 *   property   a custom property
 */
type FieldKind = 'text' | 'identity' | 'set' | 'member' | 'property';

/** A field of a contact that a source can fill from a column. */
export interface SourceField {
  readonly kind: FieldKind;
  /** Path of the value in a contact. */
  readonly path: readonly string[];
}

const IDENTITY: readonly string[] = ['userId', 'email', 'phone'];
const CHANNEL_PARTS: readonly string[] = [
  'status',
  'statusChangedAt',
  'basis',
  'consent.source',
  'consent.createdAt',
  'consent.ip',
  'consent.userAgent',
];

const KNOWN: readonly string[] = [
  ...IDENTITY,
  ...SCALAR_NAMES,
  ...SET_FIELDS,
  'createdAt',
  'previously.email',
  ...CHANNELS.flatMap((channel) => CHANNEL_PARTS.map((part) => `channels.${channel}.${part}`)),
];

/** Returns what is known about a field by its name in the manifest; undefined if contacts have no field of this name. */
export function sourceField(name: string): SourceField | undefined {
  const dot = name.indexOf('.');
  const [first, rest] = dot === -1 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
  if (first === 'customProperties' && rest !== '') return { kind: 'property', path: [first, rest] };
  if ((SET_FIELDS as readonly string[]).includes(first) && rest !== '') return { kind: 'member', path: [first, rest] };
  if (!KNOWN.includes(name)) return undefined;
  if ((SET_FIELDS as readonly string[]).includes(name)) return { kind: 'set', path: [name] };
  const isText = (SCALAR_NAMES as readonly string[]).includes(name);
  return { kind: isText ? 'text' : 'identity', path: name.split('.') };
}

/** Returns the known field that an unknown one resembles, if any. */
export function similarField(name: string): { readonly suggestion?: string } {
  return suggestion(name, [...KNOWN, 'customProperties', 'channels']);
}
