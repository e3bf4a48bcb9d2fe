// The body of POST and PATCH on v3 and v5 → a checked write. Unknown members are ignored, as by API 2026-03-15.

import { checkedFields, checkedProperties, checkedTags } from '../contact/checks.ts';
import type { ContactWrite } from '../contact/contact.ts';
import { checkedIdentifiers } from '../contact/identifier-checks.ts';
import type { Report } from '../field-errors.ts';
import type { LegacyRules } from './rules.ts';

export function readContactBody(
  { defaultStatus }: LegacyRules,
  body: Readonly<Record<string, unknown>>,
  report: Report,
): ContactWrite {
  const words = { dateKey: 'statusDate', ...(defaultStatus && { defaultStatus }), welcomeByDefault: false } as const;
  const tags = checkedTags(body.tags, report);
  const welcome = welcomeEmail(body.sendWelcomeEmail, report);
  return {
    fields: checkedFields(body, report),
    identifiers: checkedIdentifiers(body.identifiers, words, report).map((identifier) =>
      identifier.type === 'email' && welcome ? { ...identifier, welcome } : identifier,
    ),
    ...(tags === undefined ? {} : { tags }),
    customProperties: checkedProperties(body, report),
  };
}

/** Of the whole contact, beside `sendWelcomeMessage` of an identifier. No default is documented: silence is no wish. */
function welcomeEmail(value: unknown, report: Report): boolean {
  if (value !== undefined && typeof value !== 'boolean')
    report('sendWelcomeEmail', 'invalid_type', 'Must be a boolean');
  return value === true;
}
