// The whole state of a sandbox: its accounts, and the records and manifests that clients stored. It can be read and replaced as
// one JSON document: `{ version, accounts, records?, manifests? }`.

import { type Accounts, assertState, VERSION } from './accounts.ts';
import { Manifests, readManifests } from './manifests.ts';
import { Records, readRecords } from './records.ts';

/** The state of a running sandbox. */
export class SandboxState {
  readonly accounts: Accounts;
  readonly records: Records;
  readonly manifests: Manifests;

  /** @param now the sandbox's clock, in milliseconds since the epoch */
  constructor(accounts: Accounts, now: () => number) {
    this.accounts = accounts;
    this.records = new Records();
    this.manifests = new Manifests(now);
  }

  /** Returns the whole state as plain JSON data; members without content are left out. */
  toJson(): unknown {
    const [records, manifests] = [this.records.state(), this.manifests.state()];
    return {
      ...this.accounts.state(),
      ...(records === undefined ? {} : { records }),
      ...(manifests === undefined ? {} : { manifests }),
    };
  }

  /**
   * Replaces the whole state. If the new state has no records or no manifests, the old ones are removed.
   *
   * @throws StateError if the state is not valid; then nothing is replaced
   */
  load(state: unknown): void {
    this.#replace(state, () => this.accounts.load(state));
  }

  /**
   * Like `load`, but each account gets the sample contacts that it lacks at its first use. For the state that an earlier sandbox
   * saved.
   */
  restore(state: unknown): void {
    this.#replace(state, () => this.accounts.restore(state));
  }

  #replace(state: unknown, replaceAccounts: () => void): void {
    assertState(state);
    const { records, manifests } = state;
    const read = { records: readRecords(records), manifests: readManifests(manifests) };
    replaceAccounts();
    this.records.replaceAll(read.records);
    this.manifests.replaceAll(read.manifests);
  }

  /**
   * Replaces the accounts. Leaves out contacts and definitions that are not as the vendors' documents describe them.
   *
   * @param accounts `{ NAME: { VENDOR: state } }`
   * @returns number of contacts and definitions that were left out
   * @throws StateError if anything else in the accounts is not valid
   */
  begin(accounts: unknown): number {
    let leftOut = 0;
    this.accounts.load({ version: VERSION, accounts }, () => {
      leftOut += 1;
    });
    return leftOut;
  }
}
