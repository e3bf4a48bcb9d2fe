// Holds the sandbox's accounts by name. Each named account consists of one account at every vendor, and is created when it is
// first used.

import { isObject, type JsonObject } from './json.ts';
import { type OnInvalid, StateError, type Vendor, type VendorAccount, type VendorContext } from './vendor.ts';

/** Version of the format of the JSON state. */
export const VERSION = 1;

/** The accounts that share one name, one at each vendor, keyed by the name of the vendor. */
type VendorAccounts = ReadonlyMap<string, VendorAccount>;

/** All accounts, and their state as plain JSON data. */
export class Accounts {
  readonly #vendors: readonly Vendor[];
  readonly #context: VendorContext;
  readonly #samples: number;
  #accounts = new Map<string, VendorAccounts>();
  /** The accounts that get no more sample contacts: they have been filled, or they must have none. */
  #filled = new WeakSet<VendorAccount>();

  /** @param samples number of sample contacts that an account gets when it is first used at a vendor */
  constructor(vendors: readonly Vendor[], context: VendorContext, samples = 0) {
    this.#vendors = vendors;
    this.#context = context;
    this.#samples = samples;
  }

  /**
   * Returns an account at one vendor. Creates it if it does not exist, and adds its sample contacts at the first use. Returns
   * undefined if the sandbox has no such vendor.
   */
  vendorAccount(name: string, vendor: string): VendorAccount | undefined {
    if (!this.#vendors.some((known) => known.name === vendor)) return undefined;
    const account = this.#vendorAccounts(name).get(vendor);
    if (account !== undefined) this.#fillOnce(account);
    return account;
  }

  /** Adds the sample contacts to the account at every vendor now, rather than at its first use. */
  fill(name: string): void {
    for (const account of this.#vendorAccounts(name).values()) this.#fillOnce(account);
  }

  #fillOnce(account: VendorAccount): void {
    if (this.#samples === 0 || this.#filled.has(account)) return;
    this.#filled.add(account);
    account.fill(this.#samples);
  }

  /**
   * Adds definitions (lists, properties and the like) to accounts. This is a use of the accounts, so they also get their sample
   * contacts.
   *
   * @param request `{ accounts: { NAME: { VENDOR: definitions } } }`; see `VendorAccount.define`
   * @returns map from account name to the number of definitions that were added, over all vendors
   * @throws StateError if the request is not valid; accounts before the invalid one may have been changed
   */
  define(request: unknown): Readonly<Record<string, number>> {
    if (!isObject(request) || !isObject(request.accounts)) throw new StateError('accounts: expected an object');
    const added = Object.entries(request.accounts).map(([name, vendors]): readonly [string, number] => {
      if (!isObject(vendors)) throw new StateError(`accounts.${name}: expected an object`);
      const counts = Object.entries(vendors).map(([vendor, definitions]) => this.#define(name, vendor, definitions));
      return [name, counts.reduce((sum, count) => sum + count, 0)];
    });
    return Object.fromEntries(added);
  }

  #define(name: string, vendor: string, definitions: unknown): number {
    const account = this.vendorAccount(name, vendor);
    if (account === undefined) throw new StateError(`accounts.${name}.${vendor}: not a vendor of the sandbox`);
    return atPath(`accounts.${name}.${vendor}`, () => account.define(definitions));
  }

  /** Runs the delayed effects of all accounts now, without waiting for their delay. */
  runDelayedEffects(): void {
    for (const vendors of this.#accounts.values()) for (const account of vendors.values()) account.runDelayedEffects();
  }

  /** Returns the state of all accounts as plain JSON data: `{ version, accounts: { NAME: { VENDOR: state } } }`. */
  state(): JsonObject {
    const accounts = [...this.#accounts].map(([name, vendors]) => [
      name,
      Object.fromEntries([...vendors].map(([vendor, account]) => [vendor, account.state()])),
    ]);
    return { version: VERSION, accounts: Object.fromEntries(accounts) };
  }

  /**
   * Replaces all accounts, which also resets their rate limits. The new accounts get no sample contacts.
   *
   * @param state as `state()` returns it
   * @param onInvalid called for each contact or definition that is not valid and is therefore left out; if absent, such a contact
   *   or definition is an error
   * @throws StateError if the state is not valid; the accounts are then not replaced
   */
  load(state: unknown, onInvalid?: OnInvalid): void {
    this.restore(state, onInvalid);
    for (const vendors of this.#accounts.values()) for (const account of vendors.values()) this.#filled.add(account);
  }

  /** Like `load`, but each new account gets the sample contacts that it lacks at its first use. */
  restore(state: unknown, onInvalid?: OnInvalid): void {
    assertState(state);
    const accounts = state.accounts ?? {};
    if (!isObject(accounts)) throw new StateError('accounts: expected an object');
    const opened = Object.entries(accounts).map(
      ([name, states]) => [name, this.#openAccount(name, states, onInvalid)] as const,
    );
    this.#accounts = new Map(opened);
  }

  #vendorAccounts(name: string): VendorAccounts {
    const known = this.#accounts.get(name);
    if (known !== undefined) return known;
    const opened = this.#openAccount(name, {});
    this.#accounts.set(name, opened);
    return opened;
  }

  #openAccount(name: string, states: unknown, onInvalid?: OnInvalid): VendorAccounts {
    if (!isObject(states)) throw new StateError(`accounts.${name}: expected an object`);
    const unknown = Object.keys(states).find((key) => !this.#vendors.some((vendor) => vendor.name === key));
    if (unknown !== undefined) throw new StateError(`accounts.${name}.${unknown}: not a vendor of the sandbox`);
    const opened = this.#vendors.map((vendor): readonly [string, VendorAccount] => [
      vendor.name,
      atPath(`accounts.${name}.${vendor.name}`, () => vendor.open(states[vendor.name], this.#context, onInvalid)),
    ]);
    return new Map(opened);
  }
}

/** Runs `work`. If it throws a StateError, prepends the path to the message of the error. */
function atPath<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof StateError) throw new StateError(`${path}.${error.message}`);
    throw error;
  }
}

/**
 * Checks only the version of a state, not its content.
 *
 * @throws StateError if the value is not an object with this version
 */
export function assertState(state: unknown): asserts state is JsonObject {
  if (!isObject(state) || state.version !== VERSION)
    throw new StateError(`expected an object with "version": ${VERSION}`);
}
