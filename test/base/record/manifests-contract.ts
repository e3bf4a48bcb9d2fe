// What every place must do that keeps the manifests of revisions which are in no commit. A test file calls `testLocalManifests`.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localRevision, type Revision } from '../../../src/base/record/document.ts';
import { KEPT_UNNAMED_MS, type LocalManifests } from '../../../src/base/record/local-manifests.ts';
import { dataFileOf } from '../../../src/manifest/read/data-file.ts';
import {
  type ManifestFile,
  type ManifestFormat,
  manifestsDigest,
  sourceOf,
} from '../../../src/manifest/read/source.ts';

/** An empty place, and what its tests need besides. */
export interface ManifestsUnderTest {
  readonly manifests: LocalManifests;
  /** Opens the same place again, as another process would. */
  reopen(): LocalManifests;
  /** Makes everything that was saved older. */
  passTime(milliseconds: number): void;
  /** Changes one letter of what was saved for the revision. */
  damage(revision: Revision): Promise<void>;
}

/** A manifest with these bytes. */
export function manifest(name: string, bytes: string | Uint8Array, format: ManifestFormat = 'yaml'): ManifestFile {
  const file = sourceOf(name, format, Buffer.from(bytes));
  if (!('hash' in file)) throw new Error(`${name} is not text`);
  return file;
}

export function revisionOf(files: readonly ManifestFile[]): Revision {
  return localRevision(manifestsDigest(files));
}

/** What a reader of manifests uses. */
export function contentsOf(files: readonly ManifestFile[]): unknown {
  return files.map(({ name, format, text, hash, lineStarts }) => ({ name, format, text, hash, lineStarts }));
}

const JANE = manifest('contacts.d/people.yaml', 'contacts:\n  - email: jane@example.com\n');
const KIM = manifest('contacts.d/more/kim.ndjson', '{"email":"kim@example.com"}\n', 'ndjson');

const FILES: readonly (readonly [what: string, files: readonly ManifestFile[]])[] = [
  ['two files of two formats', [JANE, KIM]],
  ['no file at all', []],
  ['an empty file', [manifest('empty.yaml', '')]],
  ['a byte order mark', [manifest('bom.yaml', '\uFEFFcontacts: []\n')]],
  ['two byte order marks', [manifest('boms.yaml', '\uFEFF\uFEFFcontacts: []\n')]],
  ['carriage returns', [manifest('crlf.yaml', 'a: 1\r\nb: 2\r')]],
  ['characters outside the basic plane', [manifest('😀.yaml', 'firstName: "𝒥ane \u2028 \\u0000"\n')]],
  ['two files with the same content', [JANE, manifest('copy.yaml', JANE.text)]],
];

const TEXT = fc.string({
  unit: fc.oneof(fc.constantFrom('\uFEFF', '\r', '\n', '"', '\\', '😀'), fc.string({ unit: 'grapheme' })),
});
const WRITTEN = TEXT.filter((text) => !text.includes('\0'));

/**
 * Declares the suite.
 *
 * @param what names the place in the titles
 * @param open creates an empty place; it is removed when the test ends
 */
export function testLocalManifests(what: string, open: () => Promise<ManifestsUnderTest>): void {
  describe(`manifests in ${what}`, () => {
    test.each(FILES)('%s come back as they were saved', async (_, files) => {
      const { manifests, reopen } = await open();
      await manifests.save(revisionOf(files), files);
      const { files: read, diagnostics } = await reopen().filesAt(revisionOf(files)).read();
      expect(diagnostics).toEqual([]);
      expect(contentsOf(read)).toEqual(contentsOf(files));
    });

    test('any text comes back as it was saved', { tags: ['slow'] }, async () => {
      const { manifests } = await open();
      await fc.assert(
        fc.asyncProperty(fc.array(WRITTEN, { maxLength: 3 }), async (texts) => {
          const files = texts.map((text, n) => manifest(`${n}.yaml`, text));
          await manifests.save(revisionOf(files), files);
          expect(contentsOf((await manifests.filesAt(revisionOf(files)).read()).files)).toEqual(contentsOf(files));
        }),
        { numRuns: 50 },
      );
    });

    test('files of data come back as they were saved, whatever their bytes', async () => {
      const { manifests, reopen } = await open();
      const data = [
        dataFileOf('data/a.csv', 'data/a.csv', Buffer.from('\uFEFFEmail\r\na@example.com\r\n')),
        dataFileOf('data/b.csv', 'data/b.csv', Buffer.from('Email,Name\na@example.com,Zo\xeb\n', 'latin1')),
      ];
      const revision = localRevision(manifestsDigest([JANE, ...data]));
      await manifests.save(revision, [JANE], data);
      const kept = reopen().filesAt(revision);
      expect(contentsOf((await kept.read()).files)).toEqual(contentsOf([JANE]));
      for (const one of data) expect(await kept.data?.(`./${one.from}`)).toEqual({ ...one, bytes: expect.anything() });
      for (const { from, bytes } of data) {
        const found = await kept.data?.(from);
        expect(found !== undefined && 'bytes' in found && Buffer.from(found.bytes).equals(bytes)).toBe(true);
      }
      expect(await kept.data?.('data/c.csv')).toEqual({ refused: { why: 'missing' } });
      await expect(manifests.save(revision, [JANE])).rejects.toThrow(RangeError);
    });

    test('manifests may be saved twice', async () => {
      const { manifests } = await open();
      const renamed = manifest('renamed.yaml', JANE.text);
      for (const file of [JANE, renamed]) await manifests.save(revisionOf([JANE]), [file]);
      expect(contentsOf((await manifests.filesAt(revisionOf([JANE])).read()).files)).toEqual(contentsOf([renamed]));
    });

    test('missing manifests are an error with a way out', async () => {
      const { manifests } = await open();
      await manifests.save(revisionOf([KIM]), [KIM]);
      const source = manifests.filesAt(revisionOf([JANE]));
      await expect(source.read()).rejects.toMatchObject({
        code: 'base',
        reason: 'missing',
        hint: expect.stringContaining('--base'),
      });
    });

    test('manifests with one other letter are not taken for those that were planned', async () => {
      const { manifests, damage } = await open();
      await manifests.save(revisionOf([JANE]), [JANE]);
      await damage(revisionOf([JANE]));
      await expect(manifests.filesAt(revisionOf([JANE])).read()).rejects.toMatchObject({
        code: 'base',
        reason: 'damaged',
        hint: expect.any(String),
      });
    });

    test('only manifests of the revision that they are saved under are taken', async () => {
      const { manifests } = await open();
      await expect(manifests.save(revisionOf([KIM]), [JANE])).rejects.toThrow(RangeError);
      await expect(manifests.save('0'.repeat(40), [JANE])).rejects.toThrow(RangeError);
      await expect(async () => manifests.filesAt('0'.repeat(40)).read()).rejects.toThrow(RangeError);
    });

    test('manifests that no record names are removed after an hour, others stay', async () => {
      const { manifests, passTime } = await open();
      for (const file of [JANE, KIM]) await manifests.save(revisionOf([file]), [file]);
      await manifests.prune(['0'.repeat(40)]);
      for (const file of [JANE, KIM])
        expect((await manifests.filesAt(revisionOf([file])).read()).files).toHaveLength(1);
      passTime(KEPT_UNNAMED_MS + 1000);
      await manifests.prune(['0'.repeat(40), revisionOf([JANE])]);
      expect((await manifests.filesAt(revisionOf([JANE])).read()).files).toHaveLength(1);
      await expect(manifests.filesAt(revisionOf([KIM])).read()).rejects.toMatchObject({ reason: 'missing' });
    });

    test('saving manifests again keeps them for another hour', async () => {
      const { manifests, passTime } = await open();
      await manifests.save(revisionOf([JANE]), [JANE]);
      passTime(KEPT_UNNAMED_MS + 1000);
      await manifests.save(revisionOf([JANE]), [JANE]);
      await manifests.prune([]);
      expect((await manifests.filesAt(revisionOf([JANE])).read()).files).toHaveLength(1);
    });

    test('there is nothing to remove where nothing was saved', async () => {
      const { manifests } = await open();
      await expect(manifests.prune([])).resolves.toBeUndefined();
    });
  });
}
