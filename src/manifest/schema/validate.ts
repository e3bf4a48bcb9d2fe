// Validates one item with the compiled schema. An item goes in; problems come out: unknown names, wrong types, values that are
// not allowed. manifest.ts builds the schema.

import { type Personal, personal } from '../../contact/argument.ts';
import type { Json } from '../../contact/canonical.ts';
import { SCALAR_FIELDS, SET_FIELDS } from '../../contact/fields.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import type { Item, Path } from '../syntax/item.ts';
import { personalSuggestion, suggestion } from './suggest.ts';
import { synonymOf } from './synonyms.ts';
import { type ValidationError, type ValidatorName, validatorOf } from './validators.ts';

/** The result of validating one item. */
export interface Validated {
  readonly problems: readonly Problem[];
  /**
   * The item without the values that the schema rejects, so that later steps can find further mistakes. Absent if the item is not
   * a mapping or lacks a required field.
   */
  readonly item?: Item;
}

/** Validates one item of a section, or the defaults or limits of a file; the first step of the item's path names the section. */
export function validateItem(item: Item): Validated {
  const section = String(item.path[0]);
  const validate = validatorOf(VALIDATORS[section] ?? 'contact');
  if (validate(item.value)) return { problems: [], item };
  const errors = validate.errors ?? [];
  const problems = errors.flatMap((error) => problemOf(error, item, section));
  if (errors.some((error) => error.keyword === 'required' || (error.instancePath === '' && error.keyword === 'type')))
    return { problems };
  const value = without(
    item.value,
    errors.map((error) => offending(error, item.value)),
  );
  return { problems, item: { ...item, value, partiallyParsed: true } };
}

/** Returns the path of the value that the schema rejects. */
function offending(error: ValidationError, root: Json): Path {
  const path = pathOf(error.instancePath, root);
  return error.keyword === 'additionalProperties' ? [...path, String(error.params.additionalProperty)] : path;
}

/**
 * Returns a copy without the values at the paths. If a path leads into a list, removes the whole list: with one item missing, it
 * would declare a different set. Copies each mapping once, however many of its members are removed.
 */
function without(value: Json, paths: readonly Path[]): Json {
  const root: Removals = { isWhole: false, members: new Map() };
  for (const path of paths) {
    let at = root;
    for (const step of path) {
      const next = at.members.get(step) ?? { isWhole: false, members: new Map() };
      at.members.set(step, next);
      at = next;
    }
    at.isWhole = path.length > 0;
  }
  return remove(value, root);
}

/** What to remove from a value: all of it, or some of its members. */
interface Removals {
  isWhole: boolean;
  readonly members: Map<string | number, Removals>;
}

function remove(value: Json, removals: Removals): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).flatMap(([name, member]) => {
    const removed = removals.members.get(name);
    if (removed === undefined) return [[name, member as Json] as const];
    return removed.isWhole || Array.isArray(member) ? [] : [[name, remove(member as Json, removed)] as const];
  });
  return Object.fromEntries(members);
}

const VALIDATORS: Readonly<Record<string, ValidatorName>> = {
  accounts: 'account',
  defaults: 'defaults',
  environments: 'environment',
  limits: 'limits',
  suppressions: 'suppression',
  erasures: 'erasure',
  sources: 'source',
};

function problemOf(error: ValidationError, item: Item, section: string): readonly Problem[] {
  const path = pathOf(error.instancePath, item.value);
  switch (error.keyword) {
    case 'if': // the mistake in `then` is reported separately
      return [];
    case 'additionalProperties':
      return [unknownField(String(error.params.additionalProperty), path, error, item, section)];
    case 'required':
      return item.partiallyParsed ? [] : [missingField(String(error.params.missingProperty), path, item)];
    case 'type':
      return [wrongType(path, error, item)];
    case 'enum':
      return [invalidChoice(path, error, item, section)];
    case 'minLength':
      return [emptyString(path, item)];
    case 'minItems':
      return [problem(placeOf(item, path), 'invalid-value', { what: 'empty-list', name: nameOf(path, item) })];
    default:
      return [invalidValue(path, error, item)];
  }
}

function unknownField(name: string, path: Path, error: ValidationError, item: Item, section: string): Problem {
  const place = placeOf(item, [...path, name], 'key');
  const known = Object.keys((error.parentSchema?.properties ?? {}) as object);
  if (name === '<<') return problem(place, 'merge-key', {});
  if (name === 'id' && section === 'contacts') return problem(place, 'unknown-field', { what: 'id' });
  if (section === 'environments' && ACCOUNT_ONLY.includes(name)) {
    return problem(place, 'not-in-environments', { field: name });
  }
  if (section === 'defaults' && NOT_IN_DEFAULTS.includes(name)) {
    return problem(place, 'not-in-defaults', { what: 'field', field: name });
  }
  const meant = { ...suggestion(name, known), ...synonymOf(name, known) };
  return problem(place, 'unknown-field', { what: 'field', name: personal('name', name), ...meant, known });
}

/** Settings that an account has once, for all environments. Most of them decide what its contacts may declare. */
const ACCOUNT_ONLY: readonly string[] = [
  'provider',
  'apiVersion',
  'keyField',
  'sender',
  'onMissing',
  'resubscribe',
  'backfillConsent',
  'defineProperties',
  'exclude',
  'facts',
];

/** Fields that defaults cannot declare, because their values belong to one person. */
const NOT_IN_DEFAULTS: readonly string[] = [
  'id',
  'userId',
  'email',
  'phone',
  'previously',
  'consent',
  'at',
  'recreate',
  'createdAt',
];

function missingField(name: string, path: Path, item: Item): Problem {
  return problem(placeOf(item, path), 'missing-field', { what: 'field', field: name });
}

function wrongType(path: Path, error: ValidationError, item: Item): Problem {
  const { data } = error;
  const name = nameOf(path, item);
  const place = placeOf(item, path);
  const types = typesOf(error, path);
  if (data === null) {
    return problem(place, 'null-not-allowed', { what: types.includes('array') ? 'set' : 'field', name });
  }
  const expected = [...new Set(types)];
  const isNested = path[path.length - 2] === 'customProperties' && typeof data === 'object';
  if (isNested) return problem(place, 'nested-object', { name, expected });
  return problem(place, 'wrong-type', { what: 'field', name, expected, given: typeNameOf(data) });
}

/**
 * Returns the types that the diagnostic names. A text field also accepts numbers and booleans, because unquoted text can look
 * like one, but the diagnostic asks for text only. For custom properties it names all types.
 */
function typesOf(error: ValidationError, path: Path): readonly string[] {
  const types = [error.params.type].flat().map(String);
  const isText = types.includes('string') && !path.includes('customProperties');
  return isText ? types.filter((type) => type !== 'number' && type !== 'boolean') : types;
}

/** Returns the type's name in JSON Schema. The callers handle null. */
function typeNameOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

function invalidChoice(path: Path, error: ValidationError, item: Item, section: string): Problem {
  const allowed = (error.params.allowedValues as readonly unknown[]).filter((value) => value !== null).map(String);
  const name = nameOf(path, item);
  const place = placeOf(item, path);
  if (section === 'defaults' && error.data === 'subscribed') {
    return problem(place, 'not-in-defaults', { what: 'subscription' });
  }
  if (error.data === null) return problem(place, 'null-not-allowed', { what: 'field', name });
  if (typeof error.data === 'object') {
    return problem(place, 'invalid-value', { what: 'choice-type', name, given: typeNameOf(error.data), allowed });
  }
  const given = String(error.data);
  const isOfPerson = typeof name !== 'string' || Object.hasOwn(SCALAR_FIELDS, name);
  const meant = isOfPerson ? personalSuggestion(given, allowed) : suggestion(given, allowed);
  const choice = { name, value: personal('value', given), ...meant, allowed };
  return problem(place, 'invalid-value', { what: 'choice', ...choice });
}

function emptyString(path: Path, item: Item): Problem {
  const what = ['accounts', 'environments'].includes(String(item.path[0])) ? 'setting' : 'field';
  return problem(placeOf(item, path), 'empty-string', { what, name: nameOf(path, item) });
}

function invalidValue(path: Path, error: ValidationError, item: Item): Problem {
  const [first] = (error.parentSchema?.examples ?? []) as readonly Json[];
  const example = first === undefined ? {} : { example: typeof first === 'string' ? first : JSON.stringify(first) };
  return problem(placeOf(item, path), 'invalid-value', { what: 'form', name: nameOf(path, item), ...example });
}

/**
 * Returns the name that a diagnostic uses for a value: the last name on its path, or `status` for a channel. A name that was
 * chosen in the manifest is marked as personal.
 */
function nameOf(path: Path, item: Item): string | Personal<'name'> {
  if (path.at(-2) === 'channels') return 'status';
  const index = path.findLastIndex((step) => typeof step === 'string');
  if (index === -1) return String(item.path[0]);
  const name = String(path[index]);
  const isGiven = NAMED_BY_MANIFESTS.includes(String(path[index - 1]));
  return isGiven ? personal('name', name) : name;
}

/** Mappings whose keys are chosen in the manifest. */
const NAMED_BY_MANIFESTS: readonly string[] = [...SET_FIELDS, 'customProperties', 'at', 'accounts'];

/** Converts a JSON Pointer to a path. A step into a list becomes a number. */
function pathOf(pointer: string, root: Json): Path {
  const path: (string | number)[] = [];
  let value: unknown = root;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const step = Array.isArray(value) ? Number(name) : name;
    path.push(step);
    value = memberOf(value, step);
  }
  return path;
}

function memberOf(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Readonly<Record<string | number, unknown>>)[step];
}
