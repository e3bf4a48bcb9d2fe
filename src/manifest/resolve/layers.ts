// Declarations of one contact, laid over each other: defaults < contact < at. Maps merge per key, a list replaces, a list against a
// map replaces either way. Within one layer nothing may be said twice.

import { personal } from '../../contact/argument.ts';
import { canonicalJson } from '../../contact/canonical.ts';
import { type Problem, problem } from '../problem.ts';
import type { ChannelDeclaration, Declaration, IdentifierDeclaration, Settings } from './declarations.ts';

export type DeclarationMap = ReadonlyMap<string, Declaration>;

export interface Merged {
  readonly declarations: DeclarationMap;
  readonly problems: readonly Problem[];
}

/** The declarations of one layer, from all entries that are this contact, in the order of the files. */
export function mergeLayer(entries: readonly (readonly Declaration[])[]): Merged {
  const [first = [], ...others] = entries;
  const declarations = new Map<string, Declaration>();
  const problems: Problem[] = [];
  // Within one entry nothing can be said twice: its keys are those of mappings.
  for (const declaration of first) declarations.set(declaration.key, declaration);
  for (const declaration of others.flat()) {
    const other = declarations.get(declaration.key) ?? otherForm(declaration, declarations);
    if (other !== undefined) problems.push(...conflict(declaration, other));
    if (other === undefined || isOtherSpelling(declaration, other)) declarations.set(declaration.key, declaration);
  }
  return { declarations, problems };
}

/** Chooses between two spellings of one identifier independently of file order: upper case sorts before lower case. */
function isOtherSpelling(declaration: Declaration, other: Declaration): boolean {
  return declaration.kind === 'identifier' && other.kind === 'identifier' && declaration.value < other.value;
}

/** Overlays layers; later layers take precedence. */
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

export function settingOf<Name extends keyof Settings>(
  declarations: DeclarationMap,
  name: Name,
): Settings[Name] | undefined {
  const declaration = declarations.get(name);
  return declaration?.kind === 'setting' ? (declaration.value as Settings[Name]) : undefined;
}

/** Evidence belongs to the status that it stands with: a layer that states a status starts afresh. */
function mergeChannel(weaker: ChannelDeclaration, declaration: ChannelDeclaration): ChannelDeclaration {
  return declaration.value.status === undefined
    ? { ...declaration, value: { ...weaker.value, ...declaration.value } }
    : declaration;
}

/** In a weaker layer, what a list stands against member by member, or a member against as a list. */
function replacedBy(declaration: Declaration, declarations: DeclarationMap): readonly string[] {
  if (declaration.kind === 'member')
    return declarations.get(declaration.field)?.layer === declaration.layer ? [] : [declaration.field];
  return declaration.kind === 'list'
    ? [...declarations.keys()].filter((key) => key.startsWith(`${declaration.field}\0`))
    : [];
}

/** In the same layer, a set declared both as a list and as a map. */
function otherForm(declaration: Declaration, declarations: DeclarationMap): Declaration | undefined {
  if (declaration.kind === 'member') return declarations.get(declaration.field);
  return declaration.kind === 'list'
    ? [...declarations.values()].find((other) => other.kind === 'member' && other.field === declaration.field)
    : undefined;
}

function conflict(declaration: Declaration, other: Declaration): readonly Problem[] {
  if (declaration.kind === 'identifier' && other.kind === 'identifier') return identifierConflict(declaration, other);
  const mayAgree =
    declaration.layer === 'defaults' || (declaration.kind === 'setting' && declaration.setting === 'accounts');
  if (mayAgree && canonicalJson(contentOf(declaration)) === canonicalJson(contentOf(other))) return [];
  const [field = '', name] = declaration.key.split('\0');
  // A channel is no name that a manifest gives.
  const isGiven = name !== undefined && declaration.kind !== 'channel';
  const told = isGiven ? { field, member: personal('name', name) } : { field: declaration.key.replace('\0', '.') };
  const layer = declaration.layer === 'defaults' ? 'defaults' : 'contact';
  return [problem(declaration.place, 'duplicate-field', { layer, ...told }, { other: other.place })];
}

/** Two entries that share one identifier and differ in another: two people, or a mistake. */
function identifierConflict(declaration: IdentifierDeclaration, other: IdentifierDeclaration): readonly Problem[] {
  if (declaration.field === other.field && declaration.normalised === other.normalised) return [];
  return [
    problem(declaration.place, 'identifier-claimed-twice', { identifier: declaration.field }, { other: other.place }),
  ];
}

function contentOf(declaration: Declaration): unknown {
  const { place: _place, ...content } = declaration;
  return content;
}
