// Measures the memory of an import: contacts are written as they arrive, so that all of an account need not be in memory at once.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, writeAccount } from './inputs.mjs';
import { rollcall, startSandbox } from './processes.mjs';
import { bar } from './statistics.mjs';

/** Peak of the one process that an import is, its worker threads included. @throws Error if a plan of what was imported has changes */
export async function imports(directory, { contacts, most }) {
  const cwd = join(directory, 'import');
  mkdirSync(join(cwd, 'contacts.d'), { recursive: true });
  writeAccount(cwd);
  const sandbox = await startSandbox(contacts);
  const at = ['--account', ACCOUNT, '--sandbox', sandbox.url, '--quiet'];
  const imported = rollcall(['import', ...at], { cwd });
  const planned = rollcall(['plan', ...at], { cwd });
  await sandbox.close();
  rmSync(cwd, { recursive: true });
  if (!planned.stdout.startsWith('No changes.')) throw new Error('what was imported does not plan to nothing');
  const name = `import peak memory in MB, ${contacts.toLocaleString('en')} contacts`;
  return [bar(name, imported.peakMb, most, { ms: imported.ms, cpuMs: imported.cpuMs, planPeakMb: planned.peakMb })];
}
