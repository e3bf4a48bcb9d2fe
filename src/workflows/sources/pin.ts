// Writes the digests of the sources' files into the manifests, so that what was reviewed is what is applied. Comments and layout
// stay.

import { personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { pinSource } from '../../manifest/edit/source.ts';
import { type LoadOptions, loadManifests } from '../../manifest/index.ts';
import { type DataFile, dataBeside } from '../../manifest/read/data-file.ts';
import type { ManifestFile } from '../../manifest/read/source.ts';
import { readSourceData } from '../../manifest/sources/data.ts';
import { readSource } from '../../manifest/sources/declaration.ts';
import type { WrittenSource } from '../../manifest/sources/written.ts';
import type { Item } from '../../manifest/syntax/item.ts';
import { parseManifest } from '../../manifest/syntax/parse.ts';
import { writeEdited } from '../edit/write.ts';
import { unknownSource } from './preview.ts';

/** One source, and whether its digest was written. */
export interface PinnedSource {
  readonly name: string;
  /** The manifest that declares it. */
  readonly manifest: string;
  readonly file: string;
  readonly sha256: string;
  /** False if the manifest named this digest already. */
  readonly changed: boolean;
}

/**
 * Pins sources.
 *
 * @param names of the sources; none: all
 * @throws HintedError `unknown-source`, `source-file`, `cannot-edit`, `changed-meanwhile`, `manifest-directory`, `store`; then
 *   nothing was written
 */
export async function pinSources(names: readonly string[], options: LoadOptions): Promise<readonly PinnedSource[]> {
  const { files } = await loadManifests({ ...options, environmentUse: 'every' });
  const declared: Declared[] = [];
  for (const file of files) {
    for (const item of (await parseManifest(file)).sources ?? []) {
      declared.push({
        file,
        item,
        name: String(item.path[1]),
        written: item.value as unknown as Partial<WrittenSource>,
      });
    }
  }
  const known = declared.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownSource(unknown, known);
  const chosen = names.length === 0 ? declared : declared.filter(({ name }) => names.includes(name));
  const texts = new Map<ManifestFile, string>();
  const pinned: PinnedSource[] = [];
  for (const source of chosen) pinned.push(await pinOne(source, texts, options));
  await writeEdited(
    [...texts].map(([file, text]) => ({ file, text })),
    options.workingDirectory,
  );
  return pinned;
}

interface Declared {
  readonly file: ManifestFile;
  readonly item: Item;
  readonly name: string;
  readonly written: Partial<WrittenSource>;
}

/** Pins one source. @param texts the edited texts so far; updated */
async function pinOne(
  { file, item, name, written }: Declared,
  texts: Map<ManifestFile, string>,
  options: LoadOptions,
): Promise<PinnedSource> {
  const data = await dataOf(item, options);
  if (typeof data === 'string') {
    const message = sentence`the data of the source ${shown(name)} cannot be read (${shown(data)}); nothing was written`;
    throw new HintedError('source-file', message, {
      hint: sentence`rollcall sources preview ${shown(name)} says more`,
    });
  }
  const shared = { name, manifest: file.name, file: data.name, sha256: data.hash };
  if (written.sha256 === data.hash) return { ...shared, changed: false };
  const text = texts.get(file) ?? file.text;
  const result = await pinSource({ format: file.format, text }, name, data.hash);
  if (!result.ok) {
    const place = personal('file', `${file.name}:${result.refusal.line}`);
    const message = sentence`the digest of ${shown(name)} cannot be written at ${place} (${shown(result.refusal.code)}); nothing was written`;
    throw new HintedError('cannot-edit', message, { hint: sentence`write \`sha256: ${shown(data.hash)}\` by hand` });
  }
  texts.set(file, result.text);
  return { ...shared, changed: true };
}

/** Returns the data of a source; or a word for why they cannot be had. */
async function dataOf(item: Item, options: LoadOptions): Promise<DataFile | string> {
  const read = dataBeside(options);
  const { declaration, problems } = readSource(item);
  if (declaration === undefined) return problems[0]?.code ?? 'invalid';
  const got = await readSourceData(declaration, { read, fetchRows: options.fetchRows });
  if ('data' in got) return got.data;
  const [first] = [...got.problems, ...(got.diagnostics ?? [])];
  return first !== undefined && 'why' in first.args ? String(first.args.why) : 'invalid';
}
