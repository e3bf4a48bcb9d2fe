import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DesiredContact } from '../../src/contact/contact.ts';
import { type Loaded, type LoadOptions, loadManifests } from '../../src/manifest/index.ts';
import { sourceOf } from '../../src/manifest/read/source.ts';
import { diagnosticsWithWords } from '../../src/render/words/diagnostics.ts';
import { ACCOUNTS, load, loadMarked, NOW } from './load.ts';

describe('entries of different accounts never meet (D2)', () => {
  it('so two brands say different things of one person, each with its own defaults', async () => {
    const { configuration, diagnostics } = await load({
      'accounts.yaml': ACCOUNTS,
      'a.yaml': 'defaults: { accounts: [shop], city: X }\ncontacts:\n  - { email: a@x.co, firstName: Al }\n',
      'b.yaml': 'defaults: { accounts: [old], city: Y }\ncontacts:\n  - { email: A@x.co, firstName: Albert }\n',
    });
    expect(diagnostics).toEqual([]);
    expect(configuration.contacts.map(({ key, scalars, source }) => [key, scalars, source.file])).toEqual([
      ['old/a@x.co', { firstName: 'Albert', city: 'Y' }, 'b.yaml'],
      ['shop/a@x.co', { firstName: 'Al', city: 'X' }, 'a.yaml'],
    ]);
  });

  it('so 2,000 people adopted at two accounts by two files are no mistake', { tags: ['slow'] }, async () => {
    const people = Array.from({ length: 2_000 }, (_, index) => ({
      email: `person${index}@example.com`,
      phone: `+37060${String(index).padStart(6, '0')}`,
      firstName: 'Jane',
      tags: ['customer'],
    }));
    const adopted = (account: string): string =>
      [{ defaults: { accounts: [account] } }, ...people].map((line) => JSON.stringify(line)).join('\n');
    const { configuration, diagnostics } = await load({
      'accounts.yaml': ACCOUNTS,
      'shop.ndjson': adopted('shop'),
      'old.ndjson': adopted('old'),
    });
    expect(diagnostics).toEqual([]);
    expect(configuration.contacts).toHaveLength(4_000);
  });

  it('so the setting accounts of an entry is its own', async () => {
    const { configuration, diagnostics } = await load({
      'accounts.yaml': ACCOUNTS,
      'x.yaml': `contacts:
  - { email: a@x.co, accounts: [shop, old], city: X }
  - { email: a@x.co, accounts: [old, app], firstName: Al }
`,
    });
    expect(diagnostics).toEqual([]);
    expect(configuration.contacts.map(({ key, scalars }) => [key, scalars])).toEqual([
      ['app/a@x.co', { firstName: 'Al' }],
      ['old/a@x.co', { city: 'X', firstName: 'Al' }],
      ['shop/a@x.co', { city: 'X' }],
    ]);
  });

  it('so an identifier under at joins entries at that account alone', async () => {
    const { configuration, diagnostics } = await load({
      'accounts.yaml': ACCOUNTS,
      'x.yaml': `contacts:
  - { email: a@x.co, accounts: [shop, old], at: { shop: { phone: +37060000001 } } }
  - { phone: +37060000001, accounts: [shop, old], city: X }
`,
    });
    expect(diagnostics).toEqual([]);
    expect(configuration.contacts.map(({ key, identifiers }) => [key, identifiers])).toEqual([
      ['old/+37060000001', { phone: '+37060000001' }],
      ['old/a@x.co', { email: 'a@x.co' }],
      ['shop/a@x.co', { email: 'a@x.co', phone: '+37060000001' }],
    ]);
  });

  it('but each subscription still reaches one sender only', async () => {
    const senders = ACCOUNTS.replace('shop: { ', 'shop: { sender: A, ').replace('old: { ', 'old: { sender: B, ');
    const { found, expected } = await loadMarked({
      'accounts.yaml': senders,
      'x.yaml': `contacts:
  - { email: a@x.co, accounts: [shop], channels: { email: subscribed } }
  - { email: a@x.co, accounts: [old], channels: { email: subscribed } }
  - { email: b@x.co, accounts: [shop, old], channels: { email: «consent-sender»subscribed } }
`,
    });
    expect(found).toEqual(expected);
  });

  it('so a field that no account of its entry has is a mistake, even if another entry’s account has it', async () => {
    const { found, expected } = await loadMarked({
      'accounts.yaml': ACCOUNTS,
      'x.yaml': `contacts:
  - { email: a@x.co, accounts: [shop], «field-not-supported»group: g }
  - { email: a@x.co, accounts: [app], group: h }
`,
    });
    expect(found).toEqual(expected);
  });
});

describe('of two conflicting lines', () => {
  const files = {
    'accounts.yaml': ACCOUNTS,
    'a.yaml': 'contacts:\n  - { email: a@x.co, accounts: [shop], city: X }\n',
    'b.yaml': 'contacts:\n  - { email: a@x.co, accounts: [shop], city: Y }\n',
  };

  it.each(['a.yaml', 'b.yaml'])('the one that is newer in git is reported: %s', async (newer) => {
    const { diagnostics } = await load(files, {
      newerLine: async (a, b) => (a.file === newer ? 'a' : b.file === newer ? 'b' : undefined),
    });
    expect(diagnostics.map(({ file, line }) => [file, line])).toEqual([[newer, 2]]);
    expect(diagnosticsWithWords(diagnostics)[0]?.message).toContain(newer === 'a.yaml' ? 'b.yaml:2:46' : 'a.yaml:2:46');
  });

  it('both are reported if git does not know', async () => {
    const { diagnostics } = await load(files, { newerLine: async () => undefined });
    expect(diagnostics.map(({ file }) => file)).toEqual(['a.yaml', 'b.yaml']);
  });

  it('the hint names at where the entries go to different accounts', async () => {
    const { diagnostics } = await load({ ...files, 'b.yaml': files['b.yaml'].replace('[shop]', '[shop, old]') });
    for (const { hint } of diagnosticsWithWords(diagnostics))
      expect(hint).toBe(
        'Keep one of the two: both entries describe the same contact; a value for shop alone goes under at: of one of the entries',
      );
    const alike = await load(files);
    expect(diagnosticsWithWords(alike.diagnostics)[0]?.hint).not.toContain('at:');
  });
});

const NAMES = ['shop', 'old', 'app'] as const;
type Name = (typeof NAMES)[number];

interface RandomEntry {
  readonly accounts: readonly Name[];
  readonly fields: Readonly<Record<string, unknown>>;
  readonly at: Readonly<Partial<Record<Name, Readonly<Record<string, unknown>>>>>;
}

const fields = fc.record(
  { firstName: fc.constantFrom('Al', 'Bo'), lastName: fc.constantFrom('Li', 'Wu') },
  { requiredKeys: [] },
);
const identifiers = fc
  .record({ email: fc.constantFrom('a@x.co', 'b@x.co', 'C@x.co', 'c@x.co'), userId: fc.constantFrom('1', '2', '3') })
  .chain((both) => fc.constantFrom(both, { email: both.email }));
const entry: fc.Arbitrary<RandomEntry> = fc.record({
  accounts: fc.subarray([...NAMES], { minLength: 1 }),
  fields: fc.tuple(identifiers, fields).map(([one, two]) => ({ ...one, ...two })),
  at: fc.dictionary(fc.constantFrom(...NAMES), fields, { maxKeys: 2 }),
});
const defaults = fc.option(fields, { nil: undefined });
/** The entries of two files, with the defaults of each. */
const manifests = fc.array(fc.record({ defaults, entries: fc.array(entry, { maxLength: 5 }) }), {
  minLength: 2,
  maxLength: 2,
});

describe('for random entries over three accounts', () => {
  const runs = { numRuns: 150 };

  it('the result is that of the entries of each account alone', { tags: ['slow'] }, async () => {
    await fc.assert(
      fc.asyncProperty(manifests, async (files) => {
        const all = await loadLines(files.map((file) => linesOf(file, NAMES)));
        const alone = [];
        for (const name of NAMES) alone.push(await loadLines(files.map((file) => linesOf(file, [name]))));
        expect(all.configuration.contacts).toEqual(
          sorted(alone.flatMap(({ configuration }) => configuration.contacts)),
        );
        expect(conflictsOf([all])).toEqual(conflictsOf(alone));
      }),
      runs,
    );
  });

  it('the order of the files does not matter', { tags: ['slow'] }, async () => {
    await fc.assert(
      fc.asyncProperty(manifests, async (files) => {
        const lines = files.map((file) => linesOf(file, NAMES));
        const [one, other] = [await loadLines(lines), await loadLines([...lines].reverse(), ['b', 'a'])];
        expect(conflictsOf([other]).length === 0).toBe(conflictsOf([one]).length === 0);
        if (conflictsOf([one]).length === 0)
          expect(other.configuration.contacts.map(withoutSource)).toEqual(
            one.configuration.contacts.map(withoutSource),
          );
      }),
      runs,
    );
  });
});

/** The lines of a file, of which those that go to none of the accounts are blank: the others keep their line numbers. */
function linesOf(
  { defaults, entries }: { readonly defaults: unknown; readonly entries: readonly RandomEntry[] },
  names: readonly Name[],
): string {
  const lines = entries.map(({ accounts, fields, at }) => {
    const to = accounts.filter((name) => names.includes(name));
    const overrides = Object.fromEntries(Object.entries(at).filter(([name]) => to.includes(name as Name)));
    return to.length === 0 ? '' : JSON.stringify({ ...fields, at: overrides, accounts: to });
  });
  return [defaults === undefined ? '' : JSON.stringify({ defaults }), ...lines].join('\n');
}

function loadLines(lines: readonly string[], names: readonly string[] = ['a', 'b']): Promise<Loaded> {
  const texts = [
    ['accounts.yaml', ACCOUNTS] as const,
    ...lines.map((text, i) => [`${names[i]}.ndjson`, text] as const),
  ];
  const files = texts.flatMap(([name, text]) => {
    const file = sourceOf(name, name.endsWith('yaml') ? 'yaml' : 'ndjson', Buffer.from(text));
    return 'text' in file ? [file] : [];
  });
  const options: LoadOptions = {
    directory: '.',
    workingDirectory: '.',
    environment: {},
    sandbox: true,
    now: () => NOW,
    files: { read: async () => ({ files, diagnostics: [] }) },
  };
  return loadManifests(options);
}

function sorted(contacts: readonly DesiredContact[]): readonly DesiredContact[] {
  return [...contacts].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function withoutSource({ source: _source, ...contact }: DesiredContact): unknown {
  return contact;
}

/** Conflicts between entries, each once: without the advice about `at`, and without rules that concern one entry alone. */
function conflictsOf(loaded: readonly Loaded[]): readonly string[] {
  const found = loaded.flatMap(({ diagnostics }) => diagnosticsWithWords(diagnostics));
  const conflicts = found.filter(({ args }) => args.other !== undefined);
  return [
    ...new Set(
      conflicts.map(({ file, line, code, message }) => [file, line, code, message.replace(/:\d+$/, '')].join(' ')),
    ),
  ].sort();
}
