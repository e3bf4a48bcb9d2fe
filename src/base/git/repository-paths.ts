/** A repository; absolute paths with symbolic links resolved. */
export interface Repository {
  /** The directory in which `.git` was found and in which git runs. */
  readonly workTree: string;
  readonly gitDirectory: string;
}
