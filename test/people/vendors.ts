// The vendors of the histories: the sandbox's own handlers, called in this process. No HTTP, so that a hundred thousand histories
// can be played; everything else is as over HTTP, with bodies and answers as text.

import type { Json } from '../../src/contact/canonical.ts';
import { type ApiRequest, type ApiResponse, type Connection, HttpError } from '../../src/http/request.ts';
import { createReader } from '../../src/live/reader.ts';
import type { Account } from '../../src/manifest/configuration.ts';
import { sandboxDestination } from '../../src/providers/destination.ts';
import { providerOf } from '../../src/providers/table.ts';
import { Accounts } from '../../src/sandbox/accounts.ts';
import { parseBody } from '../../src/sandbox/server/exchange.ts';
import { VENDORS } from '../../src/sandbox/vendors.ts';
import type { ConnectedAccount } from '../../src/workflows/connect.ts';

// biome-ignore lint/suspicious/noExplicitAny: the state is the vendors' JSON
export type VendorState = Record<string, any>;

/** What goes wrong between rollcall and the vendors. */
export interface Trouble {
  /** Accounts that answer nothing. */
  readonly down: ReadonlySet<string>;
  /** Number of writes after which nothing is answered any more. */
  writesLeft: number;
}

/** An account with the name that the manifests give it today. */
export interface NamedAccount {
  readonly account: Account;
  /** The name that it has at its vendor. */
  readonly atVendor: string;
}

export interface Vendors {
  /** By the names of today. */
  connected(accounts: readonly NamedAccount[], trouble?: Trouble): ReadonlyMap<string, ConnectedAccount>;
  /** The state of one account: `{ contacts: […] }`, as its vendor has it. */
  state(account: Account): VendorState;
  /** People and colleagues change it. */
  change(account: Account, edit: (state: VendorState) => void): void;
}

/** @param now the vendors' clock, in milliseconds since the epoch */
export function openVendors(now: () => number): Vendors {
  const context = { now, seed: 1, asyncDelayMs: 0, rateFactor: Number.POSITIVE_INFINITY, changed: () => {} };
  const world = new Accounts(VENDORS, context);
  let number = 0;
  const handle = (
    { account, atVendor }: NamedAccount,
    request: ApiRequest,
    headers: Readonly<Record<string, string>>,
  ): ApiResponse => {
    const { provider } = account.capabilities;
    const vendor = world.vendorAccount(atVendor, provider);
    if (vendor === undefined) throw new RangeError(provider);
    number += 1;
    const query = new URLSearchParams(request.query.map(([name, value]): [string, string] => [name, value])).toString();
    const body = parseBody(request.body === undefined ? '' : JSON.stringify(request.body));
    const mount = `/@${atVendor}/${provider}`;
    const answer = vendor.handle({ number, method: request.method, mount, path: request.path, query, headers, body });
    world.runDelayedEffects();
    const text = answer.body === '' ? undefined : (JSON.parse(answer.body) as Json);
    return { status: answer.status, headers: answer.headers, body: text };
  };
  const connect = (named: NamedAccount, trouble: Trouble): Connection => {
    const { account, atVendor } = named;
    const provider = providerOf(account.capabilities.dialect);
    const own = provider.api.headers({ apiKey: 'any', apiId: 'any' });
    const connection = {
      sent: 0,
      givenUp: undefined,
      redact: (words: string) => words,
      close: async () => {},
      async send(request: ApiRequest, { headers = {} }: { readonly headers?: Readonly<Record<string, string>> }) {
        const isWrite = request.method !== 'GET';
        if (trouble.down.has(atVendor) || (isWrite && trouble.writesLeft <= 0))
          throw new HttpError('refused', { account: account.name, what: 'down' }, { maybeSent: false });
        if (isWrite) trouble.writesLeft -= 1;
        connection.sent += 1;
        const lower = Object.entries({ ...own, ...headers }).map(([name, value]) => [name.toLowerCase(), value]);
        return handle(named, request, Object.fromEntries(lower));
      },
    };
    return connection;
  };
  return {
    connected(accounts, trouble = { down: new Set(), writesLeft: Number.POSITIVE_INFINITY }) {
      return new Map(
        accounts.map((named) => {
          const { name, capabilities, keyField } = named.account;
          const provider = providerOf(capabilities.dialect);
          const connection = connect(named, trouble);
          const destination = sandboxDestination(named.atVendor, capabilities.dialect);
          const source = createReader({ account: name, provider, connection });
          const shared = {
            account: name,
            origin: destination.origin,
            destination,
            provider,
            keyField,
            connection,
            source,
          };
          return [name, { ...shared, budgets: capabilities.budgets, perMinute: Number.POSITIVE_INFINITY }];
        }),
      );
    },
    state: (account) => world.vendorAccount(account.name, account.capabilities.provider)?.state() as VendorState,
    change(account, edit) {
      const all = structuredClone(world.state()) as VendorState;
      const { provider } = account.capabilities;
      const own = all.accounts[account.name]?.[provider] ?? { contacts: [] };
      edit(own);
      all.accounts[account.name] = { ...all.accounts[account.name], [provider]: own };
      world.load(all);
    },
  };
}
