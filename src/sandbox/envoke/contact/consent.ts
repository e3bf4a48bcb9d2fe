// The vendor's consent statuses under Canada's anti-spam law (CASL): which allow sending, which expire, which can be written.
// Sources: support.envoke.com on consent statuses, and the Drupal module and NeuroHub clients for what the API accepts; read
// 2026-11-21.

import { CONSENT_STATUSES, type Consent, type ConsentStatus } from './contact.ts';
import { formatDate, monthsLater, parseDate } from './dates.ts';

const SENDING: ReadonlySet<ConsentStatus> = new Set([
  'Express',
  'Implied - Inquiry',
  'Implied - Transaction',
  'Implied - No Expiry',
]);

/** Statuses that only the vendor sets. That it refuses them from clients is inferred, not documented. */
const SYSTEM: ReadonlySet<ConsentStatus> = new Set(['Expired', 'External Spam Reported', 'Envoke Spam Reported']);

const MONTHS_UNTIL_EXPIRY: Readonly<Partial<Record<ConsentStatus, number>>> = {
  'Implied - Inquiry': 6,
  'Implied - Transaction': 24,
};

/** Finds a status by its name, ignoring case, because spellings differ between the vendor's own pages. */
export function statusNamed(text: string): ConsentStatus | undefined {
  return CONSENT_STATUSES.find((status) => status.toLowerCase() === text.toLowerCase());
}

/** True if messages may be sent to a contact with this status. */
export function allowsSending(status: ConsentStatus): boolean {
  return SENDING.has(status);
}

/** True if only the vendor can set this status. */
export function isSystemStatus(status: ConsentStatus): boolean {
  return SYSTEM.has(status);
}

/**
 * Returns the status as it reads at a given time: implied consent that has run out is Expired.
 *
 * @param now milliseconds since the epoch
 */
export function statusAt(consent: Consent, now: number): ConsentStatus {
  const { consent_status: status, consent_expiry: expiry } = consent;
  return allowsSending(status) && expiry !== '' && parseDate(expiry) <= now ? 'Expired' : status;
}

/**
 * Builds the consent that a write results in. Any status may follow any other, including Revoked; writing the same status again
 * restarts its period.
 *
 * @param now milliseconds since the epoch
 */
export function consentFrom(status: ConsentStatus, now: number): Consent {
  if (!allowsSending(status)) return { consent_status: status, consent_effective_date: '', consent_expiry: '' };
  const effective = formatDate(now);
  return { consent_status: status, consent_effective_date: effective, consent_expiry: expiryOf(status, effective) };
}

/** Computes the date on which consent expires; empty for a status that does not expire. */
export function expiryOf(status: ConsentStatus, effective: string): string {
  const months = MONTHS_UNTIL_EXPIRY[status];
  return months === undefined || effective === '' ? '' : formatDate(monthsLater(parseDate(effective), months));
}
