import { createRequire } from 'node:module';

/** The package's version. Resolved by import name, because this module runs from several directories: src, dist and the bundle. */
export function packageVersion(): string {
  const { version } = createRequire(import.meta.url)('#package') as { readonly version: string };
  return version;
}
