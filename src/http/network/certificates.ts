// Finds the certificate authorities that a connection trusts in addition to Node's own. Enters: environment variables. Leaves: a
// TLS context, and what to say about the variables if a certificate is not accepted. A variable that names an unreadable file
// does not make connections fail, because it may be left over and not needed. If a certificate is not accepted, the error names
// that variable.

import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import * as tls from 'node:tls';
import type { NetworkEnvironment } from './environment.ts';

/** A variable that names certificate authorities. */
export interface AuthorityVariable {
  readonly name: (typeof VARIABLES)[number];
  /**
   * Why the certificates that the variable names are not used: a system error's code, or `no PEM certificate`. Absent if they are
   * used.
   */
  readonly problem?: string;
}

/** The certificate authorities that environment variables name. */
export interface Authorities {
  /** TLS context that trusts them and Node's own; undefined if no variable names one, and Node's default applies. */
  readonly context: tls.SecureContext | undefined;
  readonly variables: readonly AuthorityVariable[];
}

const VARIABLES = ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'] as const;

/** Reads the certificate authorities that SSL_CERT_FILE, SSL_CERT_DIR and NODE_EXTRA_CA_CERTS name. */
export function readAuthorities(environment: NetworkEnvironment): Authorities {
  const named = VARIABLES.filter((name) => (environment[name] ?? '') !== '');
  const read = named.map((name) => ({ name, ...certificatesOf(name, environment[name] ?? '') }));
  const ca = read.flatMap(({ certificates }) => certificates);
  return {
    context: ca.length === 0 ? undefined : tls.createSecureContext({ ca: [...ownAuthorities(), ...ca] }),
    variables: read.map(({ name, problem }) => ({ name, ...(problem === undefined ? {} : { problem }) })),
  };
}

const NO_CERTIFICATE = 'no PEM certificate';

interface ReadCertificates {
  /** The certificates, each as a PEM text. */
  readonly certificates: readonly string[];
  readonly problem?: string;
}

function certificatesOf(name: (typeof VARIABLES)[number], value: string): ReadCertificates {
  try {
    const files = name === 'SSL_CERT_DIR' ? value.split(delimiter).flatMap(hashedFiles) : [value];
    const certificates = files.flatMap((file) => certificatesIn(readFileSync(file, 'latin1')));
    return certificates.length === 0 ? { certificates, problem: NO_CERTIFICATE } : { certificates };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : NO_CERTIFICATE;
    return { certificates: [], problem: code };
  }
}

/** Lists the files that OpenSSL reads in a directory of SSL_CERT_DIR: those that are named by the hash of a certificate. */
function hashedFiles(directory: string): readonly string[] {
  return readdirSync(directory)
    .filter((name) => /^[0-9a-f]{8}\.\d+$/.test(name))
    .map((name) => join(directory, name));
}

function certificatesIn(text: string): readonly string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
}

/**
 * Returns the authorities that Node trusts by default. Newer versions of Node include the system's authorities if they are
 * configured to.
 */
function ownAuthorities(): readonly string[] {
  const { getCACertificates } = tls as { readonly getCACertificates?: (type: 'default') => readonly string[] };
  return getCACertificates?.('default') ?? tls.rootCertificates;
}
