// Texts that people and programs write, and mutations of them, most of which are invalid: an edit is made exactly or refused, and so is
// formatting. Both check their own result and throw where it is not what was asked for.
// @module-tag slow

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Json } from '../../../src/contact/canonical.ts';
import type { Edit } from '../../../src/manifest/edit/edit.ts';
import { editManifest } from '../../../src/manifest/edit/index.ts';
import { formatManifest } from '../../../src/manifest/format/index.ts';
import type { ManifestFormat } from '../../../src/manifest/read/source.ts';
import { mutated, writtenJson, writtenLine, writtenManifest } from '../manifest-texts.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 2000);

const NAME = fc.constantFrom(
  'city',
  'tags',
  'customProperties',
  'channels',
  'at',
  'email',
  'age',
  'status',
  'a b',
  '1',
);
const VALUE: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>('x', 'a: b', '02142', 1, true, null, '', '\u0000', 'a\nb', '# c'),
  fc.constantFrom<Json>(['a', 'b'], [], { a: true, 'b c': null }, {}, { a: { b: ['c', { d: 1 }] } }),
);
const EDIT: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    kind: fc.constant('set' as const),
    contact: fc.nat(2),
    path: fc.array(NAME, { minLength: 1, maxLength: 3 }),
    value: VALUE,
  }),
  fc.record({
    kind: fc.constant('remove' as const),
    contact: fc.nat(2),
    path: fc.array(NAME, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('add-contact' as const), value: fc.constantFrom({ email: 'n@x.co' }, {}) }),
  fc.record({ kind: fc.constant('remove-contact' as const), contact: fc.nat(2) }),
);

const TEXT: fc.Arbitrary<readonly [ManifestFormat, string]> = fc.oneof(
  fc.tuple(fc.constant('yaml' as const), writtenManifest),
  fc.tuple(fc.constant('yaml' as const), mutated(writtenManifest)),
  fc.tuple(fc.constant('json' as const), writtenJson),
  fc.tuple(fc.constant('json' as const), mutated(writtenJson)),
  fc.tuple(
    fc.constant('ndjson' as const),
    fc.array(writtenLine, { maxLength: 3 }).map((lines) => lines.join('\n')),
  ),
);

it('edits or refuses', { timeout: 600_000 }, async () => {
  let edited = 0;
  await fc.assert(
    fc.asyncProperty(TEXT, fc.array(EDIT, { minLength: 1, maxLength: 3 }), async ([format, text], edits) => {
      const result = await editManifest({ format, text }, edits);
      edited += result.ok ? 1 : 0;
    }),
    { numRuns: RUNS },
  );
  expect(edited).toBeGreaterThan(RUNS / 50);
});

it('formats or refuses', { timeout: 600_000 }, async () => {
  let formatted = 0;
  await fc.assert(
    fc.asyncProperty(TEXT, async ([format, text]) => {
      const result = await formatManifest({ format, text });
      formatted += result.ok ? 1 : 0;
    }),
    { numRuns: RUNS },
  );
  expect(formatted).toBeGreaterThan(RUNS / 10);
});
