// stage: proposed, of a file and of an entry: what is proposed is declared nowhere, and is resolved beside what is declared.

import { describe, expect, it } from 'vitest';
import type { DesiredContact } from '../../src/contact/contact.ts';
import { load, loadMarked, ONE_ACCOUNT } from './load.ts';

const valuesOf = ({ key, scalars, sets, channels, source }: DesiredContact) => ({
  key,
  ...scalars,
  ...(sets.tags === undefined ? {} : { tags: sets.tags.members }),
  ...(channels.email === undefined ? {} : { email: channels.email.status }),
  at: `${source.file}:${source.line}`,
});

async function loaded(files: Readonly<Record<string, string>>, contacts?: readonly string[]) {
  const { configuration, diagnostics } = await load(
    { 'accounts.yaml': ONE_ACCOUNT, ...files },
    contacts === undefined ? {} : { contacts },
  );
  expect(diagnostics).toEqual([]);
  return {
    declared: configuration.contacts.map(valuesOf),
    proposed: (configuration.proposed ?? []).map(valuesOf),
  };
}

describe('a proposed entry', () => {
  it('declares nothing', async () => {
    expect(
      await loaded({ 'a.yaml': 'contacts:\n- { email: a@x.co, city: Oslo }\n- { email: b@x.co, stage: proposed }\n' }),
    ).toEqual({
      declared: [{ key: 'shop/a@x.co', city: 'Oslo', at: 'a.yaml:2' }],
      proposed: [{ key: 'shop/b@x.co', at: 'a.yaml:3' }],
    });
  });

  it('replaces and adds values of the entries that it meets, and leaves them as they are', async () => {
    const files = {
      'a.yaml': 'contacts:\n- { email: a@x.co, city: Oslo, tags: { vip: true }, at: { shop: { firstName: A } } }\n',
      'b.yaml':
        'stage: proposed\ndefaults: { lastName: B }\ncontacts:\n- { email: a@x.co, city: Rome, tags: { new: true }, firstName: B }\n',
    };
    expect(await loaded(files)).toEqual({
      declared: [{ key: 'shop/a@x.co', firstName: 'A', city: 'Oslo', tags: { vip: true }, at: 'a.yaml:2' }],
      proposed: [
        {
          key: 'shop/a@x.co',
          firstName: 'B',
          lastName: 'B',
          city: 'Rome',
          tags: { vip: true, new: true },
          at: 'b.yaml:4',
        },
      ],
    });
  });

  it('does not make one contact of two that are declared', async () => {
    const files = {
      'a.yaml': 'contacts:\n- { email: a@x.co, city: Oslo }\n- { phone: "+37061234567", firstName: A }\n',
      'b.json': '{"stage":"proposed","contacts":[{"email":"a@x.co","phone":"+37061234567"}]}',
    };
    const { declared, proposed } = await loaded(files);
    expect(declared.map(({ key }) => key)).toEqual(['shop/+37061234567', 'shop/a@x.co']);
    expect(proposed).toEqual([{ key: 'shop/a@x.co', firstName: 'A', city: 'Oslo', at: 'b.json:1' }]);
  });

  it('may stand on a line of NDJSON, and is chosen by filters', async () => {
    const files = { 'a.ndjson': '{"email":"a@x.co","stage":"proposed"}\n{"email":"b@x.co","stage":"proposed"}\n' };
    expect(await loaded(files, ['*/b@*'])).toEqual({
      declared: [],
      proposed: [{ key: 'shop/b@x.co', at: 'a.ndjson:2' }],
    });
  });

  it('may repeat nothing that another proposal has', async () => {
    const { found, expected } = await loadMarked({
      'a.yaml': `${ONE_ACCOUNT}contacts:\n- { email: a@x.co, city: Oslo }\n`,
      'b.yaml': 'stage: proposed\ncontacts:\n- { email: a@x.co, city: «duplicate-field»Rome }\n',
      'c.yaml': 'stage: proposed\ncontacts:\n- { email: a@x.co, city: «duplicate-field»Riga }\n',
    });
    expect(found).toEqual(expected);
  });
});

describe('a stage', () => {
  it.each([
    ['another word', 'stage: «invalid-value»draft\ncontacts:\n- { email: a@x.co }\n'],
    ['nothing', '«empty-value»stage:\ncontacts:\n- { email: a@x.co }\n'],
    ['a mapping', 'stage: «wrong-type»{ a: b }\ncontacts:\n- { email: a@x.co }\n'],
    ['another word on a contact', 'contacts:\n- { email: a@x.co, stage: «invalid-value»draft }\n'],
    ['a stage under at', 'contacts:\n- { email: a@x.co, at: { shop: { «unknown-field»stage: proposed } } }\n'],
    ['a stage of defaults', 'defaults: { «unknown-field»stage: proposed }\ncontacts:\n- { email: a@x.co }\n'],
  ])('cannot be %s', async (_what, text) => {
    const { found, expected } = await loadMarked({ 'accounts.yaml': ONE_ACCOUNT, 'a.yaml': text });
    expect(found).toEqual(expected);
  });
});
