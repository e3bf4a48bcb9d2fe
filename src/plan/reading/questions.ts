// Determines what has to be read before contacts can be decided. Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { Difference } from '../../contact/difference.ts';
import { SET_FIELDS } from '../../contact/fields.ts';
import type { Question } from '../../live/source.ts';
import type { PendingContact } from '../pending-contact.ts';

/** True if the contact names something that the account may define: custom properties or members of sets. */
export function needsSchema({ desired, base, written }: ContactToPlan): boolean {
  const isNamed = ({ path: [field = ''] }: Difference): boolean => ['customProperties', ...SET_FIELDS].includes(field);
  if (written?.differences.some(isNamed) === true) return true;
  const { customProperties = {}, sets = {} } = base?.dropped ?? {};
  const names = [desired.customProperties, desired.sets, customProperties, sets];
  return names.some((part) => Object.keys(part).length > 0);
}

/** Returns the questions of the first round of reading: every contact by its strongest identifier. */
export function firstQuestions(contacts: readonly PendingContact[]): readonly Question[] {
  return contacts.filter(({ asked }) => asked.length > 0);
}
