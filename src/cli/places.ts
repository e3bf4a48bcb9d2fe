// The places that a command works with: the sandbox instead of the vendors, and the directory in which rollcall stores files.

import { sandboxAddress } from './options/sandbox-place.ts';

/**
 * Starts the embedded sandbox; if the value of --sandbox is a URL, uses the sandbox that runs there.
 *
 * @param file the value of --sandbox. A snapshot is only read: the state of a sandbox that begins with it is kept under
 *   .rollcall, in a file named after the snapshot's content
 * @throws HintedError `snapshot`; SandboxError
 */
export async function startEmbedded(file: true | string) {
  const { url, close, leftOut = 0 } = await sandboxAt(file);
  const { sandboxRecords } = await import('../base/record/sandbox-store.ts');
  const records = sandboxRecords(url);
  return {
    url,
    records,
    /** Number of contacts and definitions of a snapshot that the sandbox left out when it began with the snapshot. */
    leftOut,
    async close() {
      await records.close();
      await close();
    },
  };
}

interface SandboxAt {
  readonly url: string;
  readonly leftOut?: number | undefined;
  close(): Promise<void>;
}

async function sandboxAt(file: true | string): Promise<SandboxAt> {
  const address = sandboxAddress(file);
  if (address !== undefined) return { url: address, close: async () => {} };
  const { startSandbox } = await import('../sandbox/index.ts');
  if (file === true) return startSandbox({ dataFile: `${await storeDirectory()}/sandbox.json`, rateLimit: 'off' });
  const { contentName, isSnapshot } = await import('../workflows/rehearse/from-snapshot.ts');
  if (!(await isSnapshot(file))) return startSandbox({ dataFile: file, rateLimit: 'off' });
  const dataFile = `${await storeDirectory()}/sandbox-${await contentName(file)}.json`;
  return startFromSnapshot(file, { dataFile, rateLimit: 'off' });
}

/**
 * Starts a sandbox that begins with the accounts of a snapshot, unless it has a data file already.
 *
 * @throws HintedError `snapshot`; SandboxError
 */
export async function startFromSnapshot<Options extends { readonly dataFile?: string }>(
  snapshot: string,
  options: Options,
) {
  const { startSandbox } = await import('../sandbox/index.ts');
  const { accountsOfSnapshot } = await import('../workflows/rehearse/from-snapshot.ts');
  let withoutShape = 0;
  const sandbox = await startSandbox({
    ...options,
    async initialAccounts() {
      const { accounts, leftOut } = await accountsOfSnapshot(snapshot);
      withoutShape = leftOut;
      return accounts;
    },
  });
  return { ...sandbox, leftOut: sandbox.leftOut === undefined ? undefined : sandbox.leftOut + withoutShape };
}

/** Returns the path of `.rollcall` in the working directory; creates it if missing. */
export async function storeDirectory(): Promise<string> {
  const { ensureStore } = await import('../store/directory.ts');
  return ensureStore(process.cwd());
}

/**
 * Returns the directory in which a plan may cache data for the next one; undefined with --live or --no-cache, or if .rollcall
 * cannot be created.
 */
export async function cacheDirectory({
  cache,
  live,
}: {
  readonly cache: boolean;
  readonly live?: string;
}): Promise<string | undefined> {
  return cache && live === undefined ? storeDirectory().catch(() => undefined) : undefined;
}
