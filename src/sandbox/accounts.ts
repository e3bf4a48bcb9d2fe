// All accounts of the sandbox, by name, each with its side at every vendor. An account exists once it is first asked for.

import { isObject } from './json.ts';
import { StateError, type Vendor, type VendorAccount, type VendorContext } from './vendor.ts';

const VERSION = 1;

type Sides = ReadonlyMap<string, VendorAccount>;

export class Accounts {
  readonly #vendors: readonly Vendor[];
  readonly #context: VendorContext;
  #accounts = new Map<string, Sides>();

  constructor(vendors: readonly Vendor[], context: VendorContext) {
    this.#vendors = vendors;
    this.#context = context;
  }

  /** The account at one vendor; undefined if there is no such vendor. */
  at(name: string, vendor: string): VendorAccount | undefined {
    if (!this.#vendors.some((known) => known.name === vendor)) return undefined;
    return this.#sides(name).get(vendor);
  }

  fill(name: string, count: number): void {
    for (const side of this.#sides(name).values()) side.fill(count);
  }

  settle(): void {
    for (const sides of this.#accounts.values()) for (const side of sides.values()) side.settle();
  }

  state(): unknown {
    const accounts = [...this.#accounts].map(([name, sides]) => [
      name,
      Object.fromEntries([...sides].map(([vendor, side]) => [vendor, side.state()])),
    ]);
    return { version: VERSION, accounts: Object.fromEntries(accounts) };
  }

  /** Replaces everything, rate windows included, or nothing if the state is bad. */
  load(state: unknown): void {
    if (!isObject(state) || state.version !== VERSION)
      throw new StateError(`expected an object with "version": ${VERSION}`);
    const accounts = state.accounts ?? {};
    if (!isObject(accounts)) throw new StateError('accounts: expected an object');
    this.#accounts = new Map(Object.entries(accounts).map(([name, sides]) => [name, this.#open(name, sides)]));
  }

  #sides(name: string): Sides {
    const known = this.#accounts.get(name);
    if (known !== undefined) return known;
    const opened = this.#open(name, {});
    this.#accounts.set(name, opened);
    return opened;
  }

  #open(name: string, sides: unknown): Sides {
    if (!isObject(sides)) throw new StateError(`accounts.${name}: expected an object`);
    const unknown = Object.keys(sides).find((side) => !this.#vendors.some((vendor) => vendor.name === side));
    if (unknown !== undefined) throw new StateError(`accounts.${name}.${unknown}: no such vendor here`);
    return new Map(this.#vendors.map((vendor) => [vendor.name, this.#openSide(name, vendor, sides)]));
  }

  #openSide(name: string, vendor: Vendor, sides: Record<string, unknown>): VendorAccount {
    try {
      return vendor.open(sides[vendor.name], this.#context);
    } catch (error) {
      if (error instanceof StateError) throw new StateError(`accounts.${name}.${vendor.name}.${error.message}`);
      throw error;
    }
  }
}
