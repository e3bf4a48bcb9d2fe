// The loader of manifests: whatever the files hold, it returns a configuration and diagnostics, and these can be shown.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonicalJson } from '../../../src/contact/canonical.ts';
import type { Diagnostic } from '../../../src/manifest/diagnostic.ts';
import { loadManifests } from '../../../src/manifest/index.ts';
import { formatOf } from '../../../src/manifest/read/file-kind.ts';
import { type ManifestFile, sourceOf } from '../../../src/manifest/read/source.ts';
import { formatDiagnosticsForGitHub } from '../../../src/render/github/diagnostics.ts';
import { redactDiagnostics } from '../../../src/render/redact/diagnostics.ts';
import { diagnosticsToSarif } from '../../../src/render/sarif/diagnostics.ts';
import { formatDiagnostics } from '../../../src/render/text/diagnostics.ts';
import { diagnosticsWithWords } from '../../../src/render/words/diagnostics.ts';
import { pick } from '../documents/hostile.ts';
import { editedJson, editedText, inYaml } from '../documents/inputs.ts';
import { RARE_MANIFESTS } from '../seeds/rare-manifests.ts';
import { contentOf, manifestSets, type TextFile } from '../seeds/scenarios.ts';
import type { Target } from '../target.ts';

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
    );
  },
  async check(texts) {
    const read = texts.map(({ name, text }) => sourceOf(name, formatOf(name) ?? 'yaml', Buffer.from(text)));
    const files = read.filter((file) => 'text' in file);
    const unread = read.filter((file) => 'code' in file);
    const loaded = await loadManifests({
      ...{ directory: 'contacts.d', workingDirectory: '/nowhere', now: () => NOW },
      files: { read: async () => ({ files, diagnostics: unread }) },
      environment: { SHOP_KEY: 'k', APP_KEY: ' \u0000' },
    });
    for (const diagnostic of loaded.diagnostics) assertPlaced(diagnostic, files);
    render(loaded.diagnostics);
    const { contacts, accounts } = loaded.configuration;
    const names = new Set(accounts.map(({ name }) => name));
    for (const { account, key, ...contact } of contacts) {
      assert.ok(names.has(account) && key.startsWith(`${account}/`), key);
      assert.notEqual(canonicalJson(contact), '');
    }
  },
};

interface Document {
  readonly accounts: object;
  readonly defaults: object;
  readonly limits: object;
  readonly contacts: readonly unknown[];
}

/** The files of one scenario as one document. */
function merged(files: readonly TextFile[]): unknown {
  const [accounts, defaults, limits, contacts]: [object, object, object, unknown[]] = [{}, {}, {}, []];
  for (const { name, text } of files) {
    if (name.endsWith('.ndjson')) continue;
    const document = contentOf(text) as Partial<Document>;
    Object.assign(accounts, document.accounts);
    Object.assign(defaults, document.defaults);
    Object.assign(limits, document.limits);
    contacts.push(...(document.contacts ?? []));
  }
  return { accounts, limits, ...(Object.keys(defaults).length === 0 ? {} : { defaults }), contacts };
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

function render(diagnostics: readonly Diagnostic[]): void {
  for (const shown of [diagnostics, redactDiagnostics(diagnostics)]) {
    assert.equal(typeof formatDiagnostics(shown, { color: true }), 'string');
    assert.equal(typeof formatDiagnosticsForGitHub(shown), 'string');
    assert.notEqual(JSON.stringify([diagnosticsToSarif(shown, '0.0.0'), diagnosticsWithWords(shown)]), '');
  }
}
