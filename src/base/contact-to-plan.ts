// What planning works on: a contact as the manifests want it, and what a comparison with earlier declarations found out about
// it. The findings are made here (compare.ts, outdated-claims.ts) and weighed against live by the planner.

import type { DesiredContact, PropertyValue } from '../contact/contact.ts';
import type { Channel, ScalarField, SetField } from '../contact/fields.ts';
import type { Configuration } from '../manifest/configuration.ts';

/** One contact of one account, ready to be planned. */
export interface ContactToPlan {
  readonly desired: DesiredContact;
  /** Undefined without a base, and where the base has nothing to add. */
  readonly base?: BaseComparison | undefined;
}

/** What earlier declarations, of the base or as last applied, add to one contact. */
export interface BaseComparison {
  readonly dropped?: DroppedDeclarations;
  /** The base declared the whole contact here and the manifests no longer do; `desired` then holds its identifiers alone. */
  readonly removed?: 'keep' | 'unsubscribe' | 'delete';
  /** The base has this person under another email, and `previously` does not say so: nothing may be done to the contact. */
  readonly undeclaredEmailChange?: true;
  /** Channels that the base declared unsubscribed and that are declared subscribed now. */
  readonly resubscribes?: readonly Channel[];
  /** Paths of evidence of consent that the base declared otherwise, or not at all. */
  readonly changedEvidence?: readonly (readonly string[])[];
  /** By channel; also known without a base, from what was last applied. */
  readonly outdatedClaims?: Readonly<Partial<Record<Channel, OutdatedClaim>>>;
}

/**
 * What the base declared of a contact and its manifests no longer do. Each is removed only while live still has the base's
 * value; of a list-form set, the members that the base declared.
 */
export interface DroppedDeclarations {
  readonly scalars: Readonly<Partial<Record<ScalarField, string>>>;
  readonly sets: Readonly<Partial<Record<SetField, readonly string[]>>>;
  readonly customProperties: Readonly<Record<string, PropertyValue>>;
}

/**
 * A claim to supersede an undated opt-out that says nothing new: it stood in what was declared before, or is no newer than
 * that (an RFC 3339 instant).
 */
export type OutdatedClaim = 'repeated' | { readonly olderThan: string };

/** The manifests' configuration with its contacts ready to be planned, those that only the base declares among them. */
export interface ConfigurationToPlan extends Omit<Configuration, 'contacts'> {
  /** By key. */
  readonly contacts: readonly ContactToPlan[];
}

/** Planned without a base: nothing counts as dropped or removed. */
export function withoutBase(configuration: Configuration): ConfigurationToPlan {
  return { ...configuration, contacts: configuration.contacts.map((desired) => ({ desired })) };
}
