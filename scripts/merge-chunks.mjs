// Merges chunks that are loaded together into one file each. Splitting makes a chunk for every set of entry points that share code,
// which is more than 150 files for a plan, and finding and linking a file takes Node longer than compiling what is in it.

import { readFile, rm } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { OPTIONS, ROOT } from './bundling.mjs';

const PROGRAM = 'dist/program';

/**
 * Merges the chunks of a build, in place.
 *
 * @param outputs `metafile.outputs` of the build, whose files are written already
 * @param groups the name of each merged file, with the source modules whose chunks go into it, together with all chunks that these
 *   import; a chunk goes into the first file that asks for it
 * @throws Error if a source module is not imported on demand, because it has no chunk of its own then
 */
export async function mergeChunks(outputs, groups) {
  const owners = ownersOf(outputs, groups);
  const files = Object.keys(outputs).filter((path) => extname(path) === '.js');
  const chunks = { outputs, owners, names: await namesInMerged(files, outputs, owners) };
  // A chunk that is imported on demand keeps its file, which passes on what the merged file exports.
  const remaining = files.filter((path) => !owners.has(path) || outputs[path].entryPoint !== undefined);
  await build({
    ...OPTIONS,
    splitting: false,
    entryPoints: [
      ...Object.keys(groups).map((name) => ({ in: `merged:${name}`, out: join(PROGRAM, name) })),
      ...remaining.map((path) => ({
        in: owners.has(path) ? `passed-on:${path}` : join(ROOT, path),
        out: path.slice(0, -extname(path).length),
      })),
    ],
    outdir: '.',
    allowOverwrite: true,
    sourcemap: true,
    sourcesContent: false,
    plugins: [mergedChunks(chunks)],
  });
  const merged = files.filter((path) => !remaining.includes(path));
  await Promise.all(merged.flatMap((path) => [rm(join(ROOT, path)), rm(join(ROOT, `${path}.map`), { force: true })]));
}

/** Returns the name of the merged file for each chunk that goes into one. What dist/bin.js needs to start stays apart. */
function ownersOf(outputs, groups) {
  const apart = new Set(reachedFrom(['dist/bin.js'], outputs, () => false));
  const owners = new Map();
  for (const [name, modules] of Object.entries(groups)) {
    const start = modules.map((module) => chunkOf(outputs, module));
    for (const path of reachedFrom(start, outputs, (chunk) => apart.has(chunk) || owners.has(chunk))) {
      owners.set(path, name);
    }
  }
  return owners;
}

/** Returns the given chunks and those that they import statically, directly or through others, except known ones. */
function reachedFrom(start, outputs, isKnown) {
  const reached = new Set();
  const waiting = [...start];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path) || isKnown(path)) continue;
    reached.add(path);
    waiting.push(...outputs[path].imports.filter(isOwnImport).map((imported) => imported.path));
  }
  return [...reached];
}

function isOwnImport({ kind, external }) {
  return kind === 'import-statement' && external !== true;
}

function chunkOf(outputs, module) {
  const found = Object.keys(outputs).find((path) => outputs[path].entryPoint === module);
  if (found === undefined) throw new Error(`${module} is not imported on demand, so it has no chunk to merge`);
  return found;
}

/**
 * Returns the names under which merged files export what other files import from their chunks, by chunk and name there. New names are
 * needed because all chunks use the same ones.
 */
async function namesInMerged(files, outputs, owners) {
  const imported = files.map(async (path) => importedNames(await readFile(join(ROOT, path), 'utf8'), path, owners));
  const onDemand = [...owners.keys()].filter((path) => outputs[path].entryPoint !== undefined);
  const passedOn = onDemand.flatMap((path) => keysOf(path, outputs[path].exports));
  const keys = new Set([...(await Promise.all(imported)).flat(), ...passedOn]);
  return new Map([...keys].map((key, index) => [key, `_${index.toString(36)}`]));
}

/** Returns the chunks and names that a file imports from chunks in other merged files. It reads the form that esbuild writes. */
function importedNames(text, path, owners) {
  return [...text.matchAll(/import\{([^}]*)\}from"(\.[^"]+)"/g)].flatMap(([, list, specifier]) => {
    const chunk = join(dirname(path), specifier);
    if (!owners.has(chunk) || owners.get(chunk) === owners.get(path)) return [];
    return keysOf(
      chunk,
      list.split(',').map((item) => item.split(' as ')[0]),
    );
  });
}

function keysOf(chunk, names) {
  return names.map((name) => `${chunk} ${name}`);
}

/**
 * Resolves imports between chunks, so that each file contains its own chunks and imports what another merged file contains from there.
 * Chunks that are not merged, and those imported on demand, stay imports.
 */
function mergedChunks(chunks) {
  return {
    name: 'merged-chunks',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^passed-on:|^merged:/ }, ({ path }) => entryPoint(path));
      onResolve({ filter: /^/, namespace: 'merged' }, ({ path }) => ({ path: join(ROOT, path) }));
      onResolve({ filter: /^/, namespace: 'passed-on' }, ({ path }) => ({ path, external: true }));
      onResolve({ filter: /^\.{1,2}\// }, (asked) => importedChunk(asked, chunks));
      onLoad({ filter: /^/, namespace: 'merged' }, ({ path }) => ({ contents: mergedFile(path, chunks) }));
      onLoad({ filter: /^/, namespace: 'passed-on' }, ({ path, suffix }) => ({
        contents: fromMerged(path, suffix.slice(1), chunks),
      }));
      onLoad({ filter: /\.js$/, namespace: 'file' }, async ({ path }) => ({
        // The build adds its own banner. What is left of the line keeps the source map right.
        contents: (await readFile(path, 'utf8')).replace(OPTIONS.banner.js, ''),
      }));
    },
  };
}

function entryPoint(path) {
  const [namespace, name] = path.split(':');
  return { path: name, namespace, suffix: `?${PROGRAM}` };
}

function importedChunk({ path, kind, importer }, { owners }) {
  const from = relative(ROOT, importer);
  const chunk = join(dirname(from), path);
  if (kind === 'dynamic-import' || !owners.has(chunk)) return { path, external: true };
  if (owners.get(from) === owners.get(chunk)) return { path: join(ROOT, chunk) };
  return { path: chunk, namespace: 'passed-on', suffix: `?${dirname(from)}` };
}

/** Returns a module that contains all chunks of a merged file. */
function mergedFile(file, chunks) {
  const own = [...chunks.owners].filter(([, owner]) => owner === file);
  return own.map(([path]) => exportsFrom(path, usedExports(path, chunks))).join('\n');
}

/** Returns a module that exports from the merged file, as imported in a directory, what the chunk exported. */
function fromMerged(path, directory, chunks) {
  const specifier = `./${join(relative(directory, PROGRAM), chunks.owners.get(path))}.js`;
  const exported = usedExports(path, chunks).map(([name, nameInMerged]) => [nameInMerged, name]);
  return exportsFrom(specifier, exported);
}

/** Returns what other files import from a chunk, with the names in the merged file. If one were left out, the build would fail. */
function usedExports(path, { outputs, names }) {
  return outputs[path].exports
    .map((name) => [name, names.get(`${path} ${name}`)])
    .filter(([, nameInMerged]) => nameInMerged !== undefined);
}

function exportsFrom(specifier, names) {
  const list = names.map(([from, to]) => `${from} as ${to}`);
  return `export { ${list.join(', ')} } from ${JSON.stringify(specifier)};`;
}
