// Manifests and live contacts → the plan. All accounts are read side by side; nothing is written anywhere.

import type { ConnectedAccount } from './connect.ts';
import type { ReadProgress } from './live/source.ts';
import type { Configuration } from './manifest/configuration.ts';
import { buildPlan } from './plan/build.ts';
import type { Overrides, Plan } from './plan/document.ts';
import { decideAccount } from './plan/planner.ts';
import { packageVersion } from './version.ts';

export interface MakePlanOptions {
  readonly filters: Plan['filters'];
  readonly base?: Plan['base'];
  readonly notes?: Plan['notes'];
  /** Limits in place of the accounts' own. */
  readonly overrides?: Overrides;
  /** Keys of the contacts to plan; absent: all. */
  readonly only?: ReadonlySet<string> | undefined;
  readonly onProgress?: (account: string, progress: ReadProgress) => void;
}

/** @throws PlanTooLargeError; what cannot be read makes the plan incomplete instead */
export async function makePlan(
  configuration: Configuration,
  accounts: ReadonlyMap<string, ConnectedAccount>,
  { filters, base = null, notes = [], overrides = {}, only, onProgress = () => {} }: MakePlanOptions,
): Promise<Plan> {
  const decided = await Promise.all(
    configuration.accounts.map(async (account) => {
      const at = accounts.get(account.name);
      if (at === undefined) throw new RangeError(`account ${account.name} is not connected`);
      const contacts = configuration.contacts.filter(
        (contact) => contact.account === account.name && (only?.has(contact.key) ?? true),
      );
      const progress = (state: ReadProgress): void => onProgress(account.name, state);
      return { decided: await decideAccount(account, contacts, at.source, progress), at };
    }),
  );
  return buildPlan({ configuration, version: packageVersion(), filters, base, notes, overrides, accounts: decided });
}
