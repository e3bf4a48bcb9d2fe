// Omnisend's JSON as it travels, API 2026-03-15 ('Contacts OpenAPI 2026-03-15', read 2026-11-21). Nothing in an answer is
// promised: the document lists no required property, so the codec checks every one.

export interface WireChannel {
  readonly status: string;
  readonly statusChangedAt?: string;
}

export interface WireConsent {
  readonly source?: string;
  readonly createdAt?: string;
  readonly ip?: string;
  readonly userAgent?: string;
}

/** An identifier as it is written. An email or phone without its channel is refused, although the document calls it optional. */
export interface WireIdentifier {
  readonly type: 'email' | 'phone';
  readonly id: string;
  readonly channels: { readonly email: WireChannel } | { readonly sms: WireChannel };
  readonly consent?: WireConsent;
  /** The vendor's default is true; so it is always sent. */
  readonly sendWelcomeMessage: boolean;
}

export interface WireTagsBody {
  readonly tags: readonly string[];
  readonly contactIDs?: readonly string[];
  readonly emails?: readonly string[];
  readonly phones?: readonly string[];
}
