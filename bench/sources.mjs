// Modules of src that the package does not export, for benches that measure a part of it. Each is bundled as the program is, when
// it is first asked for after a build, into dist/bench.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OPTIONS, ROOT } from '../scripts/bundling.mjs';

/**
 * @param path below src, without its extension: `manifest/index`
 * @returns the address to import it by
 */
export function bundled(path) {
  const outdir = join(ROOT, 'dist/bench', path);
  const file = join(outdir, `${basename(path)}.js`);
  if (!existsSync(file)) {
    // Not loaded where it is not needed: a process may be measured from its start.
    const { buildSync } = createRequire(import.meta.url)('esbuild');
    buildSync({ ...OPTIONS, entryPoints: [`src/${path}.ts`], outdir });
  }
  return pathToFileURL(file).href;
}
