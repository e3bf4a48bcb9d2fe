// The result of a pull: the drift that it wrote into the manifests, or would write, and the drift that it could not write. Pure.

import type { AssignedFile } from '../../manifest/assign/texts.ts';
import type { Drift, DriftEntry, DriftKind } from './document.ts';

/** Must be incremented with every change of a pull's JSON that consumers must handle. */
export const PULL_FORMAT_VERSION = 1;

/** Drift of one value of a contact, in contrast to drift of the contact as a whole. */
export type ValueEntry = Extract<DriftEntry, { readonly path: unknown }>;

const VALUES: readonly DriftKind[] = ['opted-out', 'subscribed', 'field'];

/** True for drift of one value of a contact. */
export function isValue(entry: DriftEntry): entry is ValueEntry {
  return VALUES.includes(entry.kind);
}

/**
 * A value that a pull does not write into the manifests, and why:
 *
 * - `cannot-clear`: the vendor has no value, and a manifest cannot declare this field empty;
 * - `not-applied`: somebody is subscribed, and the manifests say otherwise since the last apply, or nothing was applied yet;
 * - `invalid`: the manifests would become invalid; `code` is that of the diagnostic;
 * - `not-expressible`: no edit can declare this value without changing another one; `code` says why.
 */
export interface PullException {
  readonly entry: ValueEntry;
  readonly why: 'cannot-clear' | 'not-applied' | 'invalid' | 'not-expressible';
  readonly code?: string;
  readonly file?: string;
  /** The line in `file`, counted from 1. */
  readonly line?: number;
}

/** The result of a pull. */
export interface PullResult {
  readonly drift: Drift;
  /** The values that were written into the manifests, or would be. */
  readonly taken: readonly ValueEntry[];
  readonly exceptions: readonly PullException[];
  /** Contacts that are gone or missing at the vendor, or that could not be matched for certain. They stay in the manifests. */
  readonly absent: readonly DriftEntry[];
  /** The files that changed, with their new texts. */
  readonly files: readonly AssignedFile[];
  /** True if nothing was written, because only a preview was asked for. */
  readonly dryRun: boolean;
}
