// Chooses the account that `init` declares. Loaded on demand, because it loads the table of vendors.

import { isAbsolute, normalize } from 'node:path';
import { personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { ACCOUNT_NAME } from '../../manifest/account-settings.ts';
import { ALL_DIALECTS, type Dialect, PROVIDER_NAMES } from '../../providers/table.ts';

/**
 * Returns the account's name and its dialect: the newest version of the vendor's API.
 *
 * @throws HintedError `usage` for a vendor that is not supported, for a name that no account can have, and for a directory that is
 *   not below the working directory
 */
export function chosenStart({
  dir,
  provider = PROVIDER_NAMES[0],
  account = provider,
}: {
  readonly dir: string;
  readonly provider?: string | undefined;
  readonly account?: string | undefined;
}): { readonly account: string; readonly dialect: Dialect } {
  const dialect = ALL_DIALECTS.find((known) => known.provider === provider);
  if (dialect === undefined) {
    throw new HintedError('usage', sentence`--provider: ${personal('value', provider ?? '')} is not supported`, {
      hint: sentence`name one of ${shown(PROVIDER_NAMES.join(', '))}`,
    });
  }
  if (account === undefined || !new RegExp(`^${ACCOUNT_NAME.pattern}$`).test(account)) {
    throw new HintedError(
      'usage',
      sentence`--account: ${personal('value', account ?? '')} cannot be an account’s name`,
      {
        hint: sentence`${shown(ACCOUNT_NAME.rule)}`,
      },
    );
  }
  const path = normalize(dir);
  if (isAbsolute(path) || path.startsWith('..') || path === '.' || path === './') {
    throw new HintedError('usage', sentence`--dir: ${personal('file', dir)} is not a directory below this one`, {
      hint: sentence`go to the repository’s root, and name a directory in it`,
    });
  }
  return { account, dialect };
}
