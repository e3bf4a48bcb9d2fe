import { createRequire } from 'node:module';

/** The package's version. Found by name, as the program runs from several places: src, dist, and the bundle's folder. */
export function packageVersion(): string {
  const { version } = createRequire(import.meta.url)('#package') as { readonly version: string };
  return version;
}
