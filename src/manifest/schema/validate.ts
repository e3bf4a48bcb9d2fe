// One item and the schema go in, problems come out: unknown names, wrong types, values outside a fixed choice. The schema
// that the validators come from is built by schema.ts.

import { type Personal, personal } from '../../contact/argument.ts';
import type { Json } from '../../contact/canonical.ts';
import { SCALAR_FIELDS, SET_FIELDS } from '../../contact/fields.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import type { Item, Path } from '../syntax/item.ts';
import { personalSuggestion, suggestion } from './suggest.ts';
import { type ValidationError, type ValidatorName, validatorOf } from './validators.ts';

export interface Validated {
  readonly problems: readonly Problem[];
  /** What is left once everything that the schema refuses is taken out, so that further mistakes are found too. */
  readonly item?: Item;
}

export function validateItem(item: Item): Validated {
  const section = String(item.path[0]);
  const validate = validatorOf(VALIDATORS[section] ?? 'contact');
  if (validate(item.value)) return { problems: [], item };
  const errors = validate.errors ?? [];
  const problems = errors.flatMap((error) => problemOf(error, item, section));
  if (errors.some((error) => error.keyword === 'required' || (error.instancePath === '' && error.keyword === 'type')))
    return { problems };
  const value = errors.reduce((rest, error) => without(rest, offending(error, item.value)), item.value);
  return { problems, item: { ...item, value, partiallyParsed: true } };
}

function offending(error: ValidationError, root: Json): Path {
  const path = pathOf(error.instancePath, root);
  return error.keyword === 'additionalProperties' ? [...path, String(error.params.additionalProperty)] : path;
}

/** A list loses all its items with one of them: a whole set with a hole in it would be another set. */
function without(value: Json, path: Path): Json {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).flatMap(([name, member]) => {
    if (name !== step) return [[name, member as Json] as const];
    const last = rest.length === 0 || Array.isArray(member);
    return last ? [] : [[name, without(member as Json, rest)] as const];
  });
  return Object.fromEntries(members);
}

const VALIDATORS: Readonly<Record<string, ValidatorName>> = { accounts: 'account', defaults: 'defaults' };

function problemOf(error: ValidationError, item: Item, section: string): readonly Problem[] {
  const path = pathOf(error.instancePath, item.value);
  switch (error.keyword) {
    case 'if': // what failed under it is reported by itself
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
  if (section === 'defaults' && NOT_IN_DEFAULTS.includes(name)) {
    return problem(place, 'not-in-defaults', { what: 'field', field: name });
  }
  const given = { what: 'field', name: personal('name', name), ...suggestion(name, known), known } as const;
  return problem(place, 'unknown-field', given);
}

/** What belongs to one person, and so cannot be shared. */
const NOT_IN_DEFAULTS: readonly string[] = [
  'id',
  'userId',
  'email',
  'phone',
  'previously',
  'consent',
  'unmanaged',
  'at',
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

/** Where a text belongs, what YAML would make of it does not matter; among properties it does. */
function typesOf(error: ValidationError, path: Path): readonly string[] {
  const types = [error.params.type].flat().map(String);
  const isText = types.includes('string') && !path.includes('customProperties');
  return isText ? types.filter((type) => type !== 'number' && type !== 'boolean') : types;
}

/** As JSON Schema names types. */
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
  const what = item.path[0] === 'accounts' ? 'setting' : 'field';
  return problem(placeOf(item, path), 'empty-string', { what, name: nameOf(path, item) });
}

function invalidValue(path: Path, error: ValidationError, item: Item): Problem {
  const [first] = (error.parentSchema?.examples ?? []) as readonly Json[];
  const example = first === undefined ? {} : { example: typeof first === 'string' ? first : JSON.stringify(first) };
  return problem(placeOf(item, path), 'invalid-value', { what: 'form', name: nameOf(path, item), ...example });
}

/** The nearest name on the way to a value. A channel given as a text is its status; a name that a manifest gives is personal. */
function nameOf(path: Path, item: Item): string | Personal<'name'> {
  if (path.at(-2) === 'channels') return 'status';
  const index = path.findLastIndex((step) => typeof step === 'string');
  if (index === -1) return String(item.path[0]);
  const name = String(path[index]);
  const isGiven = NAMED_BY_MANIFESTS.includes(String(path[index - 1]));
  return isGiven ? personal('name', name) : name;
}

/** Mappings whose keys no schema knows. */
const NAMED_BY_MANIFESTS: readonly string[] = [...SET_FIELDS, 'customProperties', 'at'];

/** JSON Pointer → path; a list's steps become numbers. */
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
