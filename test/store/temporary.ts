import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory of the running test. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'rollcall-store-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
