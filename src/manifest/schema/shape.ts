// Where a plain scalar stands decides how it is read: YAML would make a number of 02142 and a boolean of no, and both are
// wrong for a postal code. Everything is text unless a shape says otherwise.

/**
 * text: the source text; typed: YAML 1.2's core schema; property: typed, but only where the number's text survives the trip.
 */
export interface Shape {
  readonly scalar: 'text' | 'typed' | 'property';
  /** Shapes of the members with these names. */
  readonly members?: ReadonlyMap<string, Shape>;
  /** Shape of all other members, and of a list's items. */
  readonly rest?: Shape;
  readonly items?: Shape;
}

const TEXT: Shape = { scalar: 'text' };
const TYPED: Shape = { scalar: 'typed' };
const SET: Shape = { scalar: 'typed', rest: TYPED, items: TEXT };
const CONSENT: Shape = { scalar: 'text', members: new Map([['supersedesOptOut', TYPED]]) };
const CHANNELS: Shape = { scalar: 'text', rest: { scalar: 'text', members: new Map([['consent', CONSENT]]) } };
const PROPERTIES: Shape = { scalar: 'typed', rest: { scalar: 'property', items: TEXT } };

const BLOCK: readonly (readonly [string, Shape])[] = [
  ['tags', SET],
  ['lists', SET],
  ['autoresponders', SET],
  ['customProperties', PROPERTIES],
  ['channels', CHANNELS],
  ['welcome', TYPED],
  ['protect', TYPED],
];

export const CONTACT_SHAPE: Shape = {
  scalar: 'text',
  members: new Map([...BLOCK, ['at', { scalar: 'text', rest: { scalar: 'text', members: new Map(BLOCK) } }]]),
};

const NUMBERS: Shape = { scalar: 'typed', rest: TYPED };

export const ACCOUNT_SHAPE: Shape = {
  scalar: 'text',
  members: new Map([
    ['limits', NUMBERS],
    ['expect', NUMBERS],
  ]),
};

export function memberShape(shape: Shape, name: string): Shape {
  return shape.members?.get(name) ?? shape.rest ?? TEXT;
}

export function itemShape(shape: Shape): Shape {
  return shape.items ?? TEXT;
}
