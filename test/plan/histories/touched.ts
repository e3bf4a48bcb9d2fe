// Lists the fields that a request body writes, from the vendors' own names; `name.member` if only a part of a field is written.

import type { DesiredContact } from '../../../src/contact/contact.ts';
import type { Channel } from '../../../src/contact/fields.ts';

/** Members that identify the contact or are required with an address. They write no field. */
const NO_FIELDS = ['email', 'userId', 'remote_id', 'contactIDs', 'emails', 'phones', 'sendWelcomeEmail'];

const FIELDS: Readonly<Record<string, string>> = {
  first_name: 'firstName',
  last_name: 'lastName',
  subscribed: 'channels.email',
  consent_status: 'channels.email',
  consent_description: 'channels.email',
};

/** Members that are objects with one member for each part of the field that is written. */
const MEMBERS: Readonly<Record<string, string>> = {
  customProperties: 'customProperties',
  custom_fields: 'customProperties',
  mailingLists: 'lists',
  interests: 'lists',
  autoresponders: 'autoresponders',
};

export function touched(body: unknown, isGrouped: boolean): readonly string[] {
  return Object.entries((body ?? {}) as Record<string, unknown>).flatMap(([name, value]) => {
    if (NO_FIELDS.includes(name)) return [];
    const parent = MEMBERS[name];
    if (parent !== undefined) return Object.keys(value as object).map((member) => `${parent}.${member}`);
    if (name === 'identifiers') {
      return (value as { type: string }[]).map(({ type }) => (type === 'email' ? 'channels.email' : 'channels.sms'));
    }
    if (name === 'tags') return isGrouped ? (value as string[]).map((tag) => `tags.${tag}`) : ['tags'];
    if (name === 'shade' || name === 'size') return [`customProperties.${name}`];
    return [FIELDS[name] ?? name];
  });
}

/** True if the manifests or the base declare the field. Nothing else may be written. */
export function isDeclared(name: string, now: DesiredContact, base: DesiredContact | undefined): boolean {
  const declarations = base === undefined ? [now] : [now, base];
  const [field = '', member] = name.split('.');
  if (field === 'channels') return now.channels[member as Channel] !== undefined;
  if (field === 'customProperties' && now.pruneCustomProperties) return true;
  return declarations.some(({ scalars, sets, customProperties }) => {
    if (field === 'customProperties') return Object.hasOwn(customProperties, member ?? '');
    const set = sets[field as keyof typeof sets];
    if (set === undefined) return Object.hasOwn(scalars, field);
    return set.form === 'list' || (member !== undefined && Object.hasOwn(set.members, member));
  });
}
