// Files of secrets (--secrets): whatever the file holds, its credentials are refused, or fit into a header.

import assert from 'node:assert/strict';
import { type Environment, readEnvironment } from '../../../src/cli/secrets.ts';
import type { Account } from '../../../src/manifest/configuration.ts';
import type { Diagnostic } from '../../../src/manifest/diagnostic.ts';
import { loadManifests } from '../../../src/manifest/index.ts';
import { sourceOf } from '../../../src/manifest/read/source.ts';
import { credentialMistakes } from '../../../src/manifest/resolve/credentials.ts';
import { providerOf } from '../../../src/providers/table.ts';
import { formatDiagnostics } from '../../../src/render/text/diagnostics.ts';
import {
  destinationsOf,
  readCredentials,
  sharedDestinations,
  vendorDestination,
} from '../../../src/workflows/destinations.ts';
import { editedText } from '../documents/inputs.ts';
import type { Target } from '../target.ts';
import { orHintLater } from './or-hint.ts';
import { isForFile, scratchFile } from './scratch.ts';

const ACCOUNTS = `accounts:
  shop: { provider: omnisend, apiKey: "\${FUZZ_SHOP_KEY}" }
  shop2: { provider: omnisend, apiKey: "\${FUZZ_SHOP2_KEY}" }
  app: { provider: loops, apiKey: "\${FUZZ_APP_KEY}" }
  news: { provider: envoke, apiKey: "\${FUZZ_NEWS_KEY}", apiId: "\${FUZZ_NEWS_ID}" }
contacts:
  - { email: jane@example.com, accounts: [shop] }
`;

const SECRETS = ['5f1c-aGVsbG8gd29ybGQ', 'l00ps_secret_value', 'envoke-secret', 'envoke-id-77'] as const;
const [SHOP, APP, NEWS, ID] = SECRETS;

export const envFiles: Target<string> = {
  name: 'env-files',
  sources: [/^workflows\/destinations\.ts$/],
  inputs: () =>
    editedText([
      `FUZZ_SHOP_KEY=${SHOP}\nFUZZ_SHOP2_KEY=${SHOP}\nFUZZ_APP_KEY="${APP}"\nFUZZ_NEWS_KEY='${NEWS}'\nFUZZ_NEWS_ID=${ID}\n`,
      `# secrets\nexport FUZZ_SHOP_KEY = ${SHOP} # of the shop\r\nFUZZ_APP_KEY=\`${APP}\`\n`,
      `FUZZ_NEWS_KEY="two\nlines"\nFUZZ_NEWS_ID=${ID}\nFUZZ_SHOP_KEY=\n`,
    ]),
  async check(text) {
    const isReal = isForFile(text);
    const options = { secrets: isReal ? await scratchFile('secrets.env', text) : 'secrets.env', redact: false };
    const reading = () => (isReal ? readEnvironment(options) : readEnvironment(options, async () => Buffer.from(text)));
    const environment = await orHintLater(reading, ['secrets-file']);
    if (environment === undefined) return;
    const { accounts, notes } = isReal ? await load(environment) : await loadedOnce();
    assert.equal(accounts.length, 4);
    for (const account of accounts) {
      const mistakes = credentialMistakes([account], environment, notes);
      const shown = formatDiagnostics(mistakes, { color: false });
      for (const secret of SECRETS) assert.ok(!shown.includes(secret), `shows ${secret}`);
      if (mistakes.length > 0) continue;
      const credentials = readCredentials(account, environment);
      const headers = providerOf(account.capabilities.dialect).api.headers(credentials);
      for (const value of Object.values(headers)) assert.match(value, /^[\x20-\x7e]+$/);
      assert.match(vendorDestination(account, credentials).key, /^[a-z]+-[0-9a-f]{24}$/);
    }
    const destinations = destinationsOf({ accounts }, environment, false);
    assert.ok(sharedDestinations(accounts, destinations).length <= destinations.size);
    // A sandbox needs no credentials, and tells every account from every other.
    const sandboxed = destinationsOf({ accounts }, environment, true);
    assert.equal(new Set([...sandboxed.values()].map(({ key }) => key)).size, accounts.length);
  },
};

interface LoadedAccounts {
  readonly accounts: readonly Account[];
  /** What the manifests' diagnostics say of credentials. */
  readonly notes: readonly Diagnostic[];
}

async function load(environment: Environment): Promise<LoadedAccounts> {
  const accounts = sourceOf('accounts.yaml', 'yaml', Buffer.from(ACCOUNTS));
  assert.ok('text' in accounts);
  const { configuration, diagnostics } = await loadManifests({
    ...{ directory: 'contacts.d', workingDirectory: '/nowhere', now: () => 0, environment },
    files: { read: async () => ({ files: [accounts], diagnostics: [] }) },
  });
  return { accounts: configuration.accounts, notes: diagnostics };
}

let loaded: Promise<LoadedAccounts> | undefined;

/** The accounts, which do not depend on the environment, with the notes of variables that are missing and of ones that are invalid. */
function loadedOnce(): Promise<LoadedAccounts> {
  const invalid = Object.fromEntries([...ACCOUNTS.matchAll(/\w+(?=\}")/g)].map(([name]) => [name, '\n.\n']));
  loaded ??= Promise.all([load({}), load(invalid)]).then(([missing, wrong]) => ({
    accounts: missing.accounts,
    notes: [...missing.notes, ...wrong.notes],
  }));
  return loaded;
}
