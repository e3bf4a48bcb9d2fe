// Where a command works: the sandbox in the place of the vendors, and the directory that rollcall stores in.

import { sandboxAddress } from './options/sandbox-place.ts';

/** Starts the embedded sandbox; if the value of --sandbox is a URL, uses the sandbox that runs there. */
export async function startEmbedded(file: true | string) {
  const { url, close } = await sandboxAt(file);
  const { sandboxRecords } = await import('../base/record/sandbox-store.ts');
  const records = sandboxRecords(url);
  return {
    url,
    records,
    async close() {
      await records.close();
      await close();
    },
  };
}

async function sandboxAt(file: true | string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const address = sandboxAddress(file);
  if (address !== undefined) return { url: address, close: async () => {} };
  const { startSandbox } = await import('../sandbox/index.ts');
  const dataFile = file === true ? `${await storeDirectory()}/sandbox.json` : file;
  return startSandbox({ dataFile, rateLimit: 'off' });
}

/** Returns the path of `.rollcall` in the working directory; creates it if missing. */
export async function storeDirectory(): Promise<string> {
  const { ensureStore } = await import('../store/directory.ts');
  return ensureStore(process.cwd());
}
