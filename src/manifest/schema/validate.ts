// One item and the schema go in, problems come out: unknown names, wrong types, values outside a fixed choice. The schema
// that the validators come from is built by schema.ts.

import type { Json } from '../../contact/canonical.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import type { Item, Path } from '../syntax/item.ts';
import { didYouMean } from './suggest.ts';
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
      return [problem(placeOf(item, path), 'invalid-value', `${nameOf(path, item)} is empty`, 'Name at least one')];
    default:
      return [invalidValue(path, error, item)];
  }
}

function unknownField(name: string, path: Path, error: ValidationError, item: Item, section: string): Problem {
  const place = placeOf(item, [...path, name], 'key');
  const known = Object.keys((error.parentSchema?.properties ?? {}) as object);
  if (name === '<<')
    return problem(place, 'merge-key', 'Merge keys are not supported', 'Put what contacts share into defaults');
  if (name === 'id' && section === 'contacts') {
    return problem(place, 'unknown-field', "id is one vendor's own", 'Write it under at: { <account>: { id: … } }');
  }
  if (section === 'defaults' && NOT_IN_DEFAULTS.includes(name)) {
    return problem(place, 'not-in-defaults', `${name} cannot be a default`, `Write ${name} on each contact`);
  }
  return problem(place, 'unknown-field', `Unknown field ${name}`, didYouMean(name, known) ?? hintOf(known));
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

function hintOf(known: readonly string[]): string | undefined {
  return known.length === 0 ? undefined : `Known here: ${known.join(', ')}`;
}

function missingField(name: string, path: Path, item: Item): Problem {
  return problem(placeOf(item, path), 'missing-field', `${name} is missing`, `Add ${name}`);
}

function wrongType(path: Path, error: ValidationError, item: Item): Problem {
  const { data } = error;
  const name = nameOf(path, item);
  const place = placeOf(item, path);
  const types = typesOf(error, path);
  if (data === null) {
    const hint = types.includes('array')
      ? 'Write [] for the empty set, or leave the key out to leave it alone'
      : 'Leave the key out to leave it alone';
    return problem(place, 'null-not-allowed', `${name} cannot be null`, hint);
  }
  const expected = [...new Set(types.map((type) => TYPE_WORDS[type] ?? type))].join(' or ');
  const nested = path[path.length - 2] === 'customProperties' && typeof data === 'object';
  if (nested)
    return problem(
      place,
      'nested-object',
      `${name} is an object, and vendors take only plain values`,
      `Write ${expected}`,
    );
  return problem(place, 'wrong-type', `${name} must be ${expected}, and is ${wordFor(data)}`);
}

/** Where a text belongs, what YAML would make of it does not matter; among properties it does. */
function typesOf(error: ValidationError, path: Path): readonly string[] {
  const types = [error.params.type].flat().map(String);
  const isText = types.includes('string') && !path.includes('customProperties');
  return isText ? types.filter((type) => type !== 'number' && type !== 'boolean') : types;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'a mapping',
};

function wordFor(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return TYPE_WORDS[typeof value] ?? typeof value;
}

function invalidChoice(path: Path, error: ValidationError, item: Item, section: string): Problem {
  const allowed = (error.params.allowedValues as readonly unknown[]).filter((value) => value !== null).map(String);
  const name = nameOf(path, item);
  const place = placeOf(item, path);
  if (section === 'defaults' && error.data === 'subscribed') {
    return problem(
      place,
      'not-in-defaults',
      'A default cannot subscribe anyone',
      'Write the status, and its consent, on each contact',
    );
  }
  if (error.data === null)
    return problem(place, 'null-not-allowed', `${name} cannot be null`, 'Leave the key out to leave it alone');
  const given = typeof error.data === 'object' ? wordFor(error.data) : String(error.data);
  return problem(
    place,
    'invalid-value',
    `${given} is no ${name}`,
    didYouMean(given, allowed) ?? `One of ${allowed.join(', ')}`,
  );
}

function emptyString(path: Path, item: Item): Problem {
  const hint =
    item.path[0] === 'accounts' ? undefined : 'Write null to remove the value, or leave the key out to leave it alone';
  return problem(placeOf(item, path), 'empty-string', `${nameOf(path, item)} is empty`, hint);
}

function invalidValue(path: Path, error: ValidationError, item: Item): Problem {
  const examples = (error.parentSchema?.examples ?? []) as readonly Json[];
  const hint =
    examples[0] === undefined
      ? undefined
      : `For example ${typeof examples[0] === 'string' ? examples[0] : JSON.stringify(examples[0])}`;
  return problem(placeOf(item, path), 'invalid-value', `${nameOf(path, item)} cannot be this`, hint);
}

/** The nearest name on the way to a value. A channel given as a text is its status. */
function nameOf(path: Path, item: Item): string {
  if (path.at(-2) === 'channels') return 'status';
  return path.findLast((step) => typeof step === 'string')?.toString() ?? String(item.path[0]);
}

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
