// Writes who owns the public repository, wherever the placeholder stands: in package.json, in the guide, and in the workflow that
// `rollcall init` writes. Done once, before the first release, which is refused until then.
//
//   npm run owner -- NAME           the repository is https://github.com/NAME/rollcall

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const PLACEHOLDER = 'OWNER/rollcall';

const [name = ''] = process.argv.slice(2);
if (!/^[A-Za-z0-9](?:-?[A-Za-z0-9])*$/.test(name)) {
  console.error('usage: npm run owner -- NAME, the user or organisation at GitHub');
  process.exit(64);
}
const tracked = execFileSync('git', ['grep', '-lz', '--fixed-strings', PLACEHOLDER, '--', '.', ':!scripts', ':!test'], {
  encoding: 'utf8',
});
for (const file of tracked.split('\0').filter((path) => path !== '')) {
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(PLACEHOLDER, `${name}/rollcall`));
  console.log(file);
}
