// Shapes define how unquoted scalars are parsed, depending on their position in a manifest. YAML alone would parse the postal
// code 02142 as the number 2142, so every scalar is text unless its shape says otherwise.

/** How the scalars at one position of a manifest, and below it, are parsed. */
export interface Shape {
  /**
   * How an unquoted scalar other than null is parsed. text: as its source text; typed: by the core schema of YAML 1.2; property:
   * as typed, but a number whose spelling would be lost, such as 1.0, is a mistake.
   */
  readonly scalar: 'text' | 'typed' | 'property';
  /** Shapes of a mapping's members, by name. */
  readonly members?: ReadonlyMap<string, Shape>;
  /** Shape of all other members of the mapping; the default is text. */
  readonly rest?: Shape;
  /** Shape of a list's items; the default is text. */
  readonly items?: Shape;
}

const TEXT: Shape = { scalar: 'text' };
const TYPED: Shape = { scalar: 'typed' };
const SET: Shape = { scalar: 'typed', rest: TYPED, items: TEXT };
const CONSENT: Shape = { scalar: 'text', members: new Map([['supersedesOptOut', TYPED]]) };
const CHANNELS: Shape = { scalar: 'text', rest: { scalar: 'text', members: new Map([['consent', CONSENT]]) } };
const PROPERTIES: Shape = { scalar: 'typed', rest: { scalar: 'property', items: TEXT } };

/** Shapes of the fields that defaults, contacts and overrides under `at` have in common. */
const BLOCK: readonly (readonly [string, Shape])[] = [
  ['tags', SET],
  ['lists', SET],
  ['autoresponders', SET],
  ['customProperties', PROPERTIES],
  ['channels', CHANNELS],
  ['welcome', TYPED],
  ['protect', TYPED],
  ['recreate', TYPED],
];

/** Shape of a contact, and of the defaults of a file. */
export const CONTACT_SHAPE: Shape = {
  scalar: 'text',
  members: new Map([...BLOCK, ['at', { scalar: 'text', rest: { scalar: 'text', members: new Map(BLOCK) } }]]),
};

const NUMBERS: Shape = { scalar: 'typed', rest: TYPED };

/** Shape of the limits over all accounts. */
export const LIMITS_SHAPE = NUMBERS;

/** Shape of a source of contacts: only its limits are numbers; everything else is text. */
export const SOURCE_SHAPE: Shape = { scalar: 'text', members: new Map([['limits', NUMBERS]]) };

/** Shape of a suppression, and of an erasure. */
export const LISTED_SHAPE: Shape = TEXT;

/** Shape of a section that is one word. */
export const WORD_SHAPE: Shape = TEXT;

const ACCOUNT_MEMBERS: ReadonlyMap<string, Shape> = new Map([
  ['limits', NUMBERS],
  ['expect', NUMBERS],
  ['backfillConsent', TYPED],
  ['defineProperties', TYPED],
]);

/** Shape of an account. */
export const ACCOUNT_SHAPE: Shape = { scalar: 'text', members: ACCOUNT_MEMBERS };

/** Shape of an environment. What it declares about an account is `false`, or a mapping of the settings that differ. */
export const ENVIRONMENT_SHAPE: Shape = {
  scalar: 'text',
  members: new Map([['accounts', { scalar: 'text', rest: { scalar: 'typed', members: ACCOUNT_MEMBERS } }]]),
};

/** Returns the shape of the member with this name. */
export function memberShape(shape: Shape, name: string): Shape {
  return shape.members?.get(name) ?? shape.rest ?? TEXT;
}

/** Returns the shape of a list's items. */
export function itemShape(shape: Shape): Shape {
  return shape.items ?? TEXT;
}
