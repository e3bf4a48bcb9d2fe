// States for every member whether the hash of a contact covers it. A new member of `DesiredContact` or `BaseComparison` fails here
// until it is added to a table (and to src/plan/ids.ts, which does not compile without it).

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BaseComparison } from '../../src/base/contact-to-plan.ts';
import type { DesiredContact } from '../../src/contact/contact.ts';
import { desiredHashOf } from '../../src/plan/ids.ts';
import { desired } from './subject.ts';

/** For each member: whether it is hashed, and a value that differs from the contact's. */
type Columns<T> = {
  readonly [Name in keyof T]-?: readonly [coverage: 'hashed' | 'left out', other: NonNullable<T[Name]>];
};

const DESIRED: Columns<DesiredContact> = {
  account: ['left out', 'outlet'],
  key: ['left out', 'shop/u1'],
  source: ['left out', { file: 'other.yaml', line: 1, column: 1 }],
  identifiers: ['hashed', { email: 'joe@example.com' }],
  emailSpelling: ['left out', 'Jane@example.com'],
  phoneSpelling: ['left out', '+370 600 00001'],
  previously: ['hashed', { email: 'old@example.com' }],
  previousSpelling: ['left out', 'Old@example.com'],
  scalars: ['hashed', { city: null }],
  sets: ['hashed', { tags: { form: 'list', members: [] } }],
  customProperties: ['hashed', { age: 33 }],
  pruneCustomProperties: ['hashed', true],
  channels: ['hashed', { email: { status: 'subscribed' } }],
  welcome: ['hashed', true],
  protect: ['hashed', true],
  recreate: ['hashed', true],
  createdAt: ['hashed', '2019-05-01T00:00:00Z'],
  onMissing: ['left out', 'skip'],
  onRemoved: ['left out', 'delete'],
  unmanaged: ['left out', ['city']],
};

const BASE: Columns<BaseComparison> = {
  dropped: ['hashed', { scalars: { city: ['London'] }, sets: {}, customProperties: {} }],
  removed: ['hashed', 'keep'],
  alternatives: ['hashed', [{ kind: 'email', value: 'other@example.com' }]],
  undeclaredEmailChange: ['hashed', true],
  renamed: ['left out', { file: 'a.yaml', line: 1, column: 1 }],
  resubscribes: ['left out', ['email']],
  changedEvidence: ['left out', [['channels', 'email', 'basis']]],
  outdatedClaims: ['left out', { email: 'repeated' }],
  owed: ['left out', true],
  rolledBack: ['left out', true],
};

/** Returns the members of an interface, read from its source. */
function membersOf(file: string, name: string): readonly string[] {
  const source = readFileSync(resolve(import.meta.dirname, '../../src', file), 'utf8');
  const body = new RegExp(`^export interface ${name} \\{\n(.*?)^\\}`, 'ms').exec(source)?.[1] ?? '';
  return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??:/gm)].map(([, member = '']) => member);
}

describe('every member is either hashed or left out', () => {
  test.each([
    ['contact/contact.ts', 'DesiredContact', DESIRED],
    ['base/contact-to-plan.ts', 'BaseComparison', BASE],
  ] as const)('%s: %s', (file, name, columns) => {
    expect([...membersOf(file, name)].sort()).toEqual(Object.keys(columns).sort());
  });

  const plain = desired();

  test.each(Object.entries(DESIRED))('desired.%s is as the table says: %s', (name, [coverage, other]) => {
    const changed = desiredHashOf({ desired: { ...plain, [name]: other } });
    expect(changed === desiredHashOf({ desired: plain })).toBe(coverage === 'left out');
  });

  test.each(Object.entries(BASE))('base.%s is as the table says: %s', (name, [coverage, other]) => {
    const changed = desiredHashOf({ desired: plain, base: { [name]: other } });
    expect(changed === desiredHashOf({ desired: plain })).toBe(coverage === 'left out');
  });

  test('unknown members are not hashed', () => {
    const stranger = { ...plain, nickname: 'J' };
    expect(desiredHashOf({ desired: stranger })).toBe(desiredHashOf({ desired: plain }));
  });
});

test('a saved plan stays valid: the hash of one contact with everything', () => {
  const everything = Object.fromEntries(Object.entries(DESIRED).map(([name, [, other]]) => [name, other]));
  const findings = Object.fromEntries(Object.entries(BASE).map(([name, [, other]]) => [name, other]));
  expect(desiredHashOf({ desired: desired(everything), base: findings })).toBe(GOLDEN.everything);
  expect(desiredHashOf({ desired: desired() })).toBe(GOLDEN.plain);
});

const GOLDEN = {
  everything: 'b25124c675574abd6e1823be59a0de0b5d6a7f0728c4b9f152cceaf68b61c6e6',
  plain: 'f3ae201a29a5371a720de1d312673cb182aa56c2a3853342fb3b3ea373ba5404',
} as const;
