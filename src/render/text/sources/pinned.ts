// The result of `sources pin`, which writes the digests of data files into the manifests: as text, and with names of files
// masked. Pure.

import { neutralise } from '../../neutralise.ts';
import { redactName } from '../../redact/values.ts';
import { withoutCommand } from '../lines.ts';

/** A source, with the digest of its file. `changed`: the digest was written; false if the manifest had it already. */
interface ShownPin {
  readonly name: string;
  readonly manifest: string;
  readonly file: string;
  readonly sha256: string;
  readonly changed: boolean;
}

/** Masks names of files that contain an @. */
export function redactPinned<T extends ShownPin>(pinned: readonly T[]): readonly T[] {
  return pinned.map((one) => ({
    ...one,
    manifest: redactName(one.manifest, 'file'),
    file: redactName(one.file, 'file'),
  }));
}

/** Returns one line for each source. */
export function renderPinned(pinned: readonly ShownPin[]): string {
  if (pinned.length === 0) return 'No manifest declares a source.\n';
  return pinned
    .map(({ name, manifest, file, sha256, changed }) => {
      const digest = `${sha256.slice(0, 12)}…`;
      const line = changed
        ? `${manifest}: ${name} is pinned to ${file} (${digest})`
        : `${manifest}: ${name} was pinned to this ${file} already (${digest})`;
      return `${withoutCommand(neutralise(line))}\n`;
    })
    .join('');
}
