import { readFileSync } from 'node:fs';

/** The package's version; package.json stands one level above both src and dist. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return (manifest as { readonly version: string }).version;
}
