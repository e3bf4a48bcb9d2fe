// Finds the declared contact that a person names by one of its identifiers, or the contacts that were perhaps meant.

import { personal } from '../../contact/argument.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { normaliseEmail, normalisePhone } from '../../contact/normalise.ts';
import { joined, type Sentence, sentence } from '../../contact/sentence.ts';
import { nearest } from '../../manifest/schema/suggest.ts';

/**
 * Finds declared contacts.
 *
 * @param name an email address, phone number, userId or vendor's id, or a key as a plan shows it
 * @param contacts the declared contacts at the accounts in scope
 * @returns the matching contacts, at most one per account
 * @throws HintedError `unknown-contact` if none matches, or several do at one account
 */
export function findDeclared(name: string, contacts: readonly DesiredContact[]): readonly DesiredContact[] {
  const byKey = contacts.filter(({ key }) => key === name);
  const meant = byKey.length > 0 ? byKey : contacts.filter(({ identifiers }) => isNamed(name, identifiers));
  if (meant.length === 0) throw unknown(name, contacts);
  if (new Set(meant.map(({ account }) => account)).size < meant.length) throw ambiguous(meant);
  return meant;
}

function isNamed(name: string, { email, phone, userId, id }: DesiredContact['identifiers']): boolean {
  return email === normaliseEmail(name) || phone === normalisePhone(name) || userId === name || id === name;
}

const MOST_NAMED = 3;

/** Identifiers of declared contacts that look like what was typed, the most similar first. */
function similar(name: string, contacts: readonly DesiredContact[]): readonly string[] {
  const typed = normaliseEmail(name);
  const known = contacts.flatMap(({ identifiers }) => Object.values(identifiers));
  return nearest(typed, known, Math.max(2, Math.floor(typed.length / 5))).slice(0, MOST_NAMED);
}

function unknown(name: string, contacts: readonly DesiredContact[]): HintedError {
  const near = similar(name, contacts).map((value): Sentence => sentence`${personal('key', value)}`);
  const hint =
    near.length === 0
      ? sentence`give an email address, phone number or userId that a manifest declares`
      : sentence`did you mean ${joined(near, ' or ')}?`;
  return new HintedError(
    'unknown-contact',
    sentence`no manifest declares ${personal('key', name)} at the chosen accounts; nothing was written`,
    { hint },
  );
}

function ambiguous(meant: readonly DesiredContact[]): HintedError {
  const keys = meant.map(({ key }): Sentence => sentence`${personal('key', key)}`);
  return new HintedError('unknown-contact', sentence`several contacts have this identifier: ${joined(keys, ', ')}`, {
    reason: 'ambiguous',
    hint: sentence`give the key of one of them`,
  });
}
