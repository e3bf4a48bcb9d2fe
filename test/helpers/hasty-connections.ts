// Accounts as the program connects them, but for one thing: a client that gives up and comes back a hundred times sooner, so that
// a thousand requests under faults take seconds.

import { connect } from '../../src/http/index.ts';
import { type Configuration, type Connections, connectAccounts } from '../../src/index.ts';
import { createReader } from '../../src/live/reader.ts';

/** Long enough for a busy machine: an answer that is only late would be one more fault. */
const GIVE_UP_MS = 1500;
const RETRY = { baseMs: 5, capMs: 300, deadlineMs: 30_000 };

export function connectHastily(configuration: Configuration, sandboxUrl: string): Connections {
  const usual = connectAccounts(configuration, { environment: {}, sandboxUrl });
  const hasty = [...usual.accounts.values()].map((at) => {
    const { account, provider } = at;
    const connection = connect({
      baseUrl: `${sandboxUrl}/@${account}/${provider.capabilities.provider}`,
      label: account,
      headers: provider.api.headers({ apiKey: 'sandbox', apiId: 'sandbox' }),
      rateHint: provider.api.rateHint,
      retry: { ...RETRY, retryUnauthorizedOnce: provider.capabilities.spuriousUnauthorized === true },
      timeouts: { headersMs: GIVE_UP_MS, bodyMs: GIVE_UP_MS },
    });
    return { ...at, connection, source: createReader({ account, provider, connection }) };
  });
  return {
    accounts: new Map(hasty.map((at) => [at.account, at])),
    async close() {
      await Promise.all([usual.close(), ...hasty.map(({ connection }) => connection.close())]);
    },
  };
}
