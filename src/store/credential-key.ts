import { sha256 } from '../contact/canonical.ts';

/**
 * Names what belongs to one credential at one vendor (locks, recent use), whatever the accounts are called. A hash, so that
 * no file name holds a credential.
 */
export function credentialKey(vendor: string, credentials: Readonly<Record<string, string>>): string {
  return `${vendor}-${sha256({ vendor, credentials }).slice(0, 24)}`;
}
