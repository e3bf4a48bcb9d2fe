// The record of what was applied, as the base of a plan.

import type { Base } from '../../base/layers.ts';
import type { BaseNote } from '../../base/notes.ts';
import type { EarlierDeclarations } from '../../base/outdated-claims.ts';
import type { RecordState } from '../../base/record/state.ts';
import type { AccountRevision } from '../../base/revisions.ts';

/** What is recorded as applied, at all accounts whose destination is known. */
export interface RecordedBase {
  readonly base: Base;
  /** Full ids of the commits that the records name, without duplicates. */
  readonly commits: readonly string[];
  /** Revisions by account, newest first. */
  readonly revisions: ReadonlyMap<string, readonly AccountRevision[]>;
  /** One for every revision at every account, for claims that count only once. */
  readonly earlier: readonly EarlierDeclarations[];
  /** By account; accounts whose destination is unknown have none. */
  readonly states: ReadonlyMap<string, RecordState>;
  /** Keys of contacts that commits which these manifests lack have changed: they are not planned. */
  readonly leftOut: ReadonlySet<string>;
  readonly notes: readonly BaseNote[];
}
