// `npm start`: the commands that a newcomer would type, one after the other, on a sandbox that starts the same every time.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const state = '.rollcall/quickstart.json';

mkdirSync(`${root}/.rollcall`, { recursive: true, mode: 0o700 });
copyFileSync(fileURLToPath(new URL('live.json', import.meta.url)), `${root}/${state}`);

rollcall('validate', '--sandbox', state);
rollcall('apply', '--sandbox', state, '--auto-approve');
rollcall('plan', '--sandbox', state);

function rollcall(...args) {
  console.log(`\n$ rollcall ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, ['dist/bin.js', ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
