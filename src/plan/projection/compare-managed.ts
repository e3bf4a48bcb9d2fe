// Compares all managed fields of a contact other than identifiers and channels: projects them, converts dates, and leaves out
// fields that the vendor stores in the same place as another field. decide.ts compares the manifests with live; drift/observe.ts
// also compares the record (what the last apply declared) with live. Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import type { ScalarField } from '../../contact/fields.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { AccountSchema } from '../../providers/contract.ts';
import { type Comparison, compare } from '../compare.ts';
import { type ProjectedField, project } from './project.ts';
import { withDates } from './property-dates.ts';

/** Compares the managed fields of a contact. @param live undefined for a create */
export function compareManaged(
  contact: ContactToPlan,
  live: LiveContact | undefined,
  account: Account,
  schema: AccountSchema,
): Comparison {
  return compareFields(withoutYielding(project(contact, live), contact.desired, account), account, schema);
}

/** Compares projected fields. */
export function compareFields(
  fields: readonly ProjectedField[],
  { capabilities }: Account,
  schema: AccountSchema,
): Comparison {
  return compare(withDates(fields, schema, capabilities.customProperties));
}

/** Omits fields that the vendor stores in the same place as another declared field that takes precedence. */
function withoutYielding(
  fields: readonly ProjectedField[],
  desired: DesiredContact,
  { capabilities }: Account,
): readonly ProjectedField[] {
  return fields.filter(({ path: [name] }) => {
    const support = capabilities.fields[name as ScalarField];
    const winner = support.has ? support.yieldsTo : undefined;
    return winner === undefined || desired.scalars[winner as ScalarField] === undefined;
  });
}
