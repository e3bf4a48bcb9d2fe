// What is known about earlier applies to an account. A plan shows it in its first lines, and limits and apply depend on it.

/** What a plan says about the record of one account (what was last applied to its destination from this directory). */
export type RecordState = AppliedState | FirstRun | RefusedRecord;

/** Something was applied before, and the plan is compared with it. */
export interface AppliedState {
  readonly state: 'applied';
  /** RFC 3339 instant of the latest apply. */
  readonly at: string;
  /** Full id of the commit that was applied; null for manifests that are in no commit. */
  readonly commit: string | null;
  /** Number of contacts whose declarations an earlier apply did not carry out or did not confirm. */
  readonly owed: number;
  /**
   * How today's manifests relate to those that were applied. `superseded`: newer manifests have been applied already. `behind`:
   * HEAD lacks commits that were applied, and has commits of its own. `current`: anything else.
   */
  readonly position: 'current' | 'behind' | 'superseded';
  /** Present if `position` is `behind`. */
  readonly behind?: BehindState;
  /** Present if the remote's record could not be read, so that an older one may have been used. */
  readonly offline?: true;
}

/** What commits that HEAD lacks have changed since the merge base. */
export interface BehindState {
  /** The commit that the plan is compared with instead of the record's. */
  readonly mergeBase: string;
  /** The remote's default branch, as `origin/main`; the remote's name alone if its HEAD is no branch. */
  readonly branch: string;
  /** Number of contacts that these commits have changed; the plan leaves them out. */
  readonly contacts: number;
  /** Number of these contacts that today's manifests have changed, too. */
  readonly conflicts: number;
}

/** Nothing is recorded for this destination and directory. */
interface FirstRun {
  readonly state: 'none';
  /** Records of an account of this name at another destination or in another directory. */
  readonly elsewhere: readonly RecordElsewhere[];
  /** Present if the remote's records could not be read. */
  readonly offline?: true;
}

/** A record that `rollcall record move` could take over. */
export interface RecordElsewhere {
  readonly name: string;
  readonly directory: string;
  readonly origin: string;
  /** RFC 3339 instant of the latest apply; absent for a record of the old form. */
  readonly at?: string;
}

/** A record that exists, but must be neither used nor overwritten. */
export interface RefusedRecord {
  readonly state: 'refused';
  readonly reason:
    | 'not-on-default-branch' // it names a commit that the remote's default branch does not contain
    | 'unreadable' // it is damaged, or written by another version
    | 'other-environment'; // another environment of these manifests was applied to the same destination
  readonly commit?: string;
  /** RFC 3339 instant of the apply that it records, if it can be read. */
  readonly at?: string;
  /** Name of the remote that it comes from. */
  readonly remote?: string;
  /** The environment that was applied; present if `reason` is `other-environment`. */
  readonly environment?: string;
}
