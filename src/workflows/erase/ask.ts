// Lists what the accounts are asked about a person: every identifier, and an email once for each text in which a vendor may store it,
// because a look-up finds an email only by the vendor's own text. Pure.

import { type DesiredContact, type Identifier, type LiveContact, vendorText } from '../../contact/contact.ts';
import { textsOfEmail } from '../../contact/email.ts';
import { normaliseEmail } from '../../contact/normalise.ts';
import { hasExtension } from '../../contact/phone.ts';
import type { PersonIdentifiers } from './person.ts';

/** Where the texts of an email are known from. */
export interface TextSources {
  /** As the command line names the person. */
  readonly name: string;
  readonly declared: readonly DesiredContact[];
  /** Contacts that the accounts are known to have of the person. */
  readonly live: readonly LiveContact[];
}

/** Returns the identifiers to look up. */
export function identifiersToAsk(
  { email, phone, userId }: PersonIdentifiers,
  sources: TextSources,
): readonly Identifier[] {
  const texts = knownTexts(email, sources);
  return [
    ...[...email].flatMap((value) => inEveryText(value, texts.get(value) ?? [])),
    // Vendors that look up phones know no others than E.164 numbers without an extension, and reject a request for any other.
    ...[...phone].filter(isLookedUp).map((value) => ({ kind: 'phone', value }) as const),
    ...[...userId].map((value) => ({ kind: 'userId', value }) as const),
  ];
}

function isLookedUp(phone: string): boolean {
  return phone.startsWith('+') && !hasExtension(phone);
}

function inEveryText(value: string, known: readonly string[]): readonly Identifier[] {
  const texts = new Set([...textsOfEmail(value), ...known.flatMap((text) => textsOfEmail(value, text))]);
  return [...texts].map((spelling) => ({ kind: 'email', value, ...(spelling === value ? {} : { spelling }) }));
}

/** Returns the texts in which the emails are typed, declared, and stored at a vendor, by normal form. */
function knownTexts(
  emails: ReadonlySet<string>,
  { name, declared, live }: TextSources,
): ReadonlyMap<string, readonly string[]> {
  const texts = new Map<string, string[]>();
  const note = (text: string | undefined): void => {
    const value = text === undefined ? '' : normaliseEmail(text);
    if (text === undefined || text === value || !emails.has(value)) return;
    texts.set(value, [...(texts.get(value) ?? []), text]);
  };
  note(name);
  for (const { emailSpelling, previousSpelling } of declared) {
    note(emailSpelling);
    note(previousSpelling);
  }
  for (const contact of live) for (const value of contact.emails) note(vendorText(contact, value));
  return texts;
}
