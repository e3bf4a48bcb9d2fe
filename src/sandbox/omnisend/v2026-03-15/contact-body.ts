// Parses the body of POST and PATCH (Contacts OpenAPI 2026-03-15, schema ContactRequest, read 2026-11-21). Unknown members are
// ignored, because the real vendor answered 200 to a client that misspelt names.

import { checkedFields, checkedProperties, checkedTags } from '../contact/checks.ts';
import type { ContactWrite } from '../contact/contact.ts';
import { checkedIdentifiers } from '../contact/identifier-checks.ts';
import type { Report } from '../field-errors.ts';

/**
 * The format of identifiers in this dialect. The schema ContactIdentifierRequest says that the welcome message is sent by
 * default.
 */
const IDENTIFIER_FORMAT = { dateKey: 'statusChangedAt', welcomeByDefault: true } as const;

/** Parses and validates the members of a contact. The result must not be used if an error was reported. */
export function readContactBody(body: Readonly<Record<string, unknown>>, report: Report): ContactWrite {
  const tags = checkedTags(body.tags, report);
  return {
    fields: checkedFields(body, report),
    identifiers: checkedIdentifiers(body.identifiers, IDENTIFIER_FORMAT, report),
    ...(tags === undefined ? {} : { tags }),
    customProperties: checkedProperties(body, report),
  };
}
