// Checks the texts of a declaration, whatever they mean: invalid characters, and placeholders that a program left unfilled.

import { personal } from '../../contact/argument.ts';
import { looksLikeTemplate } from '../../contact/placeholder.ts';
import { type Problem, problem } from '../problem.ts';
import type { Declaration } from '../resolve/declarations.ts';
import type { Place } from '../syntax/locate.ts';

/** Matches half of a character. Every escape that writes one alone is a mistake, and no request can carry it. */
const LONE_SURROGATE = /\p{Cs}/u;

/**
 * Reports each text of a declaration that no vendor should get. Runs for every declaration, so it allocates nothing for a valid
 * one.
 */
export function checkTexts(declaration: Declaration): readonly Problem[] {
  const { place } = declaration;
  switch (declaration.kind) {
    case 'scalar':
    case 'identifier':
    case 'setting':
      return checkValue(declaration.value, place);
    case 'list':
      return checkValue(declaration.members, place);
    case 'member':
      return checkName(declaration.name, place);
    case 'property': {
      const ofName = checkName(declaration.name, place);
      return ofName.length > 0 ? ofName : checkValue(declaration.value, place);
    }
    case 'channel': {
      const source = declaration.value.consent?.source;
      return typeof source === 'string' && isSuspicious(source)
        ? found(source, within(place, 'consent', 'source'))
        : NONE;
    }
  }
}

function checkName(name: string, place: Place): readonly Problem[] {
  return isSuspicious(name) ? found(name, { ...place, target: 'key' }) : NONE;
}

/** Checks a value; of a list, every member. */
function checkValue(value: unknown, place: Place): readonly Problem[] {
  if (typeof value === 'string') return isSuspicious(value) ? found(value, place) : NONE;
  if (!Array.isArray(value)) return NONE;
  const members: readonly unknown[] = value;
  if (!members.some((member) => typeof member === 'string' && isSuspicious(member))) return NONE;
  return members.flatMap((member, index) => checkValue(member, within(place, index)));
}

function isSuspicious(text: string): boolean {
  return LONE_SURROGATE.test(text) || looksLikeTemplate(text);
}

function found(text: string, place: Place): readonly Problem[] {
  if (LONE_SURROGATE.test(text)) return [problem(place, 'lone-surrogate', {})];
  return [problem(place, 'looks-like-template', { value: personal('value', text) }, { severity: 'warning' })];
}

function within(place: Place, ...steps: readonly (string | number)[]): Place {
  return { ...place, path: [...place.path, ...steps] };
}

const NONE: readonly Problem[] = [];
