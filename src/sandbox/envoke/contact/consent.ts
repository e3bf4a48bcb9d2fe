// The rules of the vendor's consent statuses under Canada's anti-spam law (CASL): which statuses allow sending, expire, or can be
// set by clients. Sources, read 2026-11-21: support.envoke.com on consent statuses; the clients of the Drupal module and of
// NeuroHub for what the API accepts.

import { CONSENT_STATUSES, type Consent, type ConsentStatus } from './contact.ts';
import { formatDate, monthsLater, parseDate } from './dates.ts';

const SENDING: ReadonlySet<ConsentStatus> = new Set([
  'Express',
  'Implied - Inquiry',
  'Implied - Transaction',
  'Implied - No Expiry',
]);

/** Statuses that only the vendor sets. It is inferred, not documented, that the API refuses them. */
const SYSTEM: ReadonlySet<ConsentStatus> = new Set(['Expired', 'External Spam Reported', 'Envoke Spam Reported']);

const MONTHS_UNTIL_EXPIRY: Readonly<Partial<Record<ConsentStatus, number>>> = {
  'Implied - Inquiry': 6,
  'Implied - Transaction': 24,
};

/** Finds a status by its name. Case is ignored, because the vendor's pages differ in it. */
export function statusNamed(text: string): ConsentStatus | undefined {
  return CONSENT_STATUSES.find((status) => status.toLowerCase() === text.toLowerCase());
}

/** Returns whether messages may be sent to a contact with this status. */
export function allowsSending(status: ConsentStatus): boolean {
  return SENDING.has(status);
}

/** Returns whether only the vendor can set this status. */
export function isSystemStatus(status: ConsentStatus): boolean {
  return SYSTEM.has(status);
}

/**
 * Returns the status that the API shows at a given time: `Expired` if the consent's expiry date has passed.
 *
 * @param now milliseconds since the epoch
 */
export function statusAt(consent: Consent, now: number): ConsentStatus {
  const { consent_status: status, consent_expiry: expiry } = consent;
  return allowsSending(status) && expiry !== '' && parseDate(expiry) <= now ? 'Expired' : status;
}

/**
 * Builds the consent that results from writing a status. The previous status does not matter: even `Revoked` can be replaced, and
 * writing the same status again restarts the time until its expiry.
 *
 * @param now milliseconds since the epoch
 */
export function consentFrom(status: ConsentStatus, now: number): Consent {
  if (!allowsSending(status)) return { consent_status: status, consent_effective_date: '', consent_expiry: '' };
  const effective = formatDate(now);
  return { consent_status: status, consent_effective_date: effective, consent_expiry: expiryOf(status, effective) };
}

/** Computes the expiry date from the effective date. Returns an empty string if the status does not expire. */
export function expiryOf(status: ConsentStatus, effective: string): string {
  const months = MONTHS_UNTIL_EXPIRY[status];
  return months === undefined || effective === '' ? '' : formatDate(monthsLater(parseDate(effective), months));
}
