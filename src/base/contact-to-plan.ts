// The input of planning: a contact as the manifests declare it, and how that differs from earlier declarations. compare.ts and
// outdated-claims.ts find the differences; the planner checks them against live values.
import type { ChannelConsent } from '../contact/consent.ts';
import type { DesiredContact, Identifier, OnRemoved, PropertyValue, SourcePosition } from '../contact/contact.ts';
import type { Difference } from '../contact/difference.ts';
import type { Channel, ScalarField, SetField } from '../contact/fields.ts';
import type { Account, Configuration } from '../manifest/configuration.ts';
import type { Guard } from '../manifest/suppressions/guard.ts';
import type { ErasureHere } from '../manifest/suppressions/person.ts';
import type { ComparedSource } from './sources/compare.ts';

/** One contact of one account, ready to be planned. */
export interface ContactToPlan {
  readonly desired: DesiredContact;
  /** Undefined if there is no base, or if the comparison found nothing. */
  readonly base?: BaseComparison | undefined;
  /**
   * What the record declares of the contact, oldest first, if an apply confirmed it at the vendor. Several if a later apply did not
   * confirm what was declared then; one of them may be `desired` itself. None if the vendor had it at an apply before it was taken out of
   * the manifests, and it is declared again since.
   */
  readonly confirmed?: readonly DesiredContact[] | undefined;
  /** The vendor may never have had it: `onMissing: skip` left it out, or all of it was held. */
  readonly mayBeAbsent?: true | undefined;
  /** Its subscription was declared and not applied, because of an opt-out elsewhere. */
  readonly isWithheld?: true | undefined;
  /** When the record's apply was, as an RFC 3339 instant; present with `confirmed`. */
  readonly confirmedAt?: string | undefined;
  /** The record's apply sent evidence of consent by itself, too (`backfillConsent`). */
  readonly backfilled?: true | undefined;
  /** What an apply wrote to the contact and is to be taken back; `desired` then has only identifiers. */
  readonly written?: WrittenChange;
  /** What other accounts of the same sender say about a person who would become mailable. */
  readonly elsewhere?: Elsewhere;
  /** Opt-outs elsewhere end subscriptions here. */
  readonly spreadsOptOuts?: true;
  /** The opt-outs elsewhere that counted here at the last apply. */
  readonly carried?: Carried | undefined;
  /**
   * An erasure named the person at an apply before, and the manifests have it no more: RFC 3339 instant of the last apply. Whoever the
   * vendor does not have is not created.
   */
  readonly erasedBefore?: string;
  /** Present if the person must not be mailed; `desired` then has no channels. */
  readonly suppressed?: Suppressed;
  /** Lists that are left out of `desired`, because it is not clear which one, or what, is declared. */
  readonly unclearLists?: readonly UnclearList[];
}

/** A list of which it is not clear which one, or what, is declared. */
export interface UnclearList {
  /** As the manifests name it. */
  readonly declared: string;
  readonly isMember: boolean;
  /** `several`: the account has several lists of this name. `declared-twice`: by its name and by its id, and differently. */
  readonly why: 'several' | 'declared-twice';
  readonly ids: readonly string[];
}

/** What is known of a person who must not be mailed. */
interface Suppressed {
  /** The channels as the manifests declare them. */
  readonly claims: DesiredContact['channels'];
  /** False if the manifests declare the contact nowhere, or no longer. */
  readonly isDeclared: boolean;
  /** Where the manifests say so. */
  readonly source: SourcePosition;
  /** No earlier apply knew of it. */
  readonly isNew?: true;
  /** Present if the person asked to be forgotten. */
  readonly erasure?: ErasureHere;
}

/** Opt-outs at other accounts of the sender that counted at an account, by channel. */
export type Carried = Readonly<Partial<Record<Channel, readonly CountedOptOut[]>>>;

/** An opt-out at another account that counted at this one. */
export interface CountedOptOut {
  /** Name of the other account. */
  readonly account: string;
  /** Absent if rollcall itself unsubscribed the person there. */
  readonly cause?: ChannelConsent['cause'];
  /** When it had counted: RFC 3339 instant of the end of the apply. */
  readonly at: string;
}

/** What other accounts of the same sender say, by channel. */
export type Elsewhere = Readonly<Partial<Record<Channel, readonly FoundElsewhere[]>>>;

/** What another account says about the address of a channel: an opt-out, or nothing because it could not be read. */
export type FoundElsewhere =
  | { readonly kind: 'opted-out'; readonly account: Account; readonly consent: ChannelConsent }
  | { readonly kind: 'unread'; readonly account: Account };

/** What an apply wrote to one contact. */
export interface WrittenChange {
  readonly action: 'create' | 'update' | 'delete';
  /** Those differences that were written, or may have been; `before` is what live was before that. */
  readonly differences: readonly Difference[];
  /** Why nothing of it can be taken back; absent if it can. */
  readonly doubt?: 'unanswered' | 'existed';
  /** The manifests say now that no plan deletes or unsubscribes the contact. */
  readonly isProtected: boolean;
}

/** How the declaration of one contact differs from an earlier one: the base, or the record of what was last applied. */
export interface BaseComparison {
  readonly dropped?: DroppedDeclarations;
  /** `onRemoved` of the contact or its account, if only the base declares the contact; `desired` then has only identifiers. */
  readonly removed?: OnRemoved;
  /** Identifiers of a removed contact of which live has one of several values, because it is not known which was applied. */
  readonly alternatives?: readonly Identifier[];
  /** The base declares the contact with another email, and `previously` does not declare that: the contact is blocked. */
  readonly undeclaredEmailChange?: true;
  /**
   * The contact declares the same as one of the base that is gone, apart from its email; or it is that one. Where the other of the two
   * is declared.
   */
  readonly renamed?: SourcePosition;
  /** Channels that the base declared unsubscribed and the manifests now declare subscribed. */
  readonly resubscribes?: readonly Channel[];
  /** Paths of declared evidence of consent that the base does not declare, or declares differently. */
  readonly changedEvidence?: readonly (readonly string[])[];
  /** Outdated claims to supersede an opt-out, by channel. Without a base, the record of what was last applied shows them. */
  readonly outdatedClaims?: Readonly<Partial<Record<Channel, OutdatedClaim>>>;
  /** An earlier apply did not carry out, or did not confirm, what was declared for the contact then. */
  readonly owed?: true;
  /** What the contact declares was rolled back, and has not changed since: it is not written. */
  readonly rolledBack?: true;
}

/**
 * Values that the base declared for a contact and the manifests no longer do. A value is removed only while live still has it;
 * of a set, the members that the base declared. The base may have declared several values of a field, oldest first, if it is not
 * known which of them was applied.
 */
export interface DroppedDeclarations {
  readonly scalars: Readonly<Partial<Record<ScalarField, readonly string[]>>>;
  readonly sets: Readonly<Partial<Record<SetField, readonly string[]>>>;
  readonly customProperties: Readonly<Record<string, readonly PropertyValue[]>>;
}

/**
 * Why a claim to supersede an undated opt-out is outdated. `repeated`: the same claim was declared before. `olderThan`: the claim
 * is not dated later than an earlier declaration, whose commit date this is (an RFC 3339 instant).
 */
export type OutdatedClaim = 'repeated' | { readonly olderThan: string };

/** A configuration whose contacts are ready to be planned, including contacts that only the base declares. */
export interface ConfigurationToPlan extends Omit<Configuration, 'contacts'> {
  /** Sorted by key. */
  readonly contacts: readonly ContactToPlan[];
  /** The people who must not be mailed, by account; absent if there are none. */
  readonly guards?: ReadonlyMap<string, Guard>;
  /** The files of data that contacts come from, compared with the base; absent if there are none. */
  readonly compared?: readonly ComparedSource[];
}
