// Command-line options about the records of what was applied.

type Environment = Readonly<Record<string, string | undefined>>;

/** Parsed values of the options about records. */
export interface RecordFlags {
  readonly trustRecord?: true;
  /** Do not ask the remote. */
  readonly offlineRecord?: true;
  /** Path of the age identity file that encrypts and decrypts what is stored. */
  readonly identity?: string;
}

/**
 * True in a CI build that was started by a push to GitHub or GitLab: the commit that is checked out is then part of its branch.
 */
export function isPushBuild({ GITHUB_EVENT_NAME, CI_PIPELINE_SOURCE }: Environment): boolean {
  return GITHUB_EVENT_NAME === 'push' || CI_PIPELINE_SOURCE === 'push';
}

/**
 * Returns the functions that encrypt and decrypt stored files.
 *
 * @param identity path of the age identity file
 */
export async function encryptionOf(identity: string) {
  const { ownerDecryption, ownerEncryption } = await import('../workflows/read-plan.ts');
  return { encrypt: await ownerEncryption(identity), decrypt: ownerDecryption(identity) };
}
