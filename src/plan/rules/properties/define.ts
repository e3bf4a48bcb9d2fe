// Decides on custom properties that the account does not define yet: where it says `defineProperties`, the plan defines them
// first. The type follows from all declared values together, because no API call changes or deletes a property later. Pure.

import type { Difference } from '../../../contact/difference.ts';
import { normaliseInstant } from '../../../contact/normalise.ts';
import type { Account } from '../../../manifest/configuration.ts';
import type { AccountSchema, PropertyType } from '../../../providers/contract.ts';
import type { DecidedChange, Decision } from '../../decision.ts';
import { block } from '../../match.ts';

/**
 * Returns the difference with the type that its value suggests, if the plan has to define the property for it; otherwise the
 * difference as it is.
 */
export function withDefinition(change: Difference, account: Account, { properties }: AccountSchema): Difference {
  const [field, name = ''] = change.path;
  if (field !== 'customProperties' || properties === undefined || properties.has(name)) return change;
  const type = isDefinable(name, account) ? suggestedType(change) : undefined;
  return type === undefined ? change : { ...change, defines: type };
}

/** True if the account lets rollcall define properties, and the vendor takes one of this name. */
function isDefinable(name: string, { defineProperties, capabilities }: Account): boolean {
  const { defines } = capabilities.customProperties;
  return (
    defineProperties === true && defines !== undefined && new RegExp(`^(?:${defines.namePattern})$`, 'u').test(name)
  );
}

function suggestedType({ after }: Difference): PropertyType | undefined {
  if (typeof after === 'number' || typeof after === 'boolean') return typeof after as 'number' | 'boolean';
  if (typeof after !== 'string') return undefined;
  return normaliseInstant(after) === undefined ? 'string' : 'date';
}

/** Gives every property that is defined one type, and blocks those whose type is not clear. */
export function settleDefinitions<Decided extends { readonly decisions: readonly { readonly decision: Decision }[] }>(
  decided: Decided,
): Decided {
  const types = new Map<string, Set<PropertyType>>();
  for (const { decision } of decided.decisions) for (const one of definitionsIn(decision)) addType(types, one);
  if (types.size === 0) return decided;
  const decisions = decided.decisions.map((entry) => {
    const { decision } = entry;
    return decision.kind === 'change' && definitionsIn(decision).length > 0
      ? { ...entry, decision: { ...decision, ...settle(decision, types) } }
      : entry;
  });
  return { ...decided, decisions };
}

function definitionsIn(decision: Decision): readonly Difference[] {
  return decision.kind === 'change' ? decision.differences.filter(({ defines }) => defines !== undefined) : [];
}

function addType(types: Map<string, Set<PropertyType>>, { path: [, name = ''], defines }: Difference): void {
  const known = types.get(name) ?? new Set();
  if (defines !== undefined) known.add(defines);
  types.set(name, known);
}

function settle(
  { differences, blocked }: DecidedChange,
  types: ReadonlyMap<string, ReadonlySet<PropertyType>>,
): Pick<DecidedChange, 'differences' | 'blocked'> {
  const settled = differences.map((change) => {
    const { defines, ...rest } = change;
    if (defines === undefined) return { change };
    const type = commonType(types.get(change.path[1] ?? '') ?? new Set());
    return type.why === undefined
      ? { change: { ...rest, defines: type.is } }
      : { blocked: block('property-type-unclear', { why: type.why }, rest) };
  });
  return {
    differences: settled.flatMap(({ change }) => change ?? []),
    blocked: [...blocked, ...settled.flatMap(({ blocked: own }) => own ?? [])],
  };
}

type CommonType =
  | { readonly is: 'string' | 'number' | 'boolean'; readonly why?: never }
  | { readonly why: 'types' | 'date' };

/**
 * Returns the type that all values of a property have in common, or why there is none. If only some texts read as dates, all are
 * texts. If all of them do, they may be meant as dates or as texts.
 */
function commonType(types: ReadonlySet<PropertyType>): CommonType {
  if (types.has('date')) {
    if (types.size === 1) return { why: 'date' };
    return types.size === 2 && types.has('string') ? { is: 'string' } : { why: 'types' };
  }
  const [only] = types;
  return types.size === 1 && only !== undefined && only !== 'date' ? { is: only } : { why: 'types' };
}
