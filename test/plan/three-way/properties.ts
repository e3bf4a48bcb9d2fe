import type { PropertyValue } from '../../../src/contact/contact.ts';
import { type Difference, difference } from '../../../src/contact/difference.ts';
import type { ThreeWayCase } from './case.ts';

export const PROPERTIES: readonly ThreeWayCase[] = [
  {
    name: 'a custom property that was dropped and live still has is removed',
    base: { customProperties: { age: 33 } },
    now: {},
    live: { customProperties: { age: 33 } },
    dropped: { customProperties: { age: [33] } },
    differences: [property('age', 33, null)],
  },
  {
    name: 'a dropped custom property that changed at the vendor is kept',
    base: { customProperties: { age: 33 } },
    now: {},
    live: { customProperties: { age: 34 } },
    dropped: { customProperties: { age: [33] } },
    differences: [],
    changedSinceBase: [['customProperties', 'age']],
  },
  {
    name: 'a custom property of another type is another value',
    base: { customProperties: { age: 33 } },
    now: {},
    live: { customProperties: { age: '33' } },
    dropped: { customProperties: { age: [33] } },
    differences: [],
    changedSinceBase: [['customProperties', 'age']],
  },
  {
    name: 'a dropped custom property that live does not have needs nothing',
    base: { customProperties: { age: 33 } },
    now: {},
    live: {},
    dropped: { customProperties: { age: [33] } },
    differences: [],
  },
  {
    name: 'a dropped false is a value like any other',
    base: { customProperties: { member: false } },
    now: {},
    live: { customProperties: { member: false } },
    dropped: { customProperties: { member: [false] } },
    differences: [property('member', false, null)],
  },
  {
    name: 'a dropped list value is removed while live has the same list',
    base: { customProperties: { colors: ['blue', 'green'] } },
    now: {},
    live: { customProperties: { colors: ['blue', 'green'] } },
    dropped: { customProperties: { colors: [['blue', 'green']] } },
    differences: [property('colors', ['blue', 'green'], null)],
  },
  {
    name: 'a dropped list value is kept once live has one more item',
    base: { customProperties: { colors: ['blue'] } },
    now: {},
    live: { customProperties: { colors: ['blue', 'red'] } },
    dropped: { customProperties: { colors: [['blue']] } },
    differences: [],
    changedSinceBase: [['customProperties', 'colors']],
  },
  {
    name: 'a custom property that became null is removed whatever live has',
    base: { customProperties: { age: 33 } },
    now: { customProperties: { age: null } },
    live: { customProperties: { age: 40 } },
    differences: [property('age', 40, null)],
  },
  {
    name: 'a dropped null property is unmanaged',
    base: { customProperties: { height: null } },
    now: {},
    live: { customProperties: { height: 170 } },
    differences: [],
  },
  {
    name: 'one of two properties dropped: the other stays managed',
    base: { customProperties: { age: 33, height: 170 } },
    now: { customProperties: { age: 34 } },
    live: { customProperties: { age: 33, height: 170 } },
    dropped: { customProperties: { height: [170] } },
    differences: [property('age', 33, 34), property('height', 170, null)],
  },
  {
    name: 'with prune a property that is not declared goes, changed or not',
    base: { customProperties: { age: 33 }, pruneCustomProperties: true },
    now: { pruneCustomProperties: true },
    live: { customProperties: { age: 34 } },
    differences: [property('age', 34, null)],
  },
  {
    name: 'prune dropped: what the base declared goes, what it did not stays',
    base: { customProperties: { age: 33 }, pruneCustomProperties: true },
    now: {},
    live: { customProperties: { age: 33, height: 170 } },
    dropped: { customProperties: { age: [33] } },
    differences: [property('age', 33, null)],
  },
  {
    name: 'a property named like a method of every object is dropped like any other',
    base: { customProperties: { constructor: 'x' } },
    now: {},
    live: { customProperties: { constructor: 'x' } },
    dropped: { customProperties: { constructor: ['x'] } },
    differences: [property('constructor', 'x', null)],
  },
  {
    name: 'Envoke: a dropped custom field is removed',
    account: 'news',
    base: { customProperties: { plan: 'gold' } },
    now: {},
    live: { customProperties: { plan: 'gold' } },
    dropped: { customProperties: { plan: ['gold'] } },
    differences: [property('plan', 'gold', null)],
  },
];

function property(name: string, before: PropertyValue | null, after: PropertyValue | null): Difference {
  return difference(['customProperties', name], before, after);
}
