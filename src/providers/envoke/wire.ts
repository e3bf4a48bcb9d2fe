// Types of the JSON that is sent to Envoke (support.envoke.com 1697195 and 1697196, read 2026-11-21). JSON that is read stays
// `unknown` until the codec has checked it.

import type { Json } from '../../contact/canonical.ts';

/** Changes to the memberships in interests or autoresponders, by name. Envoke leaves memberships that are not named unchanged. */
interface WireMembership {
  readonly [name: string]: 'Set' | 'Unset';
}

/** The body of a create or an update. */
export interface WireContact {
  readonly email?: string;
  readonly remote_id?: string;
  readonly phone?: string;
  readonly consent_status?: string;
  /** Required with a status that allows sending. */
  readonly consent_description?: string;
  readonly interests?: WireMembership;
  readonly autoresponders?: WireMembership;
  readonly custom_fields?: { readonly [name: string]: string };
  /** Text fields; `""` clears one. */
  readonly [field: string]: Json | undefined;
}
