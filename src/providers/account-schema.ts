// What an account defines: the names that manifests may use, and the types of its properties.

/** Types of the custom properties that an account defines. */
export const PROPERTY_TYPES = ['string', 'number', 'boolean', 'date'] as const;
/** Type of a custom property that an account defines. */
export type PropertyType = (typeof PROPERTY_TYPES)[number];

/** The names that an account defines, and the types of its properties. Other names are not written; an absent member allows any. */
export interface AccountSchema {
  readonly properties?: ReadonlyMap<string, PropertyType>;
  /** Lists and autoresponders, by the name or id that the vendor's API uses. */
  readonly lists?: ReadonlySet<string>;
  /** The names of lists that the API knows by id; manifests may use either. */
  readonly listNames?: ReadonlyMap<string, string>;
  readonly autoresponders?: ReadonlySet<string>;
}
