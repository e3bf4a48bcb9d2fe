// What an account at a vendor defines: custom properties with their types, lists and autoresponders.

/** The types that a custom property of an account can have. */
export const PROPERTY_TYPES = ['string', 'number', 'boolean', 'date'] as const;
/** The type of one custom property. */
export type PropertyType = (typeof PROPERTY_TYPES)[number];

/**
 * The names that an account defines. Planning blocks names that it does not define, except custom properties that the plan itself
 * defines first (`defineProperties`). An absent member means that the account allows every name of that kind.
 */
export interface AccountSchema {
  /** Map from the name of a custom property to its type. */
  readonly properties?: ReadonlyMap<string, PropertyType>;
  /** The lists, by the id or name that the vendor's API uses. */
  readonly lists?: ReadonlySet<string>;
  /** Map from list id to list name, for a vendor whose API knows lists by id. Manifests may use the id or the name. */
  readonly listNames?: ReadonlyMap<string, string>;
  /** The autoresponders, by the name that the vendor's API uses. */
  readonly autoresponders?: ReadonlySet<string>;
}
