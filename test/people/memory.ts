// Remembers what people did, in the order in which it happened: who came back at an account after all opt-outs of the sender had
// counted there.

import type { DesiredContact } from '../../src/contact/contact.ts';
import type { Account } from '../../src/manifest/configuration.ts';
import type { Deed } from './mailing.ts';
import type { Standings } from './story.ts';

/** How an apply ended. */
interface AppliedAll {
  readonly before: Standings;
  readonly after: Standings;
  /** A record remembers only whom the manifests declare. */
  readonly declared: readonly DesiredContact[];
  /** The address of somebody who left after the plan was made, which therefore knows nothing of it. */
  readonly leaver?: string | undefined;
}

export interface Memory {
  /** @param addresses with which somebody does it */
  noteDeed(account: Account, addresses: readonly string[], deed: Deed): void;
  /**
   * After any apply: a line that it applied at one account is an opt-out of the sender, which counts from then on at the accounts that the
   * apply did not settle.
   */
  noteLines(unsettled: readonly Account[], applied: Pick<AppliedAll, 'before' | 'after'>): void;
  /** After an apply that carried out whatever was not blocked. */
  noteApply(accounts: readonly Account[], applied: AppliedAll): void;
  /** Whether somebody was out at an account when an apply ended, came back there since, and has not left another account since then. */
  cameBack(account: Account, address: string): boolean;
}

export function openMemory(all: readonly Account[]): Memory {
  // Addresses at an account: out when an apply ended, and whether they came back since.
  const states = new Map<string, 'out' | 'back'>();
  /** Whoever leaves one account has left the sender once more. */
  const leave = ({ sender: left }: Account, address: string): void => {
    for (const { name, sender } of all) if (sender === left) states.delete(`${name}/${address}`);
  };
  return {
    noteDeed(account, addresses, deed) {
      for (const address of addresses) {
        const place = `${account.name}/${address}`;
        if (deed !== 'return' && deed !== 'return by sms' && deed !== 'sign up') leave(account, address);
        else if (states.get(place) === 'out') states.set(place, 'back');
      }
    },
    noteLines(unsettled, { before, after }) {
      for (const { name, sender } of all)
        for (const [address, { optOut }] of after.get(name) ?? [])
          if (optOut !== undefined && before.get(name)?.get(address)?.optOut === undefined)
            for (const other of unsettled) if (other.sender === sender) states.delete(`${other.name}/${address}`);
    },
    noteApply(accounts, { after, declared, leaver }) {
      const places = new Set(
        declared.flatMap(({ account, identifiers: { email, phone } }) =>
          [email, phone].flatMap((address) => (address === undefined ? [] : [`${account}/${address}`])),
        ),
      );
      for (const place of states.keys()) if (!places.has(place)) states.delete(place);
      for (const account of accounts) {
        const { name } = account;
        const out = [...(after.get(name) ?? [])].filter(([, { optOut }]) => optOut !== undefined);
        for (const [address] of out)
          if (address !== leaver && places.has(`${name}/${address}`)) states.set(`${name}/${address}`, 'out');
      }
    },
    cameBack: (account, address) => states.get(`${account.name}/${address}`) === 'back',
  };
}
