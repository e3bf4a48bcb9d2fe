// Types of the JSON that is sent to Loops ('Loops OpenAPI 1.21.6', read 2026-11-21). JSON that is read stays `unknown` until the
// codec has checked it.

import type { Json } from '../../contact/canonical.ts';

/** The identifiers that address a contact. Only one is sent, except in an update that changes the other one. */
export interface WireAddress {
  readonly userId?: string;
  readonly email?: string;
}

/** The body of a create or an update. */
export interface WireContact extends WireAddress {
  readonly subscribed?: boolean;
  /** Changes to list memberships. Loops leaves lists that are not named unchanged. */
  readonly mailingLists?: { readonly [id: string]: boolean };
  /** Standard fields and custom properties by name; null resets one. */
  readonly [property: string]: Json | undefined;
}
