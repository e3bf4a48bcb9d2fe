// Gives benchmarks access to modules of src that the package does not export. Each module is bundled into dist/bench, with the
// program's options, when it is first needed after a build.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OPTIONS, ROOT } from '../scripts/bundling.mjs';

/**
 * Bundles a module unless that is done already.
 *
 * @param path path of the module below src, without its extension: `manifest/index`
 * @returns the file URL to import
 */
export function bundled(path) {
  const outdir = join(ROOT, 'dist/bench', path);
  const file = join(outdir, `${basename(path)}.js`);
  if (!existsSync(file)) {
    // Load esbuild only if it is needed, because the time of a process may be measured from its start.
    const { buildSync } = createRequire(import.meta.url)('esbuild');
    // Plugins cannot be used synchronously, and only make the program smaller.
    buildSync({ ...OPTIONS, plugins: [], entryPoints: [`src/${path}.ts`], outdir });
  }
  return pathToFileURL(file).href;
}
