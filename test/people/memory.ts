// Remembers what people did, in the order in which it happened: who came back at an account after all opt-outs of the sender had
// counted there.

import type { DesiredContact } from '../../src/contact/contact.ts';
import type { Account } from '../../src/manifest/configuration.ts';
import type { Deed } from './mailing.ts';
import type { Standings } from './story.ts';

/** How an apply ended. */
interface AppliedAll {
  readonly after: Standings;
  /** A record remembers only whom the manifests declare. */
  readonly declared: readonly DesiredContact[];
  /** The address of somebody who left after the plan was made, which therefore knows nothing of it. */
  readonly leaver?: string | undefined;
}

export interface Memory {
  noteDeed(account: Account, email: string, deed: Deed): void;
  /** After an apply that carried out whatever was not blocked. */
  noteApply(accounts: readonly Account[], applied: AppliedAll): void;
  /** Whether somebody was out at an account when an apply ended, came back there since, and has not left another account since then. */
  cameBack(account: Account, email: string): boolean;
}

export function openMemory(all: readonly Account[]): Memory {
  // Addresses at an account: out when an apply ended, and whether they came back since.
  const states = new Map<string, 'out' | 'back'>();
  return {
    noteDeed(account, email, deed) {
      const key = `${account.name}/${email}`;
      if (deed === 'return' || deed === 'sign up') {
        if (states.get(key) === 'out') states.set(key, 'back');
        return;
      }
      // Whoever leaves one account has left the sender once more.
      for (const { name, sender } of all) if (sender === account.sender) states.delete(`${name}/${email}`);
    },
    noteApply(accounts, { after, declared, leaver }) {
      const keys = new Set(declared.map(({ key }) => key));
      for (const key of states.keys()) if (!keys.has(key)) states.delete(key);
      for (const { name } of accounts)
        for (const [email, { optOut }] of after.get(name) ?? [])
          if (optOut !== undefined && email !== leaver && keys.has(`${name}/${email}`))
            states.set(`${name}/${email}`, 'out');
    },
    cameBack: (account, email) => states.get(`${account.name}/${email}`) === 'back',
  };
}
