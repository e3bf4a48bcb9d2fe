// The settings for bundling sources and libraries into few files. Without bundling, loading several hundred modules would take
// longer than most commands.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

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
  // undici's helpers for cookies, which nothing here uses, accept Node's own class of headers, too. Reading that global would load the
  // HTTP client that is part of Node in addition to the bundled one.
  define: { 'globalThis.Headers': 'undefined' },
  // Leave specifiers of package.json's `imports` to Node, which resolves them at run time from any file of the package. The libraries
  // are large, and few runs load them: they stay packages of their own.
  external: ['#*', 'age-encryption', 'csv-parse', 'pg', 'tr46', 'yaml'],
  // Bundled CommonJS libraries call `require` for Node's built-in modules.
  banner: {
    js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
  },
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
