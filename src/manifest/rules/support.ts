// One declaration against what one vendor can do. Reads capability data only, and names no vendor. A field that the vendor does not
// have is no business of this file.

import type { Capabilities, FieldSupport, SetSupport, SupportedField } from '../../providers/capabilities.ts';
import { type Problem, problem } from '../problem.ts';
import type {
  ChannelDeclaration,
  FieldDeclaration,
  ListDeclaration,
  MemberDeclaration,
  PropertyDeclaration,
  ScalarDeclaration,
} from '../resolve/declarations.ts';
import { didYouMean } from '../schema/suggest.ts';
import type { Place } from '../syntax/locate.ts';

/** @param declaration of a field that the vendor has */
export function checkSupport(declaration: FieldDeclaration, capabilities: Capabilities): readonly Problem[] {
  const support = supportOf(declaration, capabilities);
  if (!support.has) return [];
  switch (declaration.kind) {
    case 'scalar':
      return checkScalar(declaration, support, capabilities);
    case 'identifier':
      return tooLong(declaration.value, support.maxLength, declaration.place, capabilities);
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
  if (!support.write) {
    return [
      problem(
        place,
        'field-read-only',
        `${label} does not let ${field} be written`,
        `Remove it, or declare ${field} for other accounts only`,
      ),
    ];
  }
  if (value === null) return support.clear === 'no' ? [cannotClear(field, place, label)] : [];
  if (support.values !== undefined && !support.values.includes(value)) {
    const hint = didYouMean(value, support.values) ?? `One of ${support.values.join(', ')}`;
    return [problem(place, 'invalid-value', `${label} takes no ${field} ${value}`, hint)];
  }
  return tooLong(value, support.maxLength, place, capabilities);
}

function cannotClear(name: string, place: Place, label: string): Problem {
  return problem(
    place,
    'cannot-clear',
    `${label} cannot remove ${name}`,
    'Leave the key out, and remove the value in the vendor’s own interface',
  );
}

function tooLong(value: string, most: number | undefined, place: Place, { label }: Capabilities): readonly Problem[] {
  if (most === undefined || value.length <= most) return [];
  return [
    problem(place, 'value-too-long', `${value.length} characters, and ${label} takes at most ${most}`, 'Shorten it'),
  ];
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
    const [form, other] =
      declaration.kind === 'list'
        ? ['as a list', 'a map: name: true']
        : ['member by member', 'a list, which is the whole set'];
    const possible = declaration.kind === 'list' ? set.map : set.list;
    return [
      problem(
        place,
        'set-form-not-supported',
        `${label} cannot take ${field} ${form}`,
        possible ? `Write ${other}` : undefined,
      ),
    ];
  }
  const members = declaration.kind === 'list' ? declaration.members : [declaration.name];
  if (declaration.kind === 'list' && members.length === 0 && (!set.listRemovals || support.clear === 'no'))
    return [cannotClear(field, place, label)];
  const most = set.maxMembers;
  if (most !== undefined && new Set(members).size > most) {
    return [
      problem(
        place,
        'too-many-members',
        `${members.length} ${field}, and ${label} takes at most ${most}`,
        'Declare fewer',
      ),
    ];
  }
  return members.flatMap((member, index) => checkMember(member, memberPlace(declaration, index), set, capabilities));
}

function memberPlace(declaration: ListDeclaration | MemberDeclaration, index: number): Place {
  return declaration.kind === 'list'
    ? { ...declaration.place, path: [...declaration.place.path, index] }
    : { ...declaration.place, target: 'key' };
}

function checkMember(member: string, place: Place, set: SetSupport, capabilities: Capabilities): readonly Problem[] {
  if (member.trim() === '') return [problem(place, 'empty-string', 'A member without a name', 'Remove it')];
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
  if (value === null) return support.clear === 'no' ? [cannotClear(name, place, label)] : [];
  if (value === '' && rules.emptyIsRemoval) {
    return [
      problem(
        place,
        'empty-string',
        `${label} takes an empty ${name} as its removal`,
        'Write null to remove the value',
      ),
    ];
  }
  const type = Array.isArray(value) ? 'list' : (typeof value as 'string' | 'number' | 'boolean');
  if (!rules.types.includes(type)) {
    return [
      problem(
        place,
        'property-type-not-supported',
        `${label} has no custom properties of type ${type}`,
        `It has ${rules.types.join(', ')}`,
      ),
    ];
  }
  const texts = Array.isArray(value) ? (value as readonly string[]) : typeof value === 'string' ? [value] : [];
  return texts.flatMap((text) => tooLong(text, rules.maxStringLength, place, capabilities)).slice(0, 1);
}

function checkPropertyName(
  name: string,
  place: Place,
  { customProperties: rules, label }: Capabilities,
): readonly Problem[] {
  if (rules.reserved.includes(name)) {
    return [
      problem(place, 'reserved-property-name', `${label} keeps the name ${name} for itself`, 'Choose another name'),
    ];
  }
  if (name.length > rules.maxNameLength) {
    return [
      problem(
        place,
        'invalid-property-name',
        `A name of ${name.length} characters, and ${label} takes at most ${rules.maxNameLength}`,
        'Shorten it',
      ),
    ];
  }
  if (new RegExp(`^(?:${rules.namePattern})$`, 'u').test(name)) return [];
  return [
    problem(
      place,
      'invalid-property-name',
      `${label} takes no custom property named ${name}`,
      `Names are made of ${rules.nameRule}`,
    ),
  ];
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
    return [
      problem(
        at,
        'status-not-writable',
        `${label} has no status ${status} for ${channel}`,
        `One of ${support.statuses.join(', ')}`,
      ),
    ];
  }
  if (status !== 'subscribed' || !support.basisRequired || basis !== undefined) return [];
  return [
    problem(
      at,
      'basis-required',
      `${label} needs the basis of a subscription`,
      'Add basis: express, or the kind of implied consent',
    ),
  ];
}
