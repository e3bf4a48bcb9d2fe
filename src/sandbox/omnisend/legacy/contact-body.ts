// Parses the body of POST and PATCH in v3 and v5. Unknown members are ignored, as in API 2026-03-15.

import { checkedFields, checkedProperties, checkedTags } from '../contact/checks.ts';
import type { ContactWrite } from '../contact/contact.ts';
import { checkedIdentifiers } from '../contact/identifier-checks.ts';
import type { Report } from '../field-errors.ts';
import type { LegacyRules } from './rules.ts';

/** Parses and validates the members of a contact. The result must not be used if an error was reported. */
export function readContactBody(
  { defaultStatus, patchInfersType }: LegacyRules,
  method: 'POST' | 'PATCH',
  body: Readonly<Record<string, unknown>>,
  report: Report,
): ContactWrite {
  const format = {
    dateKey: 'statusDate',
    ...(defaultStatus && { defaultStatus }),
    typeFromChannel: method === 'PATCH' && patchInfersType,
    welcomeByDefault: false,
  } as const;
  const tags = checkedTags(body.tags, report);
  const welcome = welcomeEmail(body.sendWelcomeEmail, report);
  return {
    fields: checkedFields(body, report),
    identifiers: checkedIdentifiers(body.identifiers, format, report).map((identifier) =>
      identifier.type === 'email' && welcome ? { ...identifier, welcome } : identifier,
    ),
    ...(tags === undefined ? {} : { tags }),
    customProperties: checkedProperties(body, report),
  };
}

/**
 * Returns `sendWelcomeEmail`, a member of the contact. If it is true, it applies to all emails, whatever the `sendWelcomeMessage`
 * of an identifier is. Its default is not documented; false is assumed.
 */
function welcomeEmail(value: unknown, report: Report): boolean {
  if (value !== undefined && typeof value !== 'boolean')
    report('sendWelcomeEmail', 'invalid_type', 'Must be a boolean');
  return value === true;
}
