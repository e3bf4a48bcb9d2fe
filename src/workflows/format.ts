// Formats the manifests of a directory. A file with a mistake is left alone, because it is not known what it declares.

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { linkBoundary } from '../base/link-boundary.ts';
import { formatManifest } from '../manifest/format/index.ts';
import type { FormatResult, LeftAlone } from '../manifest/format/result.ts';
import { loadManifests } from '../manifest/index.ts';
import type { ManifestFile } from '../manifest/read/source.ts';
import { leaveOutQueries } from '../manifest/sources/query.ts';
import { replaceFile } from '../store/replace-file.ts';
import { toStoreError } from '../store/store-error.ts';

/** Where the manifests are, and whether they are written. */
export interface FormatOptions {
  readonly directory: string;
  readonly workingDirectory: string;
  /** True to write nothing. */
  readonly check: boolean;
  /** Current time in milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Formats all manifests of a directory that have no mistakes. Writes nothing before all files are formatted.
 *
 * @throws HintedError `manifest-directory` if the directory cannot be read, `store` if a file cannot be read or written
 */
export async function formatManifests(options: FormatOptions): Promise<FormatResult> {
  const { directory, workingDirectory, check, now } = options;
  // Formatting connects to nothing, so it asks for no credentials, like a run at the sandbox.
  const { files, diagnostics } = await loadManifests({
    directory,
    workingDirectory,
    boundary: await linkBoundary(directory, workingDirectory),
    environment: {},
    environmentUse: 'every',
    now,
    sandbox: true,
    fetchRows: leaveOutQueries,
  });
  const mistakes = new Map<string, number>();
  for (const { file, severity } of diagnostics)
    if (severity === 'error') mistakes.set(file, (mistakes.get(file) ?? 0) + 1);
  const changed: Rewritten[] = [];
  const leftAlone: LeftAlone[] = [...mistakes].map(([file, count]) => ({ file, why: 'mistakes', mistakes: count }));
  for (const file of files) {
    if (mistakes.has(file.name)) continue;
    const result = await formatFile(file, resolve(workingDirectory, file.name));
    if (result !== undefined && 'why' in result) leftAlone.push(result);
    else if (result !== undefined) changed.push(result);
  }
  if (!check) for (const { path, text } of changed) await replaceFile(path, text);
  return { files: files.length, changed: changed.map(({ file }) => file), leftAlone };
}

interface Rewritten {
  readonly file: string;
  readonly path: string;
  readonly text: string;
}

/** Returns the new text, or why the file is left alone; undefined if the file has the canonical layout. */
async function formatFile({ name, format }: ManifestFile, path: string): Promise<Rewritten | LeftAlone | undefined> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw toStoreError(error, 'read', path);
  });
  // A byte order mark is part of the layout.
  const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const result = await formatManifest({ format, text: before });
  if (result.ok) return result.text === before ? undefined : { file: name, path, text: result.text };
  const { code, line } = result.refusal;
  if (code === 'too-large') return { file: name, why: 'too-large' };
  return code === 'mistake'
    ? { file: name, why: 'mistakes', mistakes: 1 }
    : { file: name, why: 'unusual-layout', line };
}
