// The contract by which a vendor's folder describes an account and its contacts to a sandbox, so that the sandbox starts with
// them. The descriptions have the shapes of the vendor's own answers. The sandbox shares no code with the vendor folders and
// reads names strictly, so that it refuses a wrong name (docs/decisions/0005-sandbox-shares-no-mapping.md). Pure.

import type { Json } from '../contact/canonical.ts';
import type { LiveContact } from '../contact/contact.ts';
import type { AccountSchema } from './account-schema.ts';

/** What an account defines: the input of `Rehearsal.definitions`. */
export interface Definitions extends Required<AccountSchema> {
  /** The key by which updates address their contact; undefined if it is not known. */
  readonly keyField?: string;
  /** True if several contacts of the account have the same email. */
  readonly sharesEmails?: boolean;
}

/** Facts about a contact that are not part of its live values. */
export interface Circumstances {
  /** True if the contact's email is on the vendor's suppression list. */
  readonly suppressed: boolean;
  /** When the contact was read, as an RFC 3339 instant. It is used as the date of a status whose date is not known. */
  readonly readAt: string;
}

/** A description for a sandbox: members of an account's saved state, or of one contact in it. */
export type Described = { readonly [member: string]: Json };

/** Functions that describe an account of one dialect, and its contacts, to a sandbox. */
export interface Rehearsal {
  /**
   * Returns the members of the account's saved state that define lists, properties and the like; an empty object if the vendor's
   * accounts define nothing.
   */
  definitions(definitions: Definitions): Described;
  /**
   * Returns a contact as the vendor would return it. A contact that has opted out, or whose status is not known, is opted out in
   * the sandbox, too.
   *
   * @returns undefined if the vendor cannot have such a contact, for example one without an email
   */
  contact(live: LiveContact, circumstances: Circumstances): Described | undefined;
}
