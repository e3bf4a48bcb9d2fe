// Laws of assignments over generated manifests of several files and layouts, with the loader as judge: what it reads afterwards is
// what it read before, with the assigned values. What is refused leaves everything as it was.
// @module-tag slow

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from '../../../src/contact/canonical.ts';
import type { DesiredContact } from '../../../src/contact/contact.ts';
import type { Assignment } from '../../../src/manifest/assign/assignment.ts';
import { assignValues } from '../../../src/manifest/assign/index.ts';
import { type Loaded, loadManifests } from '../../../src/manifest/index.ts';
import { type ManifestFile, sourceOf } from '../../../src/manifest/read/source.ts';
import { type Layout, layoutOf, type Mapping, textOf } from '../edit/layouts.ts';
import { NOW } from '../load.ts';

const RUNS = [
  { runs: 30, options: { timeout: 60_000 } },
  { runs: Number(process.env.FUZZ_RUNS ?? 1500), options: { tags: ['slow'], timeout: 900_000 } },
];

const ACCOUNTS = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
  news: { provider: omnisend, apiKey: "\${NEWS_KEY}" }
`;

function fileOf(name: string, format: 'yaml' | 'json' | 'ndjson', text: string): ManifestFile {
  const file = sourceOf(name, format, Buffer.from(text));
  if ('code' in file) throw new Error('not a text');
  return file;
}

async function load(files: readonly ManifestFile[]): Promise<Loaded> {
  return loadManifests({
    directory: 'x',
    files: { read: async () => ({ files, diagnostics: [] }) },
    workingDirectory: '/',
    environment: {},
    now: () => NOW,
    sandbox: true,
  });
}

const city = fc.constantFrom<Json>('Oslo', 'New York', '02142', "it's", null);
const tags = fc.oneof(
  fc.uniqueArray(fc.constantFrom('vip', 'a', 'x y'), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('vip', 'a', 'x y'), fc.boolean(), { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
);
const status = fc.constantFrom('nonSubscribed', 'unsubscribed');
const properties = fc.dictionary(fc.constantFrom('age', 'tier'), fc.constantFrom<Json>(33, 'x'), {
  minKeys: 1,
  maxKeys: 2,
  noNullPrototype: true,
});
const channel = fc.oneof(
  status,
  fc.record({ status, statusChangedAt: fc.constant('2026-01-01T00:00:00Z') }, { requiredKeys: ['status'] }),
);
const block = { city, tags, customProperties: properties, channels: fc.record({ email: channel }) } as const;

/** Contacts of two accounts; at both, the same address is the same contact. Several entries may meet. */
const contact: fc.Arbitrary<Mapping> = fc
  .record(
    {
      ...block,
      accounts: fc.constantFrom<Json>(['shop'], ['news'], ['shop', 'news']),
      unmanaged: fc.constantFrom<Json>(['state'], ['firstName', 'state']),
      at: fc.record({ shop: fc.record(block, { requiredKeys: ['city'] }) }),
    },
    { requiredKeys: ['accounts'], noNullPrototype: true },
  )
  .map(
    ({ at, ...fields }) =>
      (JSON.stringify(fields.accounts).includes('shop') && at ? { ...fields, at } : fields) as Mapping,
  );

const contacts = (names: readonly string[]): fc.Arbitrary<Mapping[]> =>
  fc
    .tuple(...names.map(() => contact))
    .map((all) => all.map((fields, index) => ({ email: `${names[index]}@x.co`, ...fields })));

const firsts = layoutOf(contacts(['jane', 'o', 'p']));
const others = layoutOf(contacts(['q', 'r']));
/** An entry of jane's in the second file, which declares other fields than the first, so that the two always meet. */
const meeting: fc.Arbitrary<Mapping[]> = fc
  .record({ lastName: fc.constantFrom('Doe', 'Roe') })
  .map(({ lastName }) => [{ email: 'JANE@x.co', accounts: ['shop'], lastName }]);

const assignment: fc.Arbitrary<Assignment> = fc
  .record({
    account: fc.constantFrom('shop', 'news'),
    name: fc.constantFrom('jane', 'jane', 'o', 'p', 'q', 'r'),
    to: fc.oneof(
      city.map((value) => ({ path: ['city'], value: value as Json | undefined })),
      fc.constantFrom('Doe', 'Poe').map((value) => ({ path: ['lastName'], value })),
      fc.constantFrom('city', 'firstName', 'tags').map((name) => ({ path: [name], value: undefined })),
      fc.constantFrom('F', 'G').map((value) => ({ path: ['firstName'], value })),
      fc
        .tuple(fc.constantFrom('vip', 'a', 'new'), fc.constantFrom(true, false))
        .map(([name, value]) => ({ path: ['tags', name], value })),
      fc.constantFrom<Json>(34, 'y').map((value) => ({ path: ['customProperties', 'age'], value })),
      status.map((value) => ({ path: ['channels', 'email', 'status'], value })),
    ),
  })
  .map(({ account, name, to }) => ({ contact: `${account}/${name}@x.co`, path: to.path, value: to.value }));

/** What a contact declares, without where. */
function declared({ source: _source, ...contact }: DesiredContact): DesiredContact | Omit<DesiredContact, 'source'> {
  return contact;
}

/** What a loaded contact declares at a path; written without the help of the module that is tested. */
function valueAt(contact: DesiredContact, [field = '', name = '']: readonly string[]): unknown {
  if (field === 'tags') {
    const set = contact.sets.tags;
    if (name === '') return set?.members;
    return set?.form === 'list' ? set.members.includes(name) : set?.members[name];
  }
  if (field === 'customProperties') return contact.customProperties[name];
  if (field === 'channels') return contact.channels.email?.status;
  return contact.scalars[field as 'city'];
}

/** A contact without what an assignment may change. */
function besides(contact: DesiredContact, [field = '', name = '']: readonly string[]): unknown {
  const rest = declared(contact) as DesiredContact;
  const { unmanaged: _unmanaged, ...known } = rest;
  if (field === 'tags') {
    const set = rest.sets.tags;
    const isList = set?.form === 'list';
    const members = isList
      ? set.members.filter((member) => member !== name)
      : Object.entries(set?.members ?? {}).filter(([member]) => member !== name);
    return { ...known, sets: { ...rest.sets, tags: name === '' ? [] : [isList, members] } };
  }
  if (field === 'customProperties') {
    const properties = Object.entries(rest.customProperties).filter(([property]) => property !== name);
    return { ...known, customProperties: Object.fromEntries(properties) };
  }
  if (field === 'channels') return { ...known, channels: {} };
  return { ...known, scalars: { ...rest.scalars, [field]: null } };
}

describe.each(RUNS)('$runs times', ({ runs, options }) => {
  it('assigns exactly what was asked for', options, () =>
    fc.assert(
      fc.asyncProperty(
        firsts,
        fc.oneof(others, layoutOf(meeting)),
        fc.array(assignment, { minLength: 1, maxLength: 4 }),
        fc.gen(),
        async (first, second, assignments, draw) => {
          const layouts = [first(draw), second(draw)];
          const files = [
            fileOf('accounts.yaml', 'yaml', ACCOUNTS),
            ...layouts.map((layout, index) =>
              fileOf(`${index}.${layout.format}`, layout.format, textOf(withoutLimits(layout))),
            ),
          ];
          const before = await load(files);
          fc.pre(!before.diagnostics.some(({ severity }) => severity === 'error'));
          const one = uniquePaths(assignments);
          const { files: changed, refused } = await assignValues({ files, accounts: ['shop', 'news'] }, one);
          const texts = new Map(changed.map(({ file, text }) => [file, text]));
          const after = await load(files.map((file) => fileOf(file.name, file.format, texts.get(file) ?? file.text)));
          expect(after.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
          const failed = new Set(refused.map((each) => each.assignment));
          for (const [index, contact] of before.whole.contacts.entries()) {
            const now = after.whole.contacts[index];
            if (now === undefined) throw new Error('a contact is gone');
            const own = one.filter((each) => each.contact === contact.key && !failed.has(each));
            for (const each of own) {
              const found = valueAt(now, each.path);
              if (each.value === undefined) expect(found).toBeUndefined();
              else expect(found).toEqual(each.value);
            }
            const reduce = (given: DesiredContact) =>
              canonicalJson(own.reduce<unknown>((rest, { path }) => besides(rest as DesiredContact, path), given));
            if (own.length === 0) expect(declared(now)).toEqual(declared(contact));
            else if (own.length === 1) expect(reduce(now)).toBe(reduce(contact));
          }
          expect(after.whole.contacts.length).toBe(before.whole.contacts.length);
          for (const { code } of refused)
            expect(['unknown-contact', 'not-expressible', 'shared-anchor', 'unmanaged']).toContain(code);
        },
      ),
      { numRuns: runs, endOnFailure: true },
    ),
  );
});

/** Only one file may declare limits. */
function withoutLimits(layout: Layout): Layout {
  return { ...layout, lines: layout.lines.filter(({ text }) => !text.startsWith('limits:')) };
}

/** Keeps the first assignment of each value. */
function uniquePaths(assignments: readonly Assignment[]): readonly Assignment[] {
  const seen = new Set<string>();
  return assignments.filter(({ contact, path }) => {
    const key = `${contact} ${path[0]}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
