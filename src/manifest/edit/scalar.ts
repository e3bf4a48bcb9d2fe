// Writes single values and keys as the readers of manifests read them: unquoted where that gives the same value, otherwise
// quoted.

import { isMap, isScalar, Scalar } from 'yaml';
import type { Json } from '../../contact/canonical.ts';
import type { Shape } from '../schema/shape.ts';
import { keyText, readValue, walkOf } from '../syntax/yaml/values.ts';
import { readYamlSyntax } from '../syntax/yaml/yaml-syntax.ts';

/** Where a scalar is written. */
export interface ScalarPlace {
  readonly shape: Shape;
  readonly json: boolean;
  /** Whether the scalar is written inside brackets, where commas and brackets end an unquoted scalar. */
  readonly inFlow: boolean;
  /** The node that the scalar replaces, whose quotes it keeps if possible. */
  readonly old?: unknown;
}

type ScalarValue = string | number | boolean | null;

/** Writes a scalar. */
export function writeScalar(value: ScalarValue, place: ScalarPlace): string {
  if (typeof value !== 'string') return String(value);
  if (place.json) return JSON.stringify(value);
  const type = isScalar(place.old) ? place.old.type : undefined;
  if (type === Scalar.QUOTE_DOUBLE) return doubleQuoted(value);
  if (type === Scalar.QUOTE_SINGLE && isPrintable(value)) return `'${value.replaceAll("'", "''")}'`;
  return isReadAsPlain(value, place) ? value : doubleQuoted(value);
}

/** Writes the key of a mapping. */
export function writeKey(key: string, { json, inFlow }: Pick<ScalarPlace, 'json' | 'inFlow'>): string {
  if (json) return JSON.stringify(key);
  if (isWord(key)) return key;
  if (!isPrintable(key)) return doubleQuoted(key);
  const syntax = readYamlSyntax(inFlow ? `{ ${key}: x }\n` : `${key}: x\n`, () => undefined);
  const root = syntax.ok ? syntax.root : undefined;
  const pairs = isMap(root) ? root.items : [];
  const pair = pairs.length === 1 ? pairs[0] : undefined;
  const isSame = pair !== undefined && isPlain(pair.key) && keyText(pair.key) === key && isPlain(pair.value);
  return isSame ? key : doubleQuoted(key);
}

/** Words that YAML reads as something other than a text. */
const NOT_TEXT = /^(?:null|true|false)$/i;

/** Returns whether a text is known to be read as itself everywhere, without parsing it: words, names, dates and addresses. */
function isWord(text: string): boolean {
  return /^(?:[A-Za-z][\w.@+-]*(?: [A-Za-z0-9][\w.@+-]*)*|\d{4}-\d\d-\d\d)$/.test(text) && !NOT_TEXT.test(text);
}

function isReadAsPlain(value: string, { shape, inFlow }: ScalarPlace): boolean {
  if (isWord(value)) return true;
  if (!isPrintable(value)) return false;
  const syntax = readYamlSyntax(inFlow ? `[ ${value}, x ]\n` : `x: ${value}\n`, () => undefined);
  if (!syntax.ok) return false;
  const list = Object(syntax.root) as { readonly items: readonly unknown[] };
  const node = inFlow ? list.items[0] : Object(list.items[0]).value;
  return isPlain(node) && list.items.length === (inFlow ? 2 : 1) && readAlone(node, shape) === value;
}

function isPlain(node: unknown): boolean {
  return isScalar(node) && node.type === Scalar.PLAIN && node.tag === undefined && node.anchor === undefined;
}

function readAlone(node: unknown, shape: Shape): Json | undefined {
  const walk = walkOf(() => undefined);
  const value = readValue(node, shape, walk);
  return walk.reported() === 0 ? value : undefined;
}

/** Characters that editors hide or that break lines: control characters, separators, and marks of direction and width. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
const ALL_UNPRINTABLE = new RegExp(UNPRINTABLE.source, 'gu');

function isPrintable(value: string): boolean {
  return !UNPRINTABLE.test(value);
}

/** Writes a text as JSON does, which YAML reads alike, with an escape for each character that would not be visible. */
function doubleQuoted(value: string): string {
  return JSON.stringify(value).replace(ALL_UNPRINTABLE, (char) =>
    [...Array(char.length).keys()]
      .map((index) => `\\u${char.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
