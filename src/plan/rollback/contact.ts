// Builds the desired contact for a change of a rollback. A rollback is made from what an earlier apply wrote, not from the
// manifests. So only the plan says what the contact should become, and apply builds the desired contact again from the plan.
// Pure.

import type { ContactToPlan, WrittenChange } from '../../base/contact-to-plan.ts';
import type { DeclaredSet, DesiredContact, PropertyValue } from '../../contact/contact.ts';
import type { Difference } from '../../contact/difference.ts';
import type { Channel, ScalarField, SetField } from '../../contact/fields.ts';
import { SCALAR_NAMES, SET_FIELDS } from '../../contact/fields.ts';
import type { PlannedChange } from '../document.ts';

/** A contact that an earlier apply wrote, and whose change a rollback is to take back. */
export type WrittenContact = ContactToPlan & { readonly written: WrittenChange };

/** The members of a desired contact that say who it is and declare no values. */
type Subject = Pick<DesiredContact, 'account' | 'key' | 'source' | 'identifiers'>;

/**
 * Returns a desired contact that declares the values of one side of the differences. Ignores differences of identifiers, because
 * a rollback never changes identifiers.
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

/** Builds the contact to plan from a rollback's change. If the change has no requests, the contact has no identifiers. */
export function contactOfRollback(
  change: Pick<PlannedChange, 'account' | 'key' | 'source' | 'action' | 'basis' | 'differences'>,
): ContactToPlan {
  const { account, key, source, action, basis, differences } = change;
  const identifiers = basis?.desired.identifiers ?? {};
  const desired = declaring({ account, key, source, identifiers }, differences, 'after');
  return action === 'delete' ? { desired, base: { removed: 'delete' } } : { desired };
}
