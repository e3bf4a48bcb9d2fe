// Types of the JSON that is sent to Loops ('Loops OpenAPI 1.21.6', read 2026-11-21). JSON that is read stays `unknown` until the
// codec has checked it.

import type { Json } from '../../contact/canonical.ts';

/** The contact that a request addresses: one key; an update that changes an identifier has both. */
export interface WireAddress {
  readonly userId?: string;
  readonly email?: string;
}

/** Body of a create or an update. */
export interface WireContact extends WireAddress {
  readonly subscribed?: boolean;
  /** Merged: a list that is not given stays as it is. */
  readonly mailingLists?: { readonly [id: string]: boolean };
  /** Standard fields and custom properties; null resets one. */
  readonly [property: string]: Json | undefined;
}
