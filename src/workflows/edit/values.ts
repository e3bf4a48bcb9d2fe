// Reads arguments of the form path=value. A text field keeps the text as it was typed; a custom property is read as YAML reads it, so
// that 34 is a number and '"34"' a text.

import { personal } from '../../contact/argument.ts';
import type { Json } from '../../contact/canonical.ts';
import { CHANNELS, IDENTIFIER_KINDS, SCALAR_NAMES, SET_FIELDS } from '../../contact/fields.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { type Sentence, sentence, shown } from '../../contact/sentence.ts';
import { isAssignable, isSetField } from '../../manifest/assign/assignment.ts';
import type { EditPath } from '../../manifest/edit/edit.ts';
import { sourceOf } from '../../manifest/read/source.ts';
import { suggestion } from '../../manifest/schema/suggest.ts';
import { parseManifest } from '../../manifest/syntax/parse.ts';

/** A value to declare; null removes it at the vendor. */
export interface GivenValue {
  readonly path: EditPath;
  readonly value: Json;
}

const SETTINGS = [
  ...['welcome', 'protect', 'recreate', 'createdAt', 'onMissing', 'onRemoved', 'previously', 'prune'],
] as const;
const NESTED: readonly string[] = [...SET_FIELDS, 'customProperties', 'channels', 'previously'];
const KNOWN: readonly string[] = [
  ...IDENTIFIER_KINDS,
  ...SCALAR_NAMES,
  ...SET_FIELDS,
  ...SETTINGS,
  'customProperties',
  ...CHANNELS.map((channel) => `channels.${channel}`),
];

/**
 * Reads an argument `path=value`.
 *
 * @throws HintedError `usage` if it has another form, or names no field
 */
export async function readGivenValue(argument: string): Promise<GivenValue> {
  const end = argument.indexOf('=');
  if (end <= 0) {
    throw usage(sentence`${personal('value', argument)} is not of the form path=value`, EXAMPLES);
  }
  const name = argument.slice(0, end);
  const text = argument.slice(end + 1);
  const path = pathOf(name);
  if (!isAssignable(path)) throw unknownField(name, path);
  if (text === '') {
    throw usage(
      sentence`${personal('name', name)}= has no value`,
      sentence`write ${personal('name', name)}=null to remove the value`,
    );
  }
  return { path, value: await givenValue(path, name, text) };
}

const EXAMPLES = sentence`for example firstName=Jane, tags.vip=true, customProperties.age=34, channels.email.status=unsubscribed or city=null`;

/** Splits a name at its dots, except within the names of members and properties, which may contain dots. */
function pathOf(name: string): EditPath {
  const [field = '', ...rest] = name.split('.');
  if (rest.length === 0 || !NESTED.includes(field)) return name.split('.');
  return field === 'channels' ? name.split('.') : [field, rest.join('.')];
}

function unknownField(name: string, path: EditPath): HintedError {
  const { suggestion: meant } = suggestion(name, KNOWN);
  const isIncomplete = path.length === 1 && NESTED.includes(name);
  const hint = isIncomplete
    ? EXAMPLES
    : meant === undefined
      ? sentence`known are ${shown(KNOWN.join(', '))}`
      : sentence`did you mean ${shown(meant)}?`;
  return usage(sentence`${personal('name', name)} names no field of a contact`, hint);
}

async function givenValue(path: EditPath, name: string, text: string): Promise<Json> {
  const [field = ''] = path;
  if (text === 'null' || text === '~') return null;
  if (isSetField(field)) return path.length === 2 ? booleanOf(name, text) : listOf(name, text);
  if (['welcome', 'protect', 'recreate'].includes(field) || path.at(-1) === 'supersedesOptOut')
    return booleanOf(name, text);
  if (field === 'prune') return listOf(name, text);
  return field === 'customProperties' ? propertyOf(text) : text;
}

function booleanOf(name: string, text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  const hint = sentence`write ${personal('name', name)}=true or ${personal('name', name)}=false`;
  throw usage(sentence`${personal('name', name)} is true or false, and not ${personal('value', text)}`, hint);
}

async function listOf(name: string, text: string): Promise<Json> {
  const value = text.startsWith('[') ? await readYaml(text, 'tags') : undefined;
  if (Array.isArray(value)) return value;
  const hint = sentence`write ${personal('name', name)}.NAME=true for one member, or ${personal('name', name)}='[A, B]' for all`;
  throw usage(sentence`${personal('name', name)} is a list, and not ${personal('value', text)}`, hint);
}

/**
 * Reads the value of a custom property. Only quotes, brackets, numbers and booleans are read as YAML; in anything else, a # or :
 * is a character like any other.
 */
async function propertyOf(text: string): Promise<Json> {
  const value = await readYaml(text, 'customProperties');
  const isQuoted = /^["'[]/.test(text);
  return value === undefined || (typeof value === 'string' && !isQuoted) ? text : value;
}

/** Returns undefined if the text is not one value in YAML. */
async function readYaml(text: string, field: 'tags' | 'customProperties'): Promise<Json | undefined> {
  if (/[\r\n]/.test(text)) return undefined;
  // The text is one value only if what follows it is read as well: it must neither close the mapping nor begin a comment.
  const end = wordOutside(text);
  const contact = field === 'tags' ? `tags: ${text}, city: ${end}` : `customProperties: { x: ${text}, y: ${end} }`;
  const file = sourceOf('argument', 'yaml', Buffer.from(`contacts:\n- { ${contact} }\n`));
  if ('code' in file) return undefined;
  const { contacts, diagnostics } = await parseManifest(file);
  if (diagnostics.length > 0) return undefined;
  const read = Object(contacts[0]?.value) as { readonly tags?: Json; readonly customProperties?: object };
  const members = Object.values(field === 'tags' ? read : (read.customProperties ?? {})) as readonly Json[];
  return members.length === 2 && members[1] === end ? members[0] : undefined;
}

/** Returns a word that does not occur in the text. */
function wordOutside(text: string): string {
  let word = 'end';
  while (text.includes(word)) word += 'd';
  return word;
}

function usage(message: Sentence, hint: Sentence): HintedError {
  return new HintedError('usage', message, { hint });
}
