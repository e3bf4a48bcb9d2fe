// Holds the sandbox's accounts by name. Each named account consists of one account at every vendor, and is created when it is
// first used.

import { isObject, type JsonObject } from './json.ts';
import { StateError, type Vendor, type VendorAccount, type VendorContext } from './vendor.ts';

/** Version of the format of the JSON state. */
const VERSION = 1;

/** The accounts that share one name, one at each vendor, keyed by the name of the vendor. */
type VendorAccounts = ReadonlyMap<string, VendorAccount>;

/** All accounts, and their state as plain JSON data. */
export class Accounts {
  readonly #vendors: readonly Vendor[];
  readonly #context: VendorContext;
  #accounts = new Map<string, VendorAccounts>();

  constructor(vendors: readonly Vendor[], context: VendorContext) {
    this.#vendors = vendors;
    this.#context = context;
  }

  /** Returns the account at one vendor; undefined if there is no such vendor. */
  vendorAccount(name: string, vendor: string): VendorAccount | undefined {
    if (!this.#vendors.some((known) => known.name === vendor)) return undefined;
    return this.#vendorAccounts(name).get(vendor);
  }

  /** Adds sample contacts to the account at every vendor. */
  fill(name: string, count: number): void {
    for (const account of this.#vendorAccounts(name).values()) account.fill(count);
  }

  /** Runs the delayed effects of all accounts now, without waiting for their delay. */
  runDelayedEffects(): void {
    for (const vendors of this.#accounts.values()) for (const account of vendors.values()) account.runDelayedEffects();
  }

  /** Returns their state as plain JSON data: `{ version, accounts: { NAME: { VENDOR: state } } }`. */
  state(): JsonObject {
    const accounts = [...this.#accounts].map(([name, vendors]) => [
      name,
      Object.fromEntries([...vendors].map(([vendor, account]) => [vendor, account.state()])),
    ]);
    return { version: VERSION, accounts: Object.fromEntries(accounts) };
  }

  /**
   * Replaces all accounts, including the rate windows.
   *
   * @param state as `state()` returns it
   * @throws StateError if the state is not valid; the old data then stays
   */
  load(state: unknown): void {
    assertState(state);
    const accounts = state.accounts ?? {};
    if (!isObject(accounts)) throw new StateError('accounts: expected an object');
    this.#accounts = new Map(Object.entries(accounts).map(([name, states]) => [name, this.#openAccount(name, states)]));
  }

  #vendorAccounts(name: string): VendorAccounts {
    const known = this.#accounts.get(name);
    if (known !== undefined) return known;
    const opened = this.#openAccount(name, {});
    this.#accounts.set(name, opened);
    return opened;
  }

  #openAccount(name: string, states: unknown): VendorAccounts {
    if (!isObject(states)) throw new StateError(`accounts.${name}: expected an object`);
    const unknown = Object.keys(states).find((key) => !this.#vendors.some((vendor) => vendor.name === key));
    if (unknown !== undefined) throw new StateError(`accounts.${name}.${unknown}: not a vendor of the sandbox`);
    return new Map(this.#vendors.map((vendor) => [vendor.name, this.#openVendorAccount(name, vendor, states)]));
  }

  #openVendorAccount(name: string, vendor: Vendor, states: Record<string, unknown>): VendorAccount {
    try {
      return vendor.open(states[vendor.name], this.#context);
    } catch (error) {
      if (error instanceof StateError) throw new StateError(`accounts.${name}.${vendor.name}.${error.message}`);
      throw error;
    }
  }
}

/** @throws StateError if the value is not a state of this version, whatever else it holds */
export function assertState(state: unknown): asserts state is JsonObject {
  if (!isObject(state) || state.version !== VERSION)
    throw new StateError(`expected an object with "version": ${VERSION}`);
}
