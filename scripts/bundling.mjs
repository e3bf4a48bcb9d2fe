// The settings for bundling sources and libraries into few files. Without bundling, loading several hundred modules would take
// longer than most commands.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Includes undici's parser of HTTP once. It comes in two builds of 72 kB, of which the one with SIMD instructions is tried first; the
 * other runs everywhere, and takes its place.
 */
const ONE_HTTP_PARSER = {
  name: 'one-http-parser',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /\/llhttp_simd-wasm\.js$/ }, ({ path, resolveDir, kind }) =>
      resolve(path.replace('llhttp_simd', 'llhttp'), { resolveDir, kind }),
    );
  },
};

/**
 * Leaves out what undici's index loads and nothing here uses: mocks, interceptors, caches, and the interfaces of browsers, such as fetch
 * and WebSocket. Whatever they export is then an empty class. If undici moves them, they are bundled again, and only the size of the
 * package tells.
 */
const WITHOUT_UNUSED_PARTS = {
  name: 'without-unused-parts',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]undici[\\/]lib[\\/](?:mock|interceptor|cache|web)[\\/]/ }, () => ({
      contents: 'module.exports = new Proxy(class {}, { get: (exported, name) => exported[name] ?? class {} });',
    }));
  },
};

/** Options for esbuild. Callers add the entry points and the output. */
export const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  // Write code that is imported on demand, or shared by several entry points, to separate files.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  // Leave specifiers of package.json's `imports` to Node, which resolves them at run time from any file of the package. The libraries
  // are large, and few runs load them: they stay packages of their own. Libraries for databases are installed by whoever needs them.
  external: [
    ...['#*', 'age-encryption', 'csv-parse', 'hyparquet', 'hyparquet-compressors', 'tr46', 'yaml'],
    ...['@duckdb/node-api', 'pg'],
  ],
  // Bundled CommonJS libraries call `require` for Node's built-in modules.
  banner: {
    js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
  },
  plugins: [ONE_HTTP_PARSER, WITHOUT_UNUSED_PARTS],
  logLevel: 'warning',
};

/**
 * Bundles sources in memory and imports them, for scripts that read the program's tables.
 *
 * @param contents source of a module that exports from './src/…'
 * @returns the exports of the module
 */
export async function importSources(contents) {
  const stdin = { contents, resolveDir: ROOT };
  const { outputFiles } = await build({ ...OPTIONS, stdin, splitting: false, banner: {}, write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
