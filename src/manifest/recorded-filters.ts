// The filters that a configuration was loaded with, as a plan records them. Pure.

/** Filters on accounts and contacts. */
export interface RecordedFilters {
  /** Names of accounts; empty: all accounts. */
  readonly accounts: readonly string[];
  /** Patterns given with --contact. */
  readonly contacts: readonly string[];
  /** The file given with --contacts-from: sha256 of its bytes, and the number of its patterns. */
  readonly contactsFrom?: { readonly digest: string; readonly patterns: number };
  /** True if only contacts whose desired state differs from the base were planned. */
  readonly changed: boolean;
}

/** Returns whether filters choose contacts by their keys, so that declared contacts may be left out. */
export function choosesContacts({ contacts, contactsFrom }: RecordedFilters): boolean {
  return contacts.length > 0 || contactsFrom !== undefined;
}
