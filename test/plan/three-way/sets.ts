import type { DeclaredSet } from '../../../src/contact/contact.ts';
import { type Difference, difference } from '../../../src/contact/difference.ts';
import type { SetField } from '../../../src/contact/fields.ts';
import type { ThreeWayCase } from './case.ts';

export const SETS: readonly ThreeWayCase[] = [
  {
    name: 'a dropped list takes out the members that base declared, and no others',
    base: { sets: { tags: list('a', 'b') } },
    now: {},
    live: { sets: { tags: ['a', 'b', 'c'] } },
    dropped: { sets: { tags: ['a', 'b'] } },
    differences: without('tags', 'a', 'b'),
  },
  {
    name: 'of a dropped list only members that live still has',
    base: { sets: { tags: list('a', 'b') } },
    now: {},
    live: { sets: { tags: ['b', 'c'] } },
    dropped: { sets: { tags: ['a', 'b'] } },
    differences: without('tags', 'b'),
  },
  {
    name: 'a dropped empty list claimed no member',
    base: { sets: { tags: list() } },
    now: {},
    live: { sets: { tags: ['a'] } },
    differences: [],
  },
  {
    name: 'a list that became shorter takes its member out by itself',
    base: { sets: { tags: list('a', 'b') } },
    now: { sets: { tags: list('a') } },
    live: { sets: { tags: ['a', 'b'] } },
    differences: [difference(['tags'], ['a', 'b'], ['a'])],
  },
  {
    name: 'a list that became empty empties the set',
    base: { sets: { tags: list('a') } },
    now: { sets: { tags: list() } },
    live: { sets: { tags: ['a', 'b'] } },
    differences: [difference(['tags'], ['a', 'b'], null)],
  },
  {
    name: 'list → map: members that neither names any more go, others at the vendor stay',
    base: { sets: { tags: list('a', 'b', 'c') } },
    now: { sets: { tags: map({ a: true }) } },
    live: { sets: { tags: ['a', 'b', 'c', 'd'] } },
    dropped: { sets: { tags: ['b', 'c'] } },
    differences: without('tags', 'b', 'c'),
  },
  {
    name: 'list → map: a member that the map takes out is the map’s, not dropped',
    base: { sets: { tags: list('a', 'b') } },
    now: { sets: { tags: map({ a: false, b: true }) } },
    live: { sets: { tags: ['a', 'b'] } },
    differences: without('tags', 'a'),
  },
  {
    name: 'list → map that names them all: nothing',
    base: { sets: { tags: list('a', 'b') } },
    now: { sets: { tags: map({ a: true, b: true }) } },
    live: { sets: { tags: ['a', 'b', 'c'] } },
    differences: [],
  },
  {
    name: 'list → an empty map lets go of the list',
    base: { sets: { tags: list('a') } },
    now: { sets: { tags: map({}) } },
    live: { sets: { tags: ['a', 'b'] } },
    dropped: { sets: { tags: ['a'] } },
    differences: without('tags', 'a'),
  },
  {
    name: 'map → list: the list is the whole set',
    base: { sets: { tags: map({ a: true, b: false }) } },
    now: { sets: { tags: list('c') } },
    live: { sets: { tags: ['a', 'd'] } },
    differences: [difference(['tags'], ['a', 'd'], ['c'])],
  },
  {
    name: 'a dropped member that was true is removed',
    base: { sets: { tags: map({ a: true, b: true }) } },
    now: { sets: { tags: map({ b: true }) } },
    live: { sets: { tags: ['a', 'b'] } },
    dropped: { sets: { tags: ['a'] } },
    differences: without('tags', 'a'),
  },
  {
    name: 'a dropped member that was false is nothing',
    base: { sets: { tags: map({ a: false }) } },
    now: {},
    live: { sets: { tags: ['a'] } },
    differences: [],
  },
  {
    name: 'a dropped map removes what was true and leaves what was false',
    base: { sets: { tags: map({ a: true, b: false }) } },
    now: {},
    live: { sets: { tags: ['a', 'b'] } },
    dropped: { sets: { tags: ['a'] } },
    differences: without('tags', 'a'),
  },
  {
    name: 'a dropped member that live lost meanwhile needs nothing',
    base: { sets: { tags: map({ a: true }) } },
    now: {},
    live: { sets: { tags: ['b'] } },
    dropped: { sets: { tags: ['a'] } },
    differences: [],
  },
  {
    name: 'a member that turned from true to false is removed by the map',
    base: { sets: { tags: map({ a: true }) } },
    now: { sets: { tags: map({ a: false }) } },
    live: { sets: { tags: ['a'] } },
    differences: without('tags', 'a'),
  },
  {
    name: 'a member that turned from false to true is added',
    base: { sets: { tags: map({ a: false }) } },
    now: { sets: { tags: map({ a: true }) } },
    live: {},
    differences: [difference(['tags', 'a'], null, true)],
  },
  {
    name: 'an empty map in both is nothing',
    base: { sets: { tags: map({}) } },
    now: { sets: { tags: map({}) } },
    live: { sets: { tags: ['a'] } },
    differences: [],
  },
  {
    name: 'a member named like a method of every object is dropped like any other',
    base: { sets: { tags: map({ constructor: true }) } },
    now: { sets: { tags: map({ a: true }) } },
    live: { sets: { tags: ['a', 'constructor'] } },
    dropped: { sets: { tags: ['constructor'] } },
    differences: without('tags', 'constructor'),
  },
  {
    name: 'Omnisend v3: dropped tags are kept, as nothing takes them out',
    account: 'old',
    base: { sets: { tags: list('a') } },
    now: {},
    live: { sets: { tags: ['a'] } },
    differences: [],
    notCleared: ['tags'],
  },
  {
    name: 'Loops: a dropped mailing list is left',
    account: 'app',
    base: { sets: { lists: map({ l1: true, l2: true }) } },
    now: { sets: { lists: map({ l2: true }) } },
    live: { sets: { lists: ['l1', 'l2'] } },
    dropped: { sets: { lists: ['l1'] } },
    differences: without('lists', 'l1'),
  },
  {
    name: 'Envoke: a dropped autoresponder is unset',
    account: 'news',
    base: { sets: { autoresponders: map({ welcome: true }) } },
    now: {},
    live: { sets: { autoresponders: ['welcome'] } },
    dropped: { sets: { autoresponders: ['welcome'] } },
    differences: without('autoresponders', 'welcome'),
  },
];

function list(...members: readonly string[]): DeclaredSet {
  return { form: 'list', members };
}

function map(members: Readonly<Record<string, boolean>>): DeclaredSet {
  return { form: 'map', members };
}

function without(field: SetField, ...names: readonly string[]): readonly Difference[] {
  return names.map((name) => difference([field, name], true, null));
}
