// An address that was edited in a manifest is noticed, although nothing else connects the old entry with the new one.

import { describe, expect, test } from 'vitest';
import { findRenamed } from '../../../src/base/pairs/renamed.ts';
import type { DesiredContact } from '../../../src/contact/contact.ts';
import { aDesired } from '../../builders/contacts.ts';

const KIM = contact('kim@example.com', { scalars: { firstName: 'Kim' } });

function contact(email: string, rest: Partial<DesiredContact> = {}, line = 3): DesiredContact {
  const source = { file: 'contacts.d/a.yaml', line, column: 5 };
  return aDesired({ key: `shop/${email}`, identifiers: { email }, source, ...rest });
}

function paired(added: readonly DesiredContact[], gone: readonly DesiredContact[]): readonly string[] {
  const { formerOf } = findRenamed(
    added,
    gone.map((entry) => ({ entries: [entry], owed: false })),
  );
  return [...formerOf].map(([now, former]) => `${former.key} → ${now.key}`);
}

describe('an entry with another email (E9)', () => {
  test('that declares the same is the same person, wherever it stands', () => {
    const later = contact('kim.lee@example.com', { scalars: { firstName: 'Kim' } }, 40);
    expect(paired([later], [KIM])).toEqual(['shop/kim@example.com → shop/kim.lee@example.com']);
  });

  test('that declares something else is another person', () => {
    expect(paired([contact('kim.lee@example.com', { scalars: { firstName: 'Lee' } })], [KIM])).toEqual([]);
  });

  test('that declares little is compared with the same place only', () => {
    const sets = { tags: { form: 'map', members: { vip: true } } } as const;
    const gone = contact('kim@example.com', { sets });
    expect(paired([contact('lee@example.com', { sets }, 9)], [gone])).toEqual([]);
    expect(paired([contact('lee@example.com', { sets })], [gone])).toHaveLength(1);
  });

  test('is not guessed where several declare the same', () => {
    const later = contact('kim.lee@example.com', { scalars: { firstName: 'Kim' } }, 40);
    expect(paired([later], [KIM, contact('kim2@example.com', { scalars: { firstName: 'Kim' } }, 7)])).toEqual([]);
  });

  test('is left alone if something else identifies the person', () => {
    const phone = (email: string) => ({ identifiers: { email, phone: '+14165550132' }, scalars: { firstName: 'Kim' } });
    expect(paired([contact('lee@example.com', phone('lee@example.com'))], [KIM])).toEqual([]);
    expect(
      paired(
        [contact('lee@example.com', { scalars: { firstName: 'Kim' } })],
        [contact('kim@example.com', phone('kim@example.com'))],
      ),
    ).toEqual([]);
  });
});
