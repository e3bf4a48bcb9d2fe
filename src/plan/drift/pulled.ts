// What a pull did, or would do: the drift that it took into the manifests, and what it could not take. Pure.

import type { AssignedFile } from '../../manifest/assign/texts.ts';
import type { Drift, DriftEntry, DriftKind } from './document.ts';

/** Must be incremented with every change of a pull's JSON that consumers must handle. */
export const PULL_FORMAT_VERSION = 1;

/** Drift that is a value of a contact. */
export type ValueEntry = Extract<DriftEntry, { readonly path: unknown }>;

const VALUES: readonly DriftKind[] = ['opted-out', 'subscribed', 'field'];

/** True for drift that is a value of a contact. */
export function isValue(entry: DriftEntry): entry is ValueEntry {
  return VALUES.includes(entry.kind);
}

/**
 * Why a value is not taken.
 *
 * - `cannot-clear`: the vendor has no value, and a manifest may not declare that of this field;
 * - `not-applied`: somebody is subscribed, and the manifests say otherwise since the last apply, or nothing was applied yet;
 * - `invalid`: the manifests would have a mistake (`code`);
 * - `not-expressible`: no edit says this without changing another value (`code`: why).
 */
export interface PullException {
  readonly entry: ValueEntry;
  readonly why: 'cannot-clear' | 'not-applied' | 'invalid' | 'not-expressible';
  readonly code?: string;
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
}

/** The result of a pull. */
export interface PullResult {
  readonly drift: Drift;
  /** The values that the manifests declare now. */
  readonly taken: readonly ValueEntry[];
  readonly exceptions: readonly PullException[];
  /** Contacts that are gone or missing at the vendor, or that could not be matched for certain. They stay in the manifests. */
  readonly absent: readonly DriftEntry[];
  /** The files that changed, with their new texts. */
  readonly files: readonly AssignedFile[];
  /** Nothing was written. */
  readonly dryRun: boolean;
}
