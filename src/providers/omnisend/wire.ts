// Types of the JSON that is sent to Omnisend ('Contacts OpenAPI 2026-03-15', 'Contacts OpenAPI v3', 'Omnisend API v5, Update
// contact', all read 2026-11-21). The documents list no property of a response as required, so the codec checks every one.

import type { Json } from '../../contact/canonical.ts';

/** The status of a channel and its date. The name of the date field is `statusChangedAt`, or `statusDate` in v5 and v3. */
export interface WireChannel {
  readonly status: string;
  readonly [dateField: string]: string;
}

/** The evidence of consent. */
export interface WireConsent {
  readonly source?: string;
  readonly createdAt?: string;
  readonly ip?: string;
  readonly userAgent?: string;
}

/** An identifier. The vendor rejects one without `channels`, although the document of 2026-03-15 says that they are optional. */
export interface WireIdentifier {
  readonly type: 'email' | 'phone';
  readonly id: string;
  readonly channels: { readonly email: WireChannel } | { readonly sms: WireChannel };
  readonly consent?: WireConsent;
  readonly sendWelcomeMessage?: boolean;
}

/** The body of a call that adds or removes tags. */
export interface WireTagsBody {
  readonly tags: readonly string[];
  readonly contactIDs?: readonly string[];
  readonly emails?: readonly string[];
  readonly phones?: readonly string[];
}

/** The body of a batch. */
export interface WireBatchBody {
  readonly endpoint: 'contacts';
  readonly method: 'POST';
  /** The bodies of the single creates. */
  readonly items: readonly Json[];
}
