// Makes the result of a plan independent of how the account was read. A listing finds a contact by the normal form of its
// identifiers, but a look-up may find it only by the vendor's own text of them. So look-ups send further texts, and if these find
// nobody, the account is listed (docs/semantics.md#finding-the-contact). Pure.

import {
  type DesiredContact,
  type Identifier,
  identifierKey,
  type LiveContact,
  vendorText,
} from '../../contact/contact.ts';
import { textsOfEmail } from '../../contact/email.ts';
import type { Findable, Match } from '../match.ts';
import type { PendingContact } from '../pending-contact.ts';

/**
 * Returns for each identifier that a live contact carries how well look-ups find it.
 *
 * @returns undefined if they find it by the first text of each
 */
export function findableBy(
  live: LiveContact,
  carried: readonly Identifier[],
  desired: DesiredContact,
): readonly Findable[] | undefined {
  // Nearly all contacts have one text only.
  const isPlain = live.texts === undefined && carried.every(({ spelling }) => spelling === undefined);
  return isPlain ? undefined : carried.map((identifier) => findable(live, identifier, desired));
}

function findable(live: LiveContact, identifier: Identifier, desired: DesiredContact): Findable {
  const own = vendorText(live, identifier.value);
  const texts = textsToAsk(identifier, desired);
  if (texts.includes(own)) return texts[0] === own ? 0 : 1;
  const lower = lowerAscii(own);
  return texts.some((text) => lowerAscii(text) === lower) ? 2 : 3;
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (capital) => capital.toLowerCase());
}

/** Returns the texts that look-ups send for an identifier, in the order in which they are sent. */
function textsToAsk({ kind, value }: Identifier, desired: DesiredContact): readonly string[] {
  if (kind !== 'email') return [value];
  if (value === desired.identifiers.email) return textsOfEmail(value, desired.emailSpelling);
  return textsOfEmail(value, value === desired.previously?.email ? desired.previousSpelling : undefined);
}

/**
 * Returns what is still to be looked up for a contact: its identifiers, once for each text that could find a match, or a better
 * one.
 *
 * @param isAsked tells whether the identifier at an index of `asked` has already been looked up by its first text
 */
export function openTexts(
  { asked, matches, desired }: PendingContact,
  isAsked: (index: number) => boolean,
): readonly Identifier[] {
  // If several live contacts match, the contact is blocked anyway.
  if (matches.length > 1) return [];
  return asked.flatMap((identifier, index) => {
    const [match] = matches;
    const best = match === undefined ? 4 : findableIn(match, identifier);
    if (best === 0) return [];
    const [first, ...others] = textsToAsk(identifier, desired);
    // The match has the only other text, and a look-up by the first text found nobody, so no better match can be found.
    if (best === 1 && others.length === 1 && isAsked(index)) return [];
    const texts = isAsked(index) ? others : [first, ...others];
    return texts.map((text) =>
      text === identifier.value ? plain(identifier) : { ...identifier, spelling: text ?? '' },
    );
  });
}

function plain({ kind, value }: Identifier): Identifier {
  return { kind, value };
}

/** True if a live contact may have one of the identifiers in a text that no look-up asked for. */
export function mayBeHidden(contact: PendingContact): boolean {
  return hiddenIdentifiers(contact).length > 0;
}

/** Returns the emails and phones that a live contact may have in a text that no look-up asked for. */
export function hiddenIdentifiers({ asked, matches, problem }: PendingContact): readonly Identifier[] {
  if (problem !== undefined || matches.length > 1) return [];
  return asked.filter(
    (identifier) =>
      (identifier.kind === 'email' || identifier.kind === 'phone') &&
      !matches.some((match) => findableIn(match, identifier) < 3),
  );
}

/**
 * Leaves out a match if look-ups find another match better by one of its identifiers. Otherwise a listing would lead to more
 * matches than look-ups.
 */
export function bestFindable(matches: readonly Match[]): readonly Match[] {
  if (matches.length < 2 || matches.every(({ findable: own }) => own === undefined)) return matches;
  return matches.filter((match) =>
    match.carries.every((identifier) => {
      const own = findableIn(match, identifier);
      return matches.every((other) => findableIn(other, identifier) >= own);
    }),
  );
}

/** Returns how well look-ups find the match by the identifier; 4 if the match does not have it. */
function findableIn({ carries, findable: own }: Match, identifier: Identifier): Findable | 4 {
  const key = identifierKey(identifier);
  const index = carries.findIndex((one) => identifierKey(one) === key);
  return index < 0 ? 4 : (own?.[index] ?? 0);
}
