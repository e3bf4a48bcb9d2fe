// Omnisend's JSON as it is written ('Contacts OpenAPI 2026-03-15', 'Contacts OpenAPI v3', 'Omnisend API v5, Update contact', all
// read 2026-11-21). Nothing in an answer is promised: the documents list no required property, so the codec checks every one.

import type { Json } from '../../contact/canonical.ts';

/** The date stands under `statusChangedAt` or, on v5 and v3, `statusDate`. */
export interface WireChannel {
  readonly status: string;
  readonly [dateField: string]: string;
}

export interface WireConsent {
  readonly source?: string;
  readonly createdAt?: string;
  readonly ip?: string;
  readonly userAgent?: string;
}

/** An identifier as it is written. One without its channel is refused, although the document of 2026-03-15 calls it optional. */
export interface WireIdentifier {
  readonly type: 'email' | 'phone';
  readonly id: string;
  readonly channels: { readonly email: WireChannel } | { readonly sms: WireChannel };
  readonly consent?: WireConsent;
  readonly sendWelcomeMessage?: boolean;
}

export interface WireTagsBody {
  readonly tags: readonly string[];
  readonly contactIDs?: readonly string[];
  readonly emails?: readonly string[];
  readonly phones?: readonly string[];
}

export interface WireBatchBody {
  readonly endpoint: 'contacts';
  readonly method: 'POST';
  /** Bodies of single creates. */
  readonly items: readonly Json[];
}
