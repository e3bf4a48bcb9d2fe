// Shows what a source makes of its file: manifests → the first rows as entries, the columns that are read and those that are not, and
// every mistake. Connects to nothing.

import { personal } from '../../contact/argument.ts';
import type { Json } from '../../contact/canonical.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { joined, sentence, shown } from '../../contact/sentence.ts';
import type { Diagnostic } from '../../manifest/diagnostic.ts';
import { hasOnlyFacts } from '../../manifest/facts/read.ts';
import { type LoadOptions, loadManifests } from '../../manifest/index.ts';
import { dataBeside } from '../../manifest/read/data-file.ts';
import { accountName } from '../../manifest/resolve/accounts.ts';
import { sourceName } from '../../manifest/sources/declaration.ts';
import { loadSources, type SourceWithRows } from '../../manifest/sources/load.ts';
import type { WrittenSource } from '../../manifest/sources/written.ts';
import type { Item } from '../../manifest/syntax/item.ts';
import { parseManifest } from '../../manifest/syntax/parse.ts';
import type { ShownPreview } from '../../render/text/sources/shown.ts';

/** The preview; it is absent if the file cannot be read. */
export interface PreviewResult {
  readonly preview?: ShownPreview;
  /** Mistakes in the file and in what the manifests say. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Previews a source.
 *
 * @param name of the source
 * @param most number of rows to show
 * @returns no preview if the file cannot be read; the diagnostics say why
 * @throws HintedError `unknown-source`, `manifest-directory`
 */
export async function previewSource(name: string, most: number, options: LoadOptions): Promise<PreviewResult> {
  const { files, diagnostics } = await loadManifests({ ...options, environmentUse: 'every' });
  const parsed = await Promise.all(files.map(parseManifest));
  const names = parsed.flatMap((file) => (file.sources ?? []).map(sourceName));
  if (!names.includes(name)) throw unknownSource(name, names);
  const only = parsed.map((file) => ({
    ...file,
    sources: (file.sources ?? []).filter((item) => sourceName(item) === name).map(withoutDigest),
  }));
  const accounts = parsed.flatMap((file) => file.accounts).filter((item) => !hasOnlyFacts(item));
  const { sources } = await loadSources(only, {
    read: dataBeside(options),
    fetchRows: options.fetchRows,
    accountNames: new Set(accounts.map(accountName)),
    incomplete: false,
    frozen: false,
  });
  const [source] = sources;
  const pins = parsed
    .flatMap((file) => file.sources ?? [])
    .flatMap((item) => (sourceName(item) === name ? (item.value as Partial<WrittenSource>).sha256 : []));
  const declaring = new Set(only.filter((file) => file.sources.length > 0).map(({ file }) => file.name));
  const queries = only.flatMap((file) => file.sources.flatMap(queryOf));
  const concerned = new Set([...declaring, ...queries, ...(source === undefined ? [] : [source.data.name])]);
  const own = diagnostics.filter(({ file, severity }) => concerned.has(file) && severity !== 'note');
  return { ...(source === undefined ? {} : { preview: previewOf(source, pins, most) }), diagnostics: own };
}

function previewOf(
  { declaration, data, query, accounts, ignored, rows, items }: SourceWithRows,
  pins: readonly unknown[],
  most: number,
): ShownPreview {
  const { name, columns, key } = declaration;
  return {
    name,
    file: query?.name ?? data.name,
    sha256: data.hash,
    pinned: pins.includes(data.hash),
    accounts,
    key,
    columns: columns.map(({ field, column, type }) => ({ field, column, type })),
    ignored,
    rows,
    sample: items.slice(0, most).map(({ line, column, value }) => ({ line, column, entry: withoutAccounts(value) })),
  };
}

/** Returns the path of the file with the query of a source, which may have mistakes of its own. */
function queryOf({ value }: Item): readonly string[] {
  const { from } = value as unknown as Partial<WrittenSource>;
  return typeof from === 'object' && from !== null ? [from.sql] : [];
}

/** Removes the digest of a source, so that a file can be previewed before it is pinned. */
function withoutDigest(item: Item): Item {
  const { sha256: _sha256, ...value } = item.value as Readonly<Record<string, Json>>;
  return { ...item, value };
}

function withoutAccounts(value: Json): Json {
  const { accounts: _accounts, ...entry } = value as Readonly<Record<string, Json>>;
  return entry;
}

/** The error for a name that no source has. */
export function unknownSource(name: string, names: readonly string[]): HintedError {
  const message = sentence`no manifest declares a source ${personal('name', name)}`;
  const hint =
    names.length === 0
      ? sentence`declare it under \`sources:\``
      : sentence`there ${names.length === 1 ? 'is' : 'are'} ${joined(
          names.map((one) => sentence`${shown(one)}`),
          ', ',
        )}`;
  return new HintedError('unknown-source', message, { hint });
}
