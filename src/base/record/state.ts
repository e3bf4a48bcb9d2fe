// What is known of earlier applies at an account's destination: the head of a plan shows it, and limits and apply depend on it.

/** The record of an account's destination and directory, for a plan. */
export type RecordState = AppliedState | FirstRun | RefusedRecord;

/** Something was applied before, and the plan is compared with it. */
export interface AppliedState {
  readonly state: 'applied';
  /** RFC 3339 instant of the latest apply. */
  readonly at: string;
  /** Full id of the commit that was applied; null for manifests that are in no commit. */
  readonly commit: string | null;
  /** Number of contacts that were declared and not confirmed. */
  readonly owed: number;
  /**
   * `superseded`: newer manifests than these were applied. `behind`: manifests were applied that these lack, and these have commits of
   * their own. `current`: anything else.
   */
  readonly position: 'current' | 'behind' | 'superseded';
  /** Present if `position` is `behind`. */
  readonly behind?: BehindState;
  /** Present if the remote's record could not be read, so that an older one may have been used. */
  readonly offline?: true;
}

/** Contacts that were changed by commits which these manifests lack. */
export interface BehindState {
  /** The commit that the plan is compared with instead of the record's. */
  readonly mergeBase: string;
  /** The remote's default branch, as `origin/main`; the remote's name alone if its HEAD is no branch. */
  readonly branch: string;
  /** Number of contacts that were changed there since; the plan leaves them out. */
  readonly contacts: number;
  /** How many of them are changed here, too. */
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

/** There is a record, and it must neither be used nor overwritten. */
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
