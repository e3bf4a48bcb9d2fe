// Merges the declarations of one contact. First, each layer is merged from all entries of the contact; a value declared twice in
// one layer is a mistake. Then the layers are overlaid: `at` takes precedence over the contact, and the contact over the
// defaults. Maps merge by key; a list replaces a list or a map, and a map replaces a list.

import { type Personal, personal } from '../../contact/argument.ts';
import { canonicalJson } from '../../contact/canonical.ts';
import { append, type Problem, problem } from '../problem.ts';
import type { ChannelDeclaration, Declaration, IdentifierDeclaration, Settings } from './declarations.ts';

/** Declarations by their `key`. */
export type DeclarationMap = ReadonlyMap<string, Declaration>;

/** One layer of a contact, and the conflicts in it. */
export interface Merged {
  readonly declarations: DeclarationMap;
  readonly problems: readonly Problem[];
}

/**
 * Returns the accounts under which one of two conflicting values could be declared with `at` instead. Empty if that is no remedy,
 * because both entries go to the same accounts.
 */
export type Remedy = (declaration: Declaration, other: Declaration) => readonly string[];

/**
 * Merges one layer of a contact. Of two declarations with the same key, the first is used, and a conflict is reported. Two
 * spellings of the same identifier are no conflict.
 *
 * @param entries the declarations of each of the contact's entries, in file order
 */
export function mergeLayer(entries: readonly (readonly Declaration[])[], remedy: Remedy = noRemedy): Merged {
  const [first = [], ...others] = entries;
  const declarations = new Map<string, Declaration>();
  const problems: Problem[] = [];
  // One entry cannot declare a key twice, because the parser rejects duplicate keys in a mapping.
  for (const declaration of first) declarations.set(declaration.key, declaration);
  for (const declaration of others.flat()) {
    const other = declarations.get(declaration.key) ?? otherForm(declaration, declarations);
    if (other !== undefined) append(problems, conflict(declaration, other, remedy));
    if (other === undefined || isPreferredSpelling(declaration, other)) declarations.set(declaration.key, declaration);
  }
  return { declarations, problems };
}

function noRemedy(): readonly string[] {
  return [];
}

/**
 * Returns whether this spelling of an identifier is used instead of the other: the one that sorts first, whatever the file order.
 */
function isPreferredSpelling(declaration: Declaration, other: Declaration): boolean {
  return declaration.kind === 'identifier' && other.kind === 'identifier' && declaration.value < other.value;
}

/** Overlays layers; a later layer takes precedence. */
export function overlay(layers: readonly DeclarationMap[]): DeclarationMap {
  const [first = new Map<string, Declaration>(), ...rest] = layers.filter((layer) => layer.size > 0);
  if (rest.length === 0) return first;
  const result = new Map(first);
  for (const declaration of rest.flatMap((layer) => [...layer.values()])) {
    const weaker = result.get(declaration.key);
    for (const replaced of replacedBy(declaration, result)) result.delete(replaced);
    result.set(
      declaration.key,
      declaration.kind === 'channel' && weaker?.kind === 'channel' ? mergeChannel(weaker, declaration) : declaration,
    );
  }
  return result;
}

/** Returns the declared value of a setting; undefined if it is not declared. */
export function settingOf<Name extends keyof Settings>(
  declarations: DeclarationMap,
  name: Name,
): Settings[Name] | undefined {
  const declaration = declarations.get(name);
  return declaration?.kind === 'setting' ? (declaration.value as Settings[Name]) : undefined;
}

/**
 * Overlays a channel. Evidence belongs to the status that it is declared with, so a layer that declares a status replaces the
 * weaker layer's evidence as well.
 */
function mergeChannel(weaker: ChannelDeclaration, declaration: ChannelDeclaration): ChannelDeclaration {
  return declaration.value.status === undefined
    ? { ...declaration, value: { ...weaker.value, ...declaration.value } }
    : declaration;
}

/** Returns the keys in weaker layers that declare the same set in the other form: a list replaces members, a member a list. */
function replacedBy(declaration: Declaration, declarations: DeclarationMap): readonly string[] {
  if (declaration.kind === 'member')
    return declarations.get(declaration.field)?.layer === declaration.layer ? [] : [declaration.field];
  return declaration.kind === 'list'
    ? [...declarations.keys()].filter((key) => key.startsWith(`${declaration.field}\0`))
    : [];
}

/** Finds a declaration in the same layer that declares the same set in the other form, list or map. */
function otherForm(declaration: Declaration, declarations: DeclarationMap): Declaration | undefined {
  if (declaration.kind === 'member') return declarations.get(declaration.field);
  return declaration.kind === 'list'
    ? [...declarations.values()].find((other) => other.kind === 'member' && other.field === declaration.field)
    : undefined;
}

/** Reports two declarations of one value in the same layer. Defaults of several files may be repeated if they are equal. */
function conflict(declaration: Declaration, other: Declaration, remedy: Remedy): readonly Problem[] {
  if (declaration.kind === 'identifier' && other.kind === 'identifier')
    return identifierConflict(declaration, other, remedy);
  const isDefault = declaration.layer === 'defaults';
  if (isDefault && canonicalJson(contentOf(declaration)) === canonicalJson(contentOf(other))) return [];
  const layer = isDefault ? 'defaults' : 'contact';
  const given = { layer, ...nameOf(declaration), ...at(remedy(declaration, other)) } as const;
  return [problem(declaration.place, 'duplicate-field', given, { other: other.place })];
}

/** Reports entries that are one contact, because they share an identifier, but declare different values for another. */
function identifierConflict(
  declaration: IdentifierDeclaration,
  other: IdentifierDeclaration,
  remedy: Remedy,
): readonly Problem[] {
  if (declaration.field === other.field && declaration.normalised === other.normalised) return [];
  const given = { identifier: declaration.field, ...at(remedy(declaration, other)) };
  return [problem(declaration.place, 'identifier-claimed-twice', given, { other: other.place })];
}

function at(accounts: readonly string[]): { readonly at?: readonly string[] } {
  return accounts.length === 0 ? {} : { at: accounts };
}

/** Names a declaration for a diagnostic. Names of members and properties are personal, because manifests choose them. */
export function nameOf(declaration: Declaration): { readonly field: string; readonly member?: Personal<'name'> } {
  const [field = '', name] = declaration.key.split('\0');
  // The names of channels are fixed.
  const isGiven = name !== undefined && declaration.kind !== 'channel';
  return isGiven ? { field, member: personal('name', name) } : { field: declaration.key.replace('\0', '.') };
}

function contentOf(declaration: Declaration): unknown {
  const { place: _place, ...content } = declaration;
  return content;
}
