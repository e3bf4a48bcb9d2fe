import { expect, test } from 'vitest';
import { serialiseDocument, toDocument } from '../../../src/base/record/local-manifests.ts';
import { manifest, revisionOf } from './manifests-contract.ts';

const FILES = ['a', 'b', 'c'].map((name) => manifest(`${name}.yaml`, `# ${name}${'é'.repeat(100)}\n`));
const DOCUMENT = toDocument(revisionOf(FILES), FILES);

test('a document is written in pieces that make one JSON document', () => {
  const pieces = [...serialiseDocument(DOCUMENT)];
  expect(pieces).toHaveLength(FILES.length + 3);
  expect(JSON.parse(pieces.join(''))).toEqual(DOCUMENT);
});

test.each([100, 300, 600])('a document above %i bytes is refused with a way out', (maxBytes) => {
  expect(() => [...serialiseDocument(DOCUMENT, maxBytes)]).toThrow(
    expect.objectContaining({ code: 'base', reason: 'too-large', hint: expect.stringContaining('commit') }),
  );
});
