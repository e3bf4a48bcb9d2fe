// Consent by Canada's law as the vendor keeps it: who may be mailed, what runs out, what may be written.
// Source: support.envoke.com on consent statuses; the clients named in the facts for what the API lets through.

import { CONSENT_STATUSES, type Consent, type ConsentStatus } from './contact.ts';
import { formatDate, monthsLater, parseDate } from './dates.ts';

const SENDING: ReadonlySet<ConsentStatus> = new Set([
  'Express',
  'Implied - Inquiry',
  'Implied - Transaction',
  'Implied - No Expiry',
]);

/** The system alone gives these. That it refuses them from clients is inferred, not documented. */
const SYSTEM: ReadonlySet<ConsentStatus> = new Set(['Expired', 'External Spam Reported', 'Envoke Spam Reported']);

const MONTHS_UNTIL_EXPIRY: Readonly<Partial<Record<ConsentStatus, number>>> = {
  'Implied - Inquiry': 6,
  'Implied - Transaction': 24,
};

/** Spellings differ between the vendor's own pages, so that case does not count. */
export function statusNamed(text: string): ConsentStatus | undefined {
  return CONSENT_STATUSES.find((status) => status.toLowerCase() === text.toLowerCase());
}

export function allowsSending(status: ConsentStatus): boolean {
  return SENDING.has(status);
}

export function isSystemStatus(status: ConsentStatus): boolean {
  return SYSTEM.has(status);
}

/** The status as it is read at a moment. */
export function statusAt(consent: Consent, now: number): ConsentStatus {
  const { consent_status: status, consent_expiry: expiry } = consent;
  return allowsSending(status) && expiry !== '' && parseDate(expiry) <= now ? 'Expired' : status;
}

/** Consent written now. Writing the same status again starts its time anew. Any status may follow any other, Revoked included. */
export function consentFrom(status: ConsentStatus, now: number): Consent {
  if (!allowsSending(status)) return { consent_status: status, consent_effective_date: '', consent_expiry: '' };
  const effective = formatDate(now);
  return { consent_status: status, consent_effective_date: effective, consent_expiry: expiryOf(status, effective) };
}

/** Empty for a status that does not run out. */
export function expiryOf(status: ConsentStatus, effective: string): string {
  const months = MONTHS_UNTIL_EXPIRY[status];
  return months === undefined || effective === '' ? '' : formatDate(monthsLater(parseDate(effective), months));
}
