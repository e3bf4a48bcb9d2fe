// The loader of manifests: whatever the files hold, it returns a configuration and diagnostics, and these can be shown.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonicalJson } from '../../../src/contact/canonical.ts';
import { type Loaded, type LoadOptions, loadManifests } from '../../../src/manifest/index.ts';
import { formatOf } from '../../../src/manifest/read/file-kind.ts';
import { sourceOf } from '../../../src/manifest/read/source.ts';
import { byEngine } from '../../manifest/compare-readers.ts';
import { pick } from '../documents/hostile.ts';
import { editedJson, editedLines, editedText, inYaml } from '../documents/inputs.ts';
import { MISTAKEN_SETS } from '../seeds/mistaken-manifests.ts';
import { RARE_MANIFESTS } from '../seeds/rare-manifests.ts';
import { contentOf, manifestSets, type TextFile } from '../seeds/scenarios.ts';
import type { Target } from '../target.ts';
import { assertDiagnostics } from './diagnostics.ts';
import { orHintLater } from './or-hint.ts';
import { scratchDirectory } from './scratch.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');

export const loader: Target<readonly TextFile[]> = {
  name: 'manifest-loader',
  sources: [
    // Files of data and of suppressions are read by the targets `sources` and `suppression-files`.
    /^manifest\/(?!cache|read\/(?:read|file-kind|data-file|delimited)|syntax|schema\/manifest|resolve\/(?:filter|patterns|credentials)|sources\/(?!entries-of-all|leave-out)|suppressions\/(?:from-file|named))/,
    /^render\/text\/diagnostics\.ts$/,
  ],
  inputs() {
    const rare = RARE_MANIFESTS.map((text) => [{ name: 'rare.yaml', text }]);
    const sets = [
      ...manifestSets(),
      ...MISTAKEN_SETS,
      ...rare,
      [...rare].flat().map(({ text }, index) => ({ name: `${index}.yaml`, text })),
    ];
    const texts = [...new Set(sets.flat().map(({ text }) => text))];
    const documents = sets.map((files) => JSON.stringify(merged(files)));
    const accounts = documents.map((text) => ({
      name: 'a.json',
      text: JSON.stringify({ ...JSON.parse(text), contacts: [] }),
    }));
    const lines = documents.map(contactLines).filter((text) => text !== '');
    const alone = (name: string) => (text: string) => [{ name, text }];
    return fc.oneof(
      { weight: 1, arbitrary: fc.constantFrom(...sets) },
      { weight: 3, arbitrary: editedJson(documents).map(alone('a.json')) },
      { weight: 3, arbitrary: editedJson(documents, inYaml).map(alone('a.yaml')) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.nat(sets.length - 1), fc.constantFrom('z.yaml', 'z.json', 'z.ndjson'), editedText(texts))
          .map(([set, name, text]) => [...pick(sets, set), { name, text }]),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.nat(accounts.length - 1), editedLines(lines))
          .map(([set, text]) => [pick(accounts, set), { name: 'z.ndjson', text }]),
      },
    );
  },
  async check(texts) {
    const loaded = await load(texts);
    assertDiagnostics(loaded.diagnostics, loaded.files);
    const { contacts, accounts } = loaded.configuration;
    const names = new Set(accounts.map(({ name }) => name));
    for (const { account, key, ...contact } of contacts) {
      assert.ok(names.has(account) && key.startsWith(`${account}/`), key);
      assert.notEqual(canonicalJson(contact), '');
    }
    await compareWithJson(texts, loaded);
    await compareWithCached(texts, loaded);
  },
};

/** Loads as one of the variants that suit the texts. */
async function load(texts: readonly TextFile[], variant = variantOf(texts)): Promise<Loaded> {
  if (!texts.some(({ text }) => text.includes('environments')) && variant.environmentName === undefined)
    return loadAs(texts, { ...variant, environmentUse: 'every' });
  const refused = await orHintLater(() => loadAs(texts, variant), ['environment']);
  return refused ?? loadAs(texts, { ...variant, environmentUse: 'every' });
}

/** What the loading depends on besides the texts. */
type Variant = Partial<LoadOptions>;

/** How the same texts may be loaded: for which environment, with which facts, and with what git knows of their lines. */
const VARIANTS: readonly Variant[] = [
  { environmentName: 'staging', believe: async (facts) => facts },
  { environmentName: 'staging', believe: async ([first]) => (first === undefined ? [] : [first]), skipInvalid: true },
  { environmentName: 'stages', newerLine: async () => 'a' },
  { environmentName: 'staging', environmentUse: 'earlier', newerLine: async () => 'b' },
  { environmentUse: 'earlier', believe: async (facts) => facts },
  { believe: async (facts) => facts, newerLine: async () => 'b', onValid: async () => {} },
];

/** The same for the same texts, so that a case loads as it did when it was found. */
function variantOf(texts: readonly TextFile[]): Variant {
  return pick(VARIANTS, sizeOf(texts));
}

function sizeOf(texts: readonly TextFile[]): number {
  return texts.reduce((size, { text }) => size + text.length, 0);
}

function loadAs(texts: readonly TextFile[], options: Partial<LoadOptions>): Promise<Loaded> {
  const read = texts.map(({ name, text }) => sourceOf(name, formatOf(name) ?? 'yaml', Buffer.from(text)));
  const files = read.filter((file) => 'text' in file);
  const diagnostics = read.filter((file) => 'code' in file);
  return loadManifests({
    ...{ directory: 'contacts.d', workingDirectory: '/nowhere', now: () => NOW },
    files: { read: async () => ({ files, diagnostics }) },
    environment: { SHOP_KEY: 'k', APP_KEY: ' \u0000', ROLLCALL_DIGEST_KEY_K1: '0'.repeat(64) },
    ...options,
  });
}

/** The result is the same where it comes from a cache. For a few of the texts: a file takes longer than most of them. */
async function compareWithCached(texts: readonly TextFile[], loaded: Loaded): Promise<void> {
  if (sizeOf(texts) % 64 !== 0) return;
  const cache = scratchDirectory('cache');
  for (const run of ['filling the cache', 'from the cache']) {
    const again = await load(texts, { ...variantOf(texts), cache });
    assert.equal(JSON.stringify(again), JSON.stringify(loaded), run);
  }
}

/** Contacts in lines have the same mistakes at the same columns as in a JSON file with one of them on each line. */
async function compareWithJson(texts: readonly TextFile[], loaded: Loaded): Promise<void> {
  const [lines] = texts.filter(({ name }) => name === 'z.ndjson');
  const contacts = lines?.text.split('\n').slice(0, -1) ?? [];
  if (lines === undefined || !lines.text.endsWith('\n') || !contacts.every(isContactLine)) return;
  const text = `{"contacts":[\n${contacts.join(',\n')}\n]}\n`;
  const others = texts.filter((file) => file !== lines);
  const inJson = await load([...others, { name: 'z.json', text }], variantOf(texts));
  // In a JSON file, a contact begins two levels further down.
  if (inJson.diagnostics.some(({ code }) => code === 'too-deep')) return;
  assert.deepEqual(mistakesIn('z.json', 1, inJson), mistakesIn('z.ndjson', 0, loaded));
}

/** Whether the line is an object that the two formats read alike. */
function isContactLine(line: string): boolean {
  const value = line.startsWith('{') && !line.endsWith('\r') ? byEngine(line) : undefined;
  return value?.ok === true && !Object.hasOwn(value.value as object, 'defaults');
}

function mistakesIn(name: string, linesBefore: number, { diagnostics }: Loaded): readonly string[] {
  return diagnostics
    .filter(({ file }) => file === name)
    .map(({ code, line, column, endColumn = '' }) => `${line - linesBefore}:${column}-${endColumn} ${code}`);
}

/** The contacts of a manifest in JSON as lines. */
function contactLines(text: string): string {
  const { contacts } = JSON.parse(text) as Document;
  return contacts.map((contact) => `${JSON.stringify(contact)}\n`).join('');
}

interface Document {
  readonly accounts: object;
  readonly defaults: object;
  readonly limits: object;
  readonly contacts: readonly unknown[];
}

/** The files of one scenario as one document. */
function merged(files: readonly TextFile[]): unknown {
  const [accounts, defaults, limits, contacts]: [object, object, object, unknown[]] = [{}, {}, {}, []];
  const others: object = {};
  for (const { name, text } of files) {
    if (name.endsWith('.ndjson')) continue;
    const document = contentOf(text) as Partial<Document>;
    Object.assign(accounts, document.accounts);
    Object.assign(defaults, document.defaults);
    Object.assign(limits, document.limits);
    Object.assign(others, otherSections(document));
    contacts.push(...(document.contacts ?? []));
  }
  return { ...others, accounts, limits, ...(Object.keys(defaults).length === 0 ? {} : { defaults }), contacts };
}

/** Sections that stand once among all files. */
function otherSections(document: object): object {
  const names = ['environments', 'optOuts', 'suppressions', 'erasures'];
  return Object.fromEntries(Object.entries(document).filter(([name]) => names.includes(name)));
}
