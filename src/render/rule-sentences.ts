// What each rule says when nothing of the contact may be said. The plan's own messages name contacts, ids and dates.

import type { RuleId } from '../plan/document.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  resubscribe: 'the person opted out, and the manifest claims newer consent',
  'erases-consent': 'the write would erase consent that the vendor has',
  'stale-status-date': 'the status date is not newer than the one that the vendor has',
  'channel-without-identifier': 'the contact has nothing to be reached by on this channel',
  protected: 'the contact is protected',
  'identity-split': 'the declared identifiers belong to different contacts',
  'ambiguous-match': 'several contacts are this one contact',
  'identifier-taken': 'a declared identifier belongs to another contact',
  'identifier-swap': 'two contacts are to take over each other’s identifier',
  'email-change-unsupported': 'the vendor cannot change an email safely',
  'undeclared-email-change': 'the contact that was found has another email',
  'previous-email-not-found': 'the vendor has neither the old nor the new email',
  'phone-change-unsupported': 'the vendor cannot replace a phone',
  'user-id-change': 'the contact that was found carries another userId',
  'id-not-found': 'the vendor has no contact with the declared id',
  'missing-contact': 'the vendor does not have this contact',
  'create-needs-status': 'the vendor would subscribe a contact that is created without a status',
  'create-needs-email': 'the vendor creates no contact without an email',
  'list-removal-unsupported': 'the vendor has no way to take out members that the contact has',
  'list-opt-out': 'the person has opted out, and the vendor adds nobody to a list who has',
  'unknown-property': 'the account has no property of this name',
  'unknown-list': 'the account has no member of this name',
  'property-type': "the account's property is of another type",
  'would-lose-opt-out': 'the record of an opt-out would be lost',
} satisfies Record<RuleId, string>;

export function isRule(code: string | undefined): code is RuleId {
  return code !== undefined && Object.hasOwn(SENTENCES, code);
}

/** A rule without a sentence here is known by its name only. */
export function sentenceOf(rule: string): string {
  return isRule(rule) ? (SENTENCES[rule] ?? rule) : 'what is wrong is hidden here; the plan file says it';
}
