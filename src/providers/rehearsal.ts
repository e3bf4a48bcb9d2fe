// How a vendor's folder describes an account to a sandbox: in the shapes of the vendor's own answers. The sandbox shares no code with
// it and reads every name strictly, so that a wrong name is refused there (docs/decisions/0005-sandbox-shares-no-mapping.md). Pure.

import type { Json } from '../contact/canonical.ts';
import type { LiveContact } from '../contact/contact.ts';
import type { AccountSchema } from './account-schema.ts';

/** What an account defines, for a sandbox. */
export interface Definitions extends Required<AccountSchema> {
  /** The key by which updates address their contact; undefined if it is not known. */
  readonly keyField?: string;
  /** True if several contacts of the account have the same email. */
  readonly sharesEmails?: boolean;
}

/** What is known about a contact besides its fields. */
export interface Circumstances {
  /** True if the vendor suppresses the contact's email. */
  readonly suppressed: boolean;
  /** When the contact was read, as an RFC 3339 instant: the date of statuses whose date is not known. */
  readonly readAt: string;
}

/** Members of an account's state in the sandbox, and of a contact of it. */
export type Described = { readonly [member: string]: Json };

/** Describes accounts of one dialect to a sandbox. */
export interface Rehearsal {
  /** What the account defines, as members of its state; no members if the vendor's accounts define nothing. */
  definitions(definitions: Definitions): Described;
  /**
   * A contact as the vendor would return it. Whoever has opted out, or whose status is not known, is opted out there, too.
   *
   * @returns undefined if the vendor has no such contacts: one without an address, for instance
   */
  contact(live: LiveContact, circumstances: Circumstances): Described | undefined;
}
