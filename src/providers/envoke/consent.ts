// Converts between Envoke's nine consent statuses and rollcall's status and legal basis. The bases are those of CASL, Canada's
// anti-spam law. The statuses are spelt as working clients send them (read 2026-11-21). Pure.

import type { Basis, Cause, ChannelConsent, DesiredChannel, Status } from '../../contact/consent.ts';
import { unknownConsent } from '../answers.ts';

type Meaning = Pick<ChannelConsent, 'status' | 'basis' | 'optedOut' | 'cause'>;

/**
 * Map from an Envoke status in lower case to its meaning. Only Envoke sets the last three; rollcall never writes them. Source:
 * the consent article and the fields article, read 2026-11-21.
 */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['express', sending('express')],
  ['implied - inquiry', sending('implied-inquiry')],
  ['implied - transaction', sending('implied-transaction')],
  ['implied - no expiry', sending('implied-no-expiry')],
  ['not provided', { status: 'nonSubscribed', optedOut: false, cause: 'none' }],
  ['revoked', ended('unsubscribed', 'person')],
  ['expired', ended('nonSubscribed', 'expired')],
  ['external spam reported', ended('unsubscribed', 'complaint')],
  ['envoke spam reported', ended('unsubscribed', 'complaint')],
]);

function sending(basis: Basis): Meaning {
  return { status: 'subscribed', basis, optedOut: false, cause: 'none' };
}

function ended(status: Status, cause: Cause): Meaning {
  return { status, optedOut: true, cause };
}

/** Envoke's status for each basis. All of these statuses allow sending mail. */
const SENDING: Readonly<Record<Basis, string>> = {
  express: 'Express',
  'implied-inquiry': 'Implied - Inquiry',
  'implied-transaction': 'Implied - Transaction',
  'implied-no-expiry': 'Implied - No Expiry',
};

/** Decodes a status. Ignores case and the kind of separator, which vary between the vendor's pages. */
export function decodeConsent(word: string): ChannelConsent {
  const meaning = MEANINGS.get(comparable(word));
  // Envoke does not say when a status changed.
  return meaning === undefined ? unknownConsent(word) : { ...meaning, since: 'unknown', word };
}

/**
 * Returns a live contact's status as working clients spell it. For a status that is not known, returns `Revoked`, the status of
 * an opt-out.
 */
export function spellConsent({ word }: Pick<ChannelConsent, 'word'>): string {
  const name = comparable(word);
  return MEANINGS.has(name) ? name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()) : 'Revoked';
}

/** Returns the form in which statuses are compared: lower case, with ` - ` as separator. */
function comparable(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replace(/\s*[-:]\s*/, ' - ');
}

/**
 * Returns the members of a body that set the status. A status that allows sending needs a description, too, because Envoke
 * requires one.
 *
 * @throws RangeError if a subscription is declared without a basis
 */
export function encodeConsent(
  status: Status,
  declared: DesiredChannel | undefined,
): readonly (readonly [string, string])[] {
  if (status === 'unsubscribed') return [['consent_status', 'Revoked']];
  if (status === 'nonSubscribed') return [['consent_status', 'Not Provided']];
  if (declared?.basis === undefined) throw new RangeError('an Envoke subscription needs the basis of its consent');
  return [
    ['consent_status', SENDING[declared.basis]],
    ['consent_description', describe(declared, declared.basis)],
  ];
}

/**
 * Returns the member of a body that adds evidence to an existing subscription. The status is not sent, because writing it again
 * would restart the period after which implied consent expires.
 *
 * @throws RangeError if a subscription is declared without a basis
 */
export function encodeEvidence(declared: DesiredChannel | undefined): readonly (readonly [string, string])[] {
  if (declared?.basis === undefined) throw new RangeError('an Envoke subscription needs the basis of its consent');
  return [['consent_description', describe(declared, declared.basis)]];
}

/** Describes the evidence of consent in one line. If the manifest declares no source, the text says so. */
function describe({ consent, statusChangedAt }: DesiredChannel, basis: Basis): string {
  const date = consent?.createdAt ?? statusChangedAt;
  const parts = [
    consent?.source ?? `${basis} consent as declared in the contact manifest, without a source`,
    date === undefined ? '' : `on ${date}`,
    consent?.ip === undefined ? '' : `from ${consent.ip}`,
    consent?.userAgent === undefined ? '' : `with ${consent.userAgent}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
