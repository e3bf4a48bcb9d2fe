// The loader of manifests: whatever the files hold, it returns a configuration and diagnostics, and these can be shown.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonicalJson } from '../../../src/contact/canonical.ts';
import type { Diagnostic } from '../../../src/manifest/diagnostic.ts';
import { type Loaded, type LoadOptions, loadManifests } from '../../../src/manifest/index.ts';
import { formatOf } from '../../../src/manifest/read/file-kind.ts';
import { type ManifestFile, sourceOf } from '../../../src/manifest/read/source.ts';
import { formatDiagnosticsForGitHub } from '../../../src/render/github/diagnostics.ts';
import { redactDiagnostics } from '../../../src/render/redact/diagnostics.ts';
import { diagnosticsToSarif } from '../../../src/render/sarif/diagnostics.ts';
import { formatDiagnostics } from '../../../src/render/text/diagnostics.ts';
import { diagnosticsWithWords } from '../../../src/render/words/diagnostics.ts';
import { byEngine } from '../../manifest/compare-readers.ts';
import { pick } from '../documents/hostile.ts';
import { editedJson, editedLines, editedText, inYaml } from '../documents/inputs.ts';
import { RARE_MANIFESTS } from '../seeds/rare-manifests.ts';
import { contentOf, manifestSets, type TextFile } from '../seeds/scenarios.ts';
import type { Target } from '../target.ts';
import { orHintLater } from './or-hint.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');

export const loader: Target<readonly TextFile[]> = {
  name: 'manifest-loader',
  sources: [
    /^manifest\/(?!cache|read\/(?:read|file-kind)|syntax|schema\/manifest|resolve\/(?:filter|patterns|credentials))/,
    /^render\/text\/diagnostics\.ts$/,
  ],
  inputs() {
    const rare = RARE_MANIFESTS.map((text) => [{ name: 'rare.yaml', text }]);
    const sets = [
      ...manifestSets(),
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
    for (const diagnostic of loaded.diagnostics) assertPlaced(diagnostic, loaded.files);
    render(unseen(loaded.diagnostics));
    const { contacts, accounts } = loaded.configuration;
    const names = new Set(accounts.map(({ name }) => name));
    for (const { account, key, ...contact } of contacts) {
      assert.ok(names.has(account) && key.startsWith(`${account}/`), key);
      assert.notEqual(canonicalJson(contact), '');
    }
    await compareWithJson(texts, loaded);
  },
};

/** Loads for an environment where the texts speak of some, and otherwise for none. */
async function load(texts: readonly TextFile[]): Promise<Loaded> {
  const isScoped = texts.some(({ text }) => text.includes('environments'));
  const scoped = () => loadAs(texts, { environmentName: 'staging' });
  return (
    (isScoped ? await orHintLater(scoped, ['environment']) : undefined) ?? loadAs(texts, { environmentUse: 'every' })
  );
}

function loadAs(
  texts: readonly TextFile[],
  chosen: Pick<LoadOptions, 'environmentName' | 'environmentUse'>,
): Promise<Loaded> {
  const read = texts.map(({ name, text }) => sourceOf(name, formatOf(name) ?? 'yaml', Buffer.from(text)));
  const files = read.filter((file) => 'text' in file);
  const diagnostics = read.filter((file) => 'code' in file);
  return loadManifests({
    ...{ directory: 'contacts.d', workingDirectory: '/nowhere', now: () => NOW, ...chosen },
    files: { read: async () => ({ files, diagnostics }) },
    environment: { SHOP_KEY: 'k', APP_KEY: ' \u0000', ROLLCALL_DIGEST_KEY_K1: '0'.repeat(64) },
    believe: async (facts) => facts,
  });
}

/** Contacts in lines have the same mistakes at the same columns as in a JSON file with one of them on each line. */
async function compareWithJson(texts: readonly TextFile[], loaded: Loaded): Promise<void> {
  const [lines] = texts.filter(({ name }) => name === 'z.ndjson');
  const contacts = lines?.text.split('\n').slice(0, -1) ?? [];
  if (lines === undefined || !lines.text.endsWith('\n') || !contacts.every(isContactLine)) return;
  const text = `{"contacts":[\n${contacts.join(',\n')}\n]}\n`;
  const others = texts.filter((file) => file !== lines);
  const inJson = await load([...others, { name: 'z.json', text }]);
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

function assertPlaced({ code, file: name, line, column, endColumn }: Diagnostic, files: readonly ManifestFile[]): void {
  const file = files.find((one) => one.name === name);
  if (file === undefined) return;
  const start = file.lineStarts[line - 1];
  assert.ok(start !== undefined, `${code} at line ${line}`);
  const width = (file.lineStarts[line] ?? file.text.length) - start;
  assert.ok(column >= 1 && column <= width + 1, `${code} at ${line}:${column}`);
  assert.ok(
    endColumn === undefined || (endColumn > column && endColumn <= width + 2),
    `${code} ends at ${line}:${endColumn}`,
  );
}

/** Diagnostics of many runs, as JSON. */
const seen = new Set<string>();

/** Leaves out what was rendered already: every edit of a document repeats the mistakes that it had before. */
function unseen(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const found = diagnostics.filter((one) => !seen.has(JSON.stringify(one)));
  if (seen.size > 100_000) seen.clear();
  for (const one of found) seen.add(JSON.stringify(one));
  return found;
}

function render(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  for (const shown of [diagnostics, redactDiagnostics(diagnostics)]) {
    assert.equal(typeof formatDiagnostics(shown, { color: true }), 'string');
    assert.equal(typeof formatDiagnosticsForGitHub(shown), 'string');
    assert.notEqual(JSON.stringify([diagnosticsToSarif(shown, '0.0.0'), diagnosticsWithWords(shown)]), '');
  }
}
