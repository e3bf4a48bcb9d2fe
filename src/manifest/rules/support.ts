// Checks one declaration against one vendor's capabilities. Reads only capability data and names no vendor. whole.ts checks
// fields that the vendor does not have.

import { type Personal, personal } from '../../contact/argument.ts';
import { hasExtension, isInternational } from '../../contact/phone.ts';
import type { Capabilities, FieldSupport, SetSupport, SupportedField } from '../../providers/capabilities.ts';
import { type Problem, problem } from '../problem.ts';
import type {
  ChannelDeclaration,
  FieldDeclaration,
  IdentifierDeclaration,
  ListDeclaration,
  MemberDeclaration,
  PropertyDeclaration,
  ScalarDeclaration,
} from '../resolve/declarations.ts';
import { personalSuggestion } from '../schema/suggest.ts';
import type { Place } from '../syntax/locate.ts';

/** Checks whether the vendor accepts a declared value. Reports nothing for a field that the vendor does not have. */
export function checkSupport(declaration: FieldDeclaration, capabilities: Capabilities): readonly Problem[] {
  const support = supportOf(declaration, capabilities);
  if (!support.has) return [];
  switch (declaration.kind) {
    case 'scalar':
      return checkScalar(declaration, support, capabilities);
    case 'identifier':
      return checkIdentifier(declaration, support, capabilities);
    case 'list':
    case 'member':
      return checkSet(declaration, capabilities[declaration.field], support, capabilities);
    case 'property':
      return checkProperty(declaration, support, capabilities);
    case 'channel':
      return checkChannel(declaration, capabilities);
  }
}

function supportOf(declaration: FieldDeclaration, capabilities: Capabilities): FieldSupport {
  return capabilities.fields[declaration.field];
}

function checkScalar(
  declaration: ScalarDeclaration,
  support: SupportedField,
  capabilities: Capabilities,
): readonly Problem[] {
  const { field, value, place } = declaration;
  const { label } = capabilities;
  if (!support.write) return [problem(place, 'field-read-only', { label, field })];
  if (value === null) return support.clear === 'no' ? [cannotClear(field, place, label, support)] : [];
  if (support.values !== undefined && !support.values.includes(value)) {
    const allowed = support.values;
    const given = { label, field, value: personal('value', value), ...personalSuggestion(value, allowed), allowed };
    return [problem(place, 'invalid-value', { what: 'not-taken', ...given })];
  }
  return tooLong(value, support.maxLength, place, capabilities);
}

/** Checks an identifier. Most vendors accept phones in E.164 form only, so any other text would be lost or changed there. */
function checkIdentifier(
  { field, value, normalised, place }: IdentifierDeclaration,
  { maxLength }: SupportedField,
  capabilities: Capabilities,
): readonly Problem[] {
  if (field === 'phone' && capabilities.identity.phonesByDigits !== true) {
    if (!isInternational(value, normalised))
      return [problem(place, 'invalid-phone', { value: personal('phone', value) })];
    if (hasExtension(normalised)) return [problem(place, 'phone-extension', { label: capabilities.label })];
  }
  return tooLong(value, maxLength, place, capabilities);
}

/** Reports a value that cannot be cleared. @param support its `found` is present if a rehearsal at the account found that out */
function cannotClear(
  name: string | Personal<'name'>,
  place: Place,
  label: string,
  { found }: Pick<SupportedField | SetSupport, 'found'>,
): Problem {
  const { date, result, environment } = found ?? {};
  const where = environment === undefined ? {} : { environment };
  const finding = date === undefined ? {} : { found: date, ...(result === undefined ? {} : { result }), ...where };
  return problem(place, 'cannot-clear', { label, name, ...finding });
}

function tooLong(value: string, most: number | undefined, place: Place, { label }: Capabilities): readonly Problem[] {
  if (most === undefined || value.length <= most) return [];
  return [problem(place, 'value-too-long', { length: value.length, label, most })];
}

function checkSet(
  declaration: ListDeclaration | MemberDeclaration,
  set: SetSupport,
  support: SupportedField,
  capabilities: Capabilities,
): readonly Problem[] {
  const { field, place } = declaration;
  const { label } = capabilities;
  if (declaration.kind === 'list' ? !set.list : !set.map) {
    const form = declaration.kind === 'list' ? 'list' : 'map';
    const other = (form === 'list' ? set.map : set.list) ? 'possible' : 'impossible';
    return [problem(place, 'set-form-not-supported', { label, field, form, other })];
  }
  const members = declaration.kind === 'list' ? declaration.members : [declaration.name];
  if (declaration.kind === 'list' && members.length === 0 && (!set.listRemovals || support.clear === 'no'))
    return [cannotClear(field, place, label, support.clear === 'no' ? support : set)];
  const most = set.maxMembers;
  const different = new Set(members).size;
  if (most !== undefined && different > most) {
    return [problem(place, 'too-many-members', { members: different, field, label, most })];
  }
  return members.flatMap((member, index) => checkMember(member, memberPlace(declaration, index), set, capabilities));
}

function memberPlace(declaration: ListDeclaration | MemberDeclaration, index: number): Place {
  return declaration.kind === 'list'
    ? { ...declaration.place, path: [...declaration.place.path, index] }
    : { ...declaration.place, target: 'key' };
}

function checkMember(member: string, place: Place, set: SetSupport, capabilities: Capabilities): readonly Problem[] {
  if (member.trim() === '') return [problem(place, 'empty-string', { what: 'member' })];
  return tooLong(member, set.maxMemberLength, place, capabilities);
}

function checkProperty(
  declaration: PropertyDeclaration,
  support: SupportedField,
  capabilities: Capabilities,
): readonly Problem[] {
  const { name, value, place } = declaration;
  const { customProperties: rules, label } = capabilities;
  const naming = checkPropertyName(name, { ...place, target: 'key' }, capabilities);
  if (naming.length > 0) return naming;
  if (value === null) return support.clear === 'no' ? [cannotClear(personal('name', name), place, label, support)] : [];
  if (value === '' && rules.emptyIsRemoval) {
    return [problem(place, 'empty-string', { what: 'removal', label, name: personal('name', name) })];
  }
  const type = Array.isArray(value) ? 'list' : (typeof value as 'string' | 'number' | 'boolean');
  if (!rules.types.includes(type)) {
    return [problem(place, 'property-type-not-supported', { label, type, types: rules.types })];
  }
  const texts = Array.isArray(value) ? (value as readonly string[]) : typeof value === 'string' ? [value] : [];
  return texts.flatMap((text) => tooLong(text, rules.maxStringLength, place, capabilities)).slice(0, 1);
}

function checkPropertyName(
  name: string,
  place: Place,
  { customProperties: rules, label }: Capabilities,
): readonly Problem[] {
  if (rules.reserved.includes(name)) return [problem(place, 'reserved-property-name', { label, name })];
  if (name.length > rules.maxNameLength) {
    const long = { what: 'length', length: name.length, label, most: rules.maxNameLength } as const;
    return [problem(place, 'invalid-property-name', long)];
  }
  if (new RegExp(`^(?:${rules.namePattern})$`, 'u').test(name)) return [];
  const given = { what: 'form', label, name: personal('name', name), rule: rules.nameRule } as const;
  return [problem(place, 'invalid-property-name', given)];
}

function checkChannel(
  { channel, value, place }: ChannelDeclaration,
  { channels, label }: Capabilities,
): readonly Problem[] {
  const support = channels[channel];
  const { status, basis } = value;
  const at = { ...place, path: [...place.path, 'status'] };
  if (support === undefined || status === undefined) return [];
  if (!support.statuses.includes(status)) {
    return [problem(at, 'status-not-writable', { label, status, channel, statuses: support.statuses })];
  }
  const isImplicit = status === 'subscribed' && support.basisRequired && basis === undefined;
  return isImplicit ? [problem(at, 'basis-required', { label })] : [];
}
