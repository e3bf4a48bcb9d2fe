// Marks the contacts to plan that must not be mailed, and builds contacts to plan for people who must not be mailed, are found at
// a vendor, and are declared by nobody. Pure.

import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import { type FieldName, SCALAR_NAMES, SET_FIELDS } from '../../contact/fields.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { Guard } from '../../manifest/suppressions/guard.ts';
import type { Suppression } from '../../manifest/suppressions/person.ts';
import type { Capabilities } from '../../providers/capabilities.ts';
import type { ContactToPlan } from '../contact-to-plan.ts';

/** Finds the suppression that names a contact by an identifier that it declares. */
export function suppressionOf({ desired, base }: ContactToPlan, guard: Pick<Guard, 'find'>): Suppression | undefined {
  const { email, phone } = desired.identifiers;
  const others = base?.alternatives ?? [];
  const emails = [email, desired.previously?.email, ...others.map(({ kind, value }) => kind === 'email' && value)];
  const phones = [phone, ...others.map(({ kind, value }) => kind === 'phone' && value)];
  return guard.find({ emails: emails.filter(isText), phones: phones.filter(isText) });
}

function isText(value: string | false | undefined): value is string {
  return typeof value === 'string';
}

/**
 * Marks a contact that must not be mailed. The statuses and evidence that it declares are moved to `suppressed`, so that no
 * request can contain them.
 */
export function mark(
  contact: ContactToPlan,
  { source, erasure, isNew }: Pick<Suppression, 'source' | 'erasure'> & { readonly isNew?: true },
  { capabilities }: Pick<Account, 'capabilities'>,
): ContactToPlan {
  if (contact.suppressed !== undefined) return contact;
  const { desired, base } = contact;
  const added = isNew === undefined ? {} : { isNew };
  const known = { claims: desired.channels, isDeclared: base?.removed === undefined, source, ...added };
  const silent = { ...desired, channels: {}, welcome: false };
  if (erasure === undefined) return { ...contact, desired: silent, suppressed: known };
  // For somebody who is to be forgotten, replace what was declared: every value that the vendor can clear is cleared.
  const removed = base?.removed === undefined ? {} : { base: { removed: base.removed } };
  return { desired: { ...silent, ...cleared(capabilities) }, ...removed, suppressed: { ...known, erasure } };
}

/** Builds the contact to plan for somebody at the vendor whom nobody declares. */
export function undeclaredContact(
  { name: account, capabilities }: Pick<Account, 'name' | 'capabilities'>,
  live: Pick<LiveContact, 'id' | 'userId' | 'emails' | 'phones'>,
  { source, erasure }: Pick<Suppression, 'source' | 'erasure'>,
): ContactToPlan {
  const identifiers = identifiersOf(live);
  const { userId, email, phone, id } = identifiers;
  const key = `${account}/${userId ?? email ?? phone ?? id ?? ''}`;
  const desired = { account, key, source, identifiers, ...NOTHING };
  const known = { claims: {}, isDeclared: false, source };
  if (erasure === undefined) return { desired, suppressed: known };
  return { desired: { ...desired, ...cleared(capabilities) }, suppressed: { ...known, erasure } };
}

const NOTHING = {
  scalars: {},
  sets: {},
  customProperties: {},
  pruneCustomProperties: false,
  channels: {},
  welcome: false,
  protect: false,
} as const;

type Cleared = Pick<DesiredContact, 'scalars' | 'sets' | 'customProperties' | 'pruneCustomProperties'>;

/** Returns declarations that empty every field that the vendor can clear. */
function cleared({ fields, ...capabilities }: Capabilities): Cleared {
  const canClear = (field: FieldName): boolean => {
    const support = fields[field];
    return support.has && support.write && support.clear !== 'no' && support.yieldsTo === undefined;
  };
  const sets = SET_FIELDS.filter((field) => canClear(field) && capabilities[field].list);
  return {
    scalars: Object.fromEntries(SCALAR_NAMES.filter(canClear).map((field) => [field, null])),
    sets: Object.fromEntries(sets.map((field) => [field, { form: 'list', members: [] }])),
    customProperties: {},
    pruneCustomProperties: canClear('customProperties'),
  };
}

function identifiersOf({
  id,
  userId,
  emails: [email],
  phones: [phone],
}: Pick<LiveContact, 'id' | 'userId' | 'emails' | 'phones'>): DesiredContact['identifiers'] {
  return {
    ...(id === undefined ? {} : { id }),
    ...(userId === undefined ? {} : { userId }),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
  };
}
