// The contact that a change of a rollback restores. Unlike other changes, those of a rollback are not made from the manifests, but
// from what an apply wrote; so the plan alone says what is declared, and apply builds the contact again from it. Pure.

import type { ContactToPlan, WrittenChange } from '../../base/contact-to-plan.ts';
import type { DeclaredSet, DesiredContact, PropertyValue } from '../../contact/contact.ts';
import type { Difference } from '../../contact/difference.ts';
import type { Channel, ScalarField, SetField } from '../../contact/fields.ts';
import { SCALAR_NAMES, SET_FIELDS } from '../../contact/fields.ts';
import type { PlannedChange } from '../document.ts';

/** A contact that an apply wrote. */
export type WrittenContact = ContactToPlan & { readonly written: WrittenChange };

/** A contact that declares nothing but who it is. */
type Subject = Pick<DesiredContact, 'account' | 'key' | 'source' | 'identifiers'>;

/**
 * The contact that declares what differences lead to. Identifiers are left out: no rollback changes them.
 *
 * @param side the values to declare: those before the differences, or those after them
 */
export function declaring(
  subject: Subject,
  differences: readonly Difference[],
  side: 'before' | 'after',
): DesiredContact {
  const { account, key, source, identifiers } = subject;
  const values = differences.map((one) => ({ path: one.path, value: one[side] }));
  const isScalar = (field = ''): boolean => SCALAR_NAMES.some((name) => name === field);
  return {
    ...{ account, key, source, identifiers },
    scalars: Object.fromEntries(
      values.flatMap(({ path: [field], value }) =>
        isScalar(field) ? [[field as ScalarField, value === null ? null : String(value)]] : [],
      ),
    ),
    sets: Object.fromEntries(SET_FIELDS.flatMap((field) => setOf(field, values))),
    customProperties: Object.fromEntries(
      values.flatMap(({ path: [field, name = ''], value }): [string, PropertyValue | null][] =>
        field === 'customProperties' ? [[name, value]] : [],
      ),
    ),
    pruneCustomProperties: false,
    channels: Object.fromEntries(
      values.flatMap(({ path: [field, channel], value }) =>
        field === 'channels' && value !== null ? [[channel as Channel, { status: value }]] : [],
      ),
    ) as DesiredContact['channels'],
    welcome: false,
    protect: false,
  };
}

function setOf(
  field: SetField,
  values: readonly { readonly path: Difference['path']; readonly value: Difference['after'] }[],
): readonly (readonly [SetField, DeclaredSet])[] {
  const own = values.filter(({ path }) => path[0] === field);
  if (own.length === 0) return [];
  const whole = own.find(({ path }) => path.length === 1);
  if (whole !== undefined) return [[field, { form: 'list', members: Array.isArray(whole.value) ? whole.value : [] }]];
  const members = own.map(({ path: [, name = ''], value }) => [name, value === true] as const);
  return [[field, { form: 'map', members: Object.fromEntries(members) }]];
}

/** The contact of a change of a rollback. A change that only names what is not rolled back has no identifiers. */
export function contactOfRollback(
  change: Pick<PlannedChange, 'account' | 'key' | 'source' | 'action' | 'basis' | 'differences'>,
): ContactToPlan {
  const { account, key, source, action, basis, differences } = change;
  const identifiers = basis?.desired.identifiers ?? {};
  const desired = declaring({ account, key, source, identifiers }, differences, 'after');
  return action === 'delete' ? { desired, base: { removed: 'delete' } } : { desired };
}
