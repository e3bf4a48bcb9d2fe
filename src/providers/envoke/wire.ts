// Envoke's JSON as it is written (support.envoke.com 1697195 and 1697196, read 2026-11-21). What is read is unknown until the codec has looked.

import type { Json } from '../../contact/canonical.ts';

/** Additive: what is not named stays as it is. */
interface WireMembership {
  readonly [name: string]: 'Set' | 'Unset';
}

export interface WireContact {
  readonly email?: string;
  readonly remote_id?: string;
  readonly phone?: string;
  readonly consent_status?: string;
  /** Without it a sending status is refused. */
  readonly consent_description?: string;
  readonly interests?: WireMembership;
  readonly autoresponders?: WireMembership;
  readonly custom_fields?: { readonly [name: string]: string };
  /** Text; the empty one is `""`. */
  readonly [field: string]: Json | undefined;
}
