import { sha256 } from '../contact/canonical.ts';

/**
 * Computes the name under which files of one credential at one vendor are stored (locks, recent use of the quota), independent
 * of account names. It contains a hash, so that no file name reveals a credential.
 */
export function credentialKey(vendor: string, credentials: Readonly<Record<string, string>>): string {
  return `${vendor}-${sha256({ vendor, credentials }).slice(0, 24)}`;
}
