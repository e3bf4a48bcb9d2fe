// The readers of manifests: whatever a file holds, the readers of its format agree, and every position lies in its text.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sourceOf } from '../../../src/manifest/read/source.ts';
import { parseLines } from '../../../src/manifest/syntax/json/ndjson.ts';
import {
  assertInText,
  byEngine,
  compareLine,
  compareParsers,
  compareWithEngine,
} from '../../manifest/compare-readers.ts';
import { brokenJson, jsonText } from '../../manifest/json-texts.ts';
import { mutated, writtenJson, writtenLine, writtenManifest } from '../../manifest/manifest-texts.ts';
import { editedJson, editedLines, editedText, inYaml } from '../documents/inputs.ts';
import { ALIAS_BOMB, RARE_MANIFESTS } from '../seeds/rare-manifests.ts';
import { contentOf, manifestSets } from '../seeds/scenarios.ts';
import type { Target } from '../target.ts';

/** Texts so large that a sample of them is read first, which is not YAML; and one that becomes large when it is read. */
const LARGE = fc.oneof(
  fc
    .constantFrom('a: b: c: "\n', '[ }\n', '\u0001 @ `\n', '- "\\x\n')
    .map((line) => line.repeat(Math.ceil(1_100_000 / line.length))),
  fc.constant(ALIAS_BOMB),
);

export const yamlReaders: Target<string> = {
  name: 'manifest-yaml',
  sources: [/^manifest\/syntax\/(?:fast-yaml\/(?!index|flow)|yaml)\//],
  inputs() {
    const manifests = yamlTexts();
    const documents = manifests.map((text) => JSON.stringify(contentOf(text)));
    const texts = fc.oneof(
      // Writing a manifest from nothing takes several times as long as editing one.
      { weight: 9, arbitrary: editedText(manifests) },
      { weight: 5, arbitrary: editedJson(documents, inYaml) },
      { weight: 1, arbitrary: mutated(writtenManifest) },
      { weight: 1, arbitrary: writtenManifest },
    );
    return fc.oneof({ weight: 8000, arbitrary: texts }, { weight: 1, arbitrary: LARGE });
  },
  check(text) {
    compareParsers(text, 'yaml');
    if (text.startsWith('{')) compareLine(text);
  },
};

export const jsonReaders: Target<string> = {
  name: 'manifest-json',
  sources: [/^manifest\/syntax\/(?:fast-yaml\/(?:flow|value|index)|json\/(?!ndjson))/],
  inputs() {
    const documents = yamlTexts().map((text) => JSON.stringify(contentOf(text), undefined, 1));
    return fc.oneof(
      { weight: 8, arbitrary: editedJson(documents) },
      { weight: 1, arbitrary: fc.oneof(writtenJson, mutated(writtenJson)) },
      { weight: 1, arbitrary: brokenJson(jsonText()) },
    );
  },
  check(text) {
    compareParsers(text, 'json');
    compareWithEngine(text);
  },
};

export const lineReaders: Target<string> = {
  name: 'manifest-ndjson',
  sources: [/^manifest\/syntax\/json\//],
  inputs() {
    const lines = yamlTexts().map((text) => {
      const { contacts = [], defaults } = contentOf(text) as { contacts?: readonly unknown[]; defaults?: unknown };
      const items = defaults === undefined ? contacts : [{ defaults }, ...contacts];
      return items.map((item) => `${JSON.stringify(item)}\n`).join('');
    });
    return fc.oneof(
      { weight: 4, arbitrary: editedLines(lines.filter((text) => text !== '')) },
      {
        weight: 1,
        arbitrary: fc.array(fc.oneof(writtenLine, mutated(writtenLine)), { maxLength: 3 }).map((all) => all.join('\n')),
      },
    );
  },
  async check(text) {
    const file = sourceOf('x', 'ndjson', Buffer.from(text));
    if (!('text' in file)) return;
    const parsed = await parseLines(file);
    assertInText(file, parsed);
    const lines = file.text
      .split('\n')
      .map((line) => line.replace(/\r$/, ''))
      .filter((line) => line.trim() !== '');
    for (const line of lines) {
      compareLine(line);
      compareWithEngine(line);
    }
    const mistakes = parsed.diagnostics.filter(({ code }) => code === 'json-syntax');
    const invalid = lines.filter((line) => !byEngine(line).ok && !isTooDeep(line));
    assert.ok(mistakes.length >= invalid.length, `${mistakes.length} reported of ${invalid.length} invalid lines`);
    assert.equal(parsed.contacts.length + (parsed.defaults === undefined ? 0 : 1), lines.length);
  },
};

/** Roughly: then the first mistake may be its depth. */
function isTooDeep(line: string): boolean {
  return (line.match(/[[{]/g) ?? []).length > 500;
}

/** The manifests in YAML of all scenarios, and rare ones. */
function yamlTexts(): readonly string[] {
  const files = manifestSets().flat();
  const texts = files.filter(({ name }) => name.endsWith('.yaml')).map(({ text }) => text);
  return [...new Set([...texts, ...RARE_MANIFESTS])];
}
