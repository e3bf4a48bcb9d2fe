// The input of planning: a contact as the manifests declare it, and how that differs from the base (what was declared before) or
// the record (what was last applied). compare.ts and outdated-claims.ts find the differences; the planner checks them against
// live values.
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
  /** What the comparison with the base found. Undefined if there is no base, or if the comparison found nothing. */
  readonly base?: BaseComparison | undefined;
  /**
   * Present if the record says that an apply confirmed the contact at the vendor: the declarations that the record has of it,
   * oldest first. There are several if a later apply did not confirm its own declaration. One of them may be the same object as
   * `desired`. There are none if the vendor had the contact at an apply before it was taken out of the manifests, and it is declared
   * again since.
   */
  readonly confirmed?: readonly DesiredContact[] | undefined;
  /**
   * Present if the vendor may never have had the contact, because `onMissing: skip` left it out or because all of it was held
   * back.
   */
  readonly mayBeAbsent?: true | undefined;
  /**
   * Present if the vendor had the declared phone at an apply, and the phone was taken out of the manifests after that. Only known of
   * contacts that the record confirms.
   */
  readonly undeclaredPhone?: true | undefined;
  /** Present if the last apply held back its declared subscription, because of an opt-out at another account or a suppression. */
  readonly isWithheld?: true | undefined;
  /** RFC 3339 instant of the apply that the record describes; present with `confirmed`. */
  readonly confirmedAt?: string | undefined;
  /**
   * Present if the contact is a row of a query, and nothing says whether the vendor had it before, because the rows that the base had
   * are not known.
   */
  readonly unknownBefore?: true | undefined;
  /** Present if that apply also sent evidence of consent without a change of status (`backfillConsent`). */
  readonly backfilled?: true | undefined;
  /** Present in a rollback: what an apply wrote to the contact and is to be taken back. `desired` then has only identifiers. */
  readonly written?: WrittenChange;
  /** What other accounts of the same sender say about a person who would become mailable. */
  readonly elsewhere?: Elsewhere;
  /** Present if opt-outs at other accounts of the sender end subscriptions of this contact (`optOuts: spread`). */
  readonly spreadsOptOuts?: true;
  /** The opt-outs at other accounts of the sender that had taken effect at this account by the last apply. */
  readonly carried?: Carried | undefined;
  /**
   * Present if an erasure named the person at an earlier apply and the manifests no longer contain that erasure: RFC 3339 instant
   * of the last apply. If the vendor does not have the person, no plan creates the contact.
   */
  readonly erasedBefore?: string;
  /** Present if the person must not be mailed; `desired` then has no channels. */
  readonly suppressed?: Suppressed;
  /**
   * Declared lists that are left out of `desired` because it is not clear which list is meant, or whether the contact is to be in
   * it.
   */
  readonly unclearLists?: readonly UnclearList[];
}

/** A declared list of which it is not clear which list of the account is meant, or whether the contact is to be in it. */
export interface UnclearList {
  /** The list's name or id, as the manifests write it. */
  readonly declared: string;
  readonly isMember: boolean;
  /**
   * `several`: the account has several lists of this name. `declared-twice`: the contact declares the list by its name and by its
   * id, once as a member and once not.
   */
  readonly why: 'several' | 'declared-twice';
  readonly ids: readonly string[];
}

/** What is known about a person who must not be mailed. */
interface Suppressed {
  /** The channels as the manifests declare them. */
  readonly claims: DesiredContact['channels'];
  /** False if the manifests declare the contact nowhere, or no longer. */
  readonly isDeclared: boolean;
  /** Position of the suppression or erasure in the manifests. */
  readonly source: SourcePosition;
  /** Present if the base does not contain the suppression or erasure. */
  readonly isNew?: true;
  /** Present if the person asked to be forgotten. */
  readonly erasure?: ErasureHere;
}

/** Opt-outs at other accounts of the sender that have already taken effect at one account, by channel. */
export type Carried = Readonly<Partial<Record<Channel, readonly CountedOptOut[]>>>;

/**
 * An opt-out at another account that has already taken effect at this one, so that it does not end a later subscription again.
 */
export interface CountedOptOut {
  /** Name of the other account. */
  readonly account: string;
  /** Absent if rollcall itself unsubscribed the person there. */
  readonly cause?: ChannelConsent['cause'];
  /** RFC 3339 instant of the end of the apply by which the opt-out had taken effect here. */
  readonly at: string;
}

/** What other accounts of the same sender say, by channel. */
export type Elsewhere = Readonly<Partial<Record<Channel, readonly FoundElsewhere[]>>>;

/** What another account says about the address of a channel: an opt-out, or nothing because it could not be read. */
export type FoundElsewhere =
  | { readonly kind: 'opted-out'; readonly account: Account; readonly consent: ChannelConsent }
  | { readonly kind: 'unread'; readonly account: Account };

/** A difference that an apply wrote. */
export interface WrittenDifference extends Difference {
  /** Neither the manifests nor the base of that apply named the custom property. */
  readonly vendorOnly?: true;
}

/** What an apply wrote to one contact. */
export interface WrittenChange {
  readonly action: 'create' | 'update' | 'delete';
  /** The differences that were written, or may have been. In each, `before` is the live value before that write. */
  readonly differences: readonly WrittenDifference[];
  /**
   * Why the rollback leaves the whole change; absent if it can be taken back. `unanswered`: no answer says whether the apply
   * created the contact. `existed`: the vendor answered that the contact existed already.
   */
  readonly doubt?: 'unanswered' | 'existed';
  /** True if today's manifests protect the contact, so that no plan may delete or unsubscribe it. */
  readonly isProtected: boolean;
}

/** How the declaration of one contact differs from an earlier one: the base, or the record of what was last applied. */
export interface BaseComparison {
  readonly dropped?: DroppedDeclarations;
  /**
   * Present if only the base declares the contact: `onRemoved` of the contact, otherwise of its account. `desired` then has only
   * identifiers.
   */
  readonly removed?: OnRemoved;
  /**
   * Identifiers of a removed contact of which the base declared several values. Live may have any of them, because it is not
   * known which was applied.
   */
  readonly alternatives?: readonly Identifier[];
  /**
   * Present if the base declares the contact with another email and `previously` does not declare the change: the contact is
   * blocked.
   */
  readonly undeclaredEmailChange?: true;
  /**
   * Present if the contact seems to be one whose email was edited: another one declares the same apart from its email, and one of
   * the two is declared only today, the other only in the base. Position of the other one in the manifests.
   */
  readonly renamed?: SourcePosition;
  /** Channels that the base declared unsubscribed and the manifests now declare subscribed. */
  readonly resubscribes?: readonly Channel[];
  /** Paths of declared evidence of consent that the base does not declare, or declares differently. */
  readonly changedEvidence?: readonly (readonly string[])[];
  /**
   * Outdated claims to supersede an opt-out, by channel. If the plan has no base, they are found by comparing with the record.
   */
  readonly outdatedClaims?: Readonly<Partial<Record<Channel, OutdatedClaim>>>;
  /**
   * Present if an earlier apply did not carry out, or did not confirm, what the manifests of that apply declared for the contact.
   */
  readonly owed?: true;
  /** Present if the contact is still declared as in an apply that was rolled back, so that no plan writes it. */
  readonly rolledBack?: true;
}

/**
 * Values that the base declared for a contact and the manifests no longer do, by field. A plan removes a value only while live
 * still has it; of a set, it removes the members that the base declared. A field has several values, oldest first, if the base
 * declared several and it is not known which of them was applied.
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
