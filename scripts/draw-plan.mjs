// Draws docs/plan.svg, the picture of the README: what the built program prints for two of the shipped contacts, on the sandbox that
// `npm start` begins with. With --check it writes nothing, and exits with 1 if the picture differs from what the program prints.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { terminalPicture } from './terminal-picture.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PICTURE = join(ROOT, 'docs/plan.svg');

const drawn = terminalPicture(`$ rollcall plan\n\n${printedPlan().trim()}`, 'What rollcall plan prints');
const isFresh = drawn === readOrEmpty(PICTURE);
if (!isFresh && process.argv.includes('--check')) {
  console.error('docs/plan.svg is not what the program prints: run npm run build && npm run docs');
  process.exitCode = 1;
} else if (!isFresh) writeFileSync(PICTURE, drawn);

/** The plan with its colours, in 80 columns. Colours are asked for, as nobody looks; nothing else comes from the surroundings. */
function printedPlan() {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-picture-'));
  try {
    copyFileSync(join(ROOT, 'test/quickstart/live.json'), join(directory, 'live.json'));
    const program = [join(ROOT, 'dist/bin.js'), 'plan', '--sandbox', 'live.json', '--dir', join(ROOT, 'contacts.d')];
    const chosen = ['ana', 'jane'].flatMap((name) => ['--contact', `shop/${name}@*`]);
    const env = { PATH: process.env.PATH, FORCE_COLOR: '1', XDG_STATE_HOME: join(directory, 'state') };
    const options = { cwd: directory, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'inherit'] };
    const text = execFileSync(process.execPath, ['--', ...program, ...chosen], options);
    // An opt-out has the date of the plan.
    const dated = text.replaceAll(
      /(?<="unsubscribed","statusChangedAt":")[\d-]{10}T[\d:]{8}Z/g,
      '2026-06-01T12:00:00Z',
    );
    return dated.replaceAll(join(ROOT, 'contacts.d/'), 'contacts.d/');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
