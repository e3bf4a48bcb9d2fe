// How sources and libraries are put together into few files: loading several hundred modules takes longer than most commands.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** For esbuild; entry points and where to write to are added. */
export const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  // Code that is imported on demand stays in files of its own, and code of several entry points is written once.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // What stands in package.json's `imports` is found at run time, from wherever a file of the program lies.
  external: ['#*'],
  // CommonJS libraries require Node's own modules.
  banner: {
    js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
  },
  logLevel: 'warning',
};

/**
 * Sources as one module in memory, for scripts that read tables of the program.
 *
 * @param contents a module that exports from './src/…'
 */
export async function importSources(contents) {
  const stdin = { contents, resolveDir: ROOT };
  const { outputFiles } = await build({ ...OPTIONS, stdin, splitting: false, banner: {}, write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
