import { sha256 } from '../contact/canonical.ts';

/**
 * Returns the name under which the files of one credential at one vendor are stored (locks, recent use of the quota). It does not
 * depend on account names. It contains a hash instead of the credential, so that file names reveal nothing.
 */
export function credentialKey(vendor: string, credentials: Readonly<Record<string, string>>): string {
  return `${vendor}-${sha256({ vendor, credentials }).slice(0, 24)}`;
}
