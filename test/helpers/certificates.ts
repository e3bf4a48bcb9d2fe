// A certificate authority of a test, and certificates that it signs. Made by openssl, as Node can only read certificates.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Authority {
  /** PEM file with the authority's certificate. */
  readonly file: string;
  /** Directory of the file. */
  readonly directory: string;
  /** A key and a certificate for a host, as `tls.createServer` takes them. */
  certify(host: string): { readonly key: string; readonly cert: string };
  /** The file's name in a directory that OpenSSL reads. */
  hash(): string;
  remove(): Promise<void>;
}

export function createAuthority(): Authority {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-ca-'));
  const openssl = (...args: readonly string[]): string =>
    execFileSync('openssl', args, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const newKey = (name: string) => ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', name];
  openssl('req', '-x509', ...newKey('ca.key'), '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Test authority');
  return {
    file: join(directory, 'ca.pem'),
    directory,
    certify(host) {
      const name = Buffer.from(host).toString('hex');
      openssl('req', ...newKey(`${name}.key`), '-out', `${name}.csr`, '-subj', '/CN=Test server');
      writeFileSync(
        join(directory, `${name}.ext`),
        `subjectAltName=${host.startsWith('127.') ? 'IP' : 'DNS'}:${host}\n`,
      );
      const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
      openssl(
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        ...by,
        '-days',
        '2',
        '-extfile',
        `${name}.ext`,
        '-out',
        `${name}.pem`,
      );
      const read = (ending: string): string => readFileSync(join(directory, `${name}.${ending}`), 'utf8');
      return { key: read('key'), cert: read('pem') };
    },
    hash: () => `${openssl('x509', '-noout', '-hash', '-in', 'ca.pem').trim()}.0`,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
