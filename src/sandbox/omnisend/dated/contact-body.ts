// The body of POST and PATCH (schema ContactRequest) → a checked write. Unknown members are ignored (seen: a real client
// reports 200 for misspelt names).

import { checkedFields, checkedProperties, checkedTags } from '../contact/checks.ts';
import type { ContactWrite } from '../contact/contact.ts';
import { checkedIdentifiers } from '../contact/identifier-checks.ts';
import type { Report } from '../field-errors.ts';

/** The welcome message is sent unless it is declined: schema ContactIdentifierRequest. */
const WORDS = { dateKey: 'statusChangedAt', welcomeByDefault: true } as const;

export function readContactBody(body: Readonly<Record<string, unknown>>, report: Report): ContactWrite {
  const tags = checkedTags(body.tags, report);
  return {
    fields: checkedFields(body, report),
    identifiers: checkedIdentifiers(body.identifiers, WORDS, report),
    ...(tags === undefined ? {} : { tags }),
    customProperties: checkedProperties(body, report),
  };
}
