// Chooses the account that `init` declares. Loaded on demand, because it loads the table of vendors.

import { isAbsolute, normalize } from 'node:path';
import { personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { ACCOUNT_NAME } from '../../manifest/account-settings.ts';
import { ALL_DIALECTS, type Dialect, PROVIDER_NAMES } from '../../providers/table.ts';

/**
 * Returns the account's name, its dialect (the newest version of the vendor's API), and the names of the environments.
 *
 * @throws HintedError `usage` for a vendor that is not supported, for a name that no account or environment can have, for an
 *   environment that is named twice, and for a directory that is not below the working directory
 */
export function chosenStart({
  dir,
  provider = PROVIDER_NAMES[0],
  account = provider,
  env = [],
}: {
  readonly dir: string;
  readonly provider?: string | undefined;
  readonly account?: string | undefined;
  readonly env?: readonly string[] | undefined;
}): { readonly account: string; readonly dialect: Dialect; readonly environments: readonly string[] } {
  const dialect = ALL_DIALECTS.find((known) => known.provider === provider);
  if (dialect === undefined) {
    throw new HintedError('usage', sentence`--provider: ${personal('value', provider ?? '')} is not supported`, {
      hint: sentence`name one of ${shown(PROVIDER_NAMES.join(', '))}`,
    });
  }
  if (account === undefined || !NAME.test(account)) {
    throw new HintedError(
      'usage',
      sentence`--account: ${personal('value', account ?? '')} cannot be an account’s name`,
      {
        hint: sentence`${shown(ACCOUNT_NAME.rule)}`,
      },
    );
  }
  checkEnvironments(env);
  const path = normalize(dir);
  if (isAbsolute(path) || path.startsWith('..') || path === '.' || path === './') {
    throw new HintedError('usage', sentence`--dir: ${personal('file', dir)} is not a directory below this one`, {
      hint: sentence`go to the repository’s root, and name a directory in it`,
    });
  }
  return { account, dialect, environments: env };
}

const NAME = new RegExp(`^${ACCOUNT_NAME.pattern}$`);

function checkEnvironments(names: readonly string[]): void {
  for (const [index, name] of names.entries()) {
    if (!NAME.test(name)) {
      throw new HintedError('usage', sentence`--env: ${personal('value', name)} cannot be an environment’s name`, {
        hint: sentence`${shown(ACCOUNT_NAME.rule)}`,
      });
    }
    if (names.indexOf(name) < index) {
      throw new HintedError('usage', sentence`--env: ${personal('value', name)} is named twice`, {
        hint: sentence`name each environment once`,
      });
    }
  }
}
