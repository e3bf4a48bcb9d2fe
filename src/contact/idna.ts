// Converts domains between their ASCII and their Unicode form (UTS 46, non-transitional processing, as browsers do it). The only
// module that uses the library `tr46`. Node's own `domainToASCII` is no substitute: it decodes percent signs and rewrites
// numbers.

import { createRequire } from 'node:module';
import type tr46 from 'tr46';

/**
 * The options with which the URL standard converts hosts that need not be valid in the DNS: `_` and hyphens may stand anywhere.
 */
const OPTIONS = { checkBidi: true, checkJoiners: true, transitionalProcessing: false } as const;

/** Returns the ASCII form of a domain (`xn--…`); undefined if the text cannot be a domain. */
export function domainToAscii(domain: string): string | undefined {
  return library().toASCII(domain, OPTIONS) ?? undefined;
}

/** Returns the Unicode form of a domain; undefined if the text cannot be a domain. */
export function domainToUnicode(domain: string): string | undefined {
  const { domain: unicode, error } = library().toUnicode(domain, OPTIONS);
  return error ? undefined : unicode;
}

let loaded: typeof tr46 | undefined;

/**
 * Loads the library when it is first needed, because loading its tables takes longer than most commands, and few domains need it.
 */
function library(): typeof tr46 {
  loaded ??= createRequire(import.meta.url)('tr46') as typeof tr46;
  return loaded;
}
