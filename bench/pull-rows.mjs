// Measures a pull without the reading of the vendor: finding the values in the files, changing their lines, reading the result again,
// and writing it.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeManifests } from './inputs.mjs';
import { child } from './processes.mjs';
import { bar, medianRun } from './statistics.mjs';

export function pulled(directory, { contacts, changes, rounds }) {
  const runs = Array.from({ length: rounds }, (_, round) => {
    const cwd = join(directory, `pull-${round}`);
    mkdirSync(cwd, { recursive: true });
    writeManifests(cwd, { contacts });
    return child('pull.mjs', join(cwd, 'contacts.d'), String(contacts / changes));
  });
  const { ms, cpuMs, peer, files } = medianRun(runs);
  const name = `pull of ${changes.toLocaleString('en')} changes in ${files} files ÷ yaml.parseDocument of these files`;
  return [bar(name, ms / peer.ms, 4, { ms, cpuMs, peerMs: peer.ms, peerCpuMs: peer.cpuMs })];
}
