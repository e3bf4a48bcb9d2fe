// Who may be mailed at each account, told by what people did in the year: not by rollcall, nor by what manifests declare. The
// vendors' own states are compared with it.

import { DIALECTS } from '../../src/providers/table.ts';
import { accountOf } from '../builders/accounts.ts';
import { type Deed, doDeed, mailableAt, standingAt } from './mailing.ts';
import type { VendorState } from './vendors.ts';
import { ACCOUNT_NAMES, type AccountName, addressOf, GROUPS, numbersAt } from './year-people.ts';

const ACCOUNTS = {
  shop: accountOf(DIALECTS['omnisend@2026-03-15'], { name: 'shop' }),
  app: accountOf(DIALECTS['loops@v1'], { name: 'app' }),
  news: accountOf(DIALECTS['envoke@v1'], { name: 'news' }),
} as const;

/** Addresses by account. */
type Mailable = Readonly<Record<AccountName, readonly string[]>>;

/** The vendors' states as the sandbox tells them. */
export interface VendorStates {
  readonly accounts: Readonly<Record<string, VendorState>>;
}

/** Carries out what somebody does at a vendor. */
export function act(states: VendorStates, account: AccountName, deed: Deed, email: string): void {
  const isDone = doDeed(ACCOUNTS[account], stateAt(states, account), deed, {
    address: email,
    at: new Date().toISOString(),
  });
  if (!isDone) throw new Error(`${account} ${email}: ${deed} changes nothing`);
}

/** Whom the vendors would mail. */
export function mailableIn(states: VendorStates): Mailable {
  return byAccount((account) => mailableAt(ACCOUNTS[account], stateAt(states, account)));
}

export function isKnown(states: VendorStates, account: AccountName, email: string): boolean {
  return standingAt(ACCOUNTS[account], stateAt(states, account), email) !== undefined;
}

function stateAt({ accounts }: VendorStates, account: AccountName): VendorState {
  return accounts[account]?.[ACCOUNTS[account].capabilities.provider];
}

function byAccount<T>(of: (account: AccountName) => T): Readonly<Record<AccountName, T>> {
  return { shop: of('shop'), app: of('app'), news: of('news') };
}

/** Knows what everybody has done. */
export class Oracle {
  readonly #mailable = byAccount(
    (account) =>
      new Set(
        numbersAt(account)
          .filter((number) => !GROUPS.goneBefore.includes(number))
          .map(addressOf),
      ),
  );

  /** Whom the vendors should mail: everybody on the list, and nobody else. */
  get mailable(): Mailable {
    return byAccount((account) => [...this.#mailable[account]].sort());
  }

  /** Somebody leaves or complains, or asks to be forgotten: at whichever account, the sender has to respect it at all. */
  left(email: string): void {
    for (const account of ACCOUNT_NAMES) this.#mailable[account].delete(email);
  }

  /** Somebody comes back, or comes, at one account. */
  came(email: string, account: AccountName): void {
    this.#mailable[account].add(email);
  }

  /** Somebody has another address now. Whoever had left an account has left it with the new address, too. */
  moved(from: string, to: string): void {
    for (const account of ACCOUNT_NAMES) if (this.#mailable[account].delete(from)) this.came(to, account);
  }
}
