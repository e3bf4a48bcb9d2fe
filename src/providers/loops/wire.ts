// Loops' JSON as it is written ('Loops OpenAPI 1.21.6', read 2026-11-21). What is read is unknown until the codec has looked.

import type { Json } from '../../contact/canonical.ts';

/** The contact of a request: exactly one key for a delete; for an update two where one of them is new. */
export interface WireAddress {
  readonly userId?: string;
  readonly email?: string;
}

export interface WireContact extends WireAddress {
  readonly subscribed?: boolean;
  /** Merged: lists that are not named stay as they are. */
  readonly mailingLists?: { readonly [id: string]: boolean };
  /** Standard fields, and custom properties beside them; null resets one. */
  readonly [property: string]: Json | undefined;
}
