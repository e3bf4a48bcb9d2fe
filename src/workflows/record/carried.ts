// Opt-outs elsewhere that count at an account already, after an apply: as the plan found them for contacts that it settled, and as
// before for the others. Pure.

import { type AppliedRecord, type CarriedOptOuts, contactHash } from '../../base/record/document.ts';
import type { RecordLayers } from '../../base/record/layers.ts';
import type { Confirmation } from '../../base/record/next.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import { CHANNELS } from '../../contact/fields.ts';
import type { CarriedHere, Plan } from '../../plan/document.ts';

interface Applied {
  readonly before: RecordLayers;
  readonly ended: (key: string) => Confirmation;
  readonly plan: Plan;
  readonly account: string;
}

/** What the record keeps of the declared contacts. */
export function nextCarried(declared: readonly DesiredContact[], applied: Applied): Pick<AppliedRecord, 'carried'> {
  const { before, ended, plan, account } = applied;
  const found = byKey(plan.accounts.find((one) => one.account === account)?.carried);
  if (found.size === 0 && before.carried === undefined) return {};
  const carried = declared.flatMap(({ key }): readonly CarriedOptOuts[] => {
    const contact = contactHash(key);
    if (ended(key) === 'confirmed')
      return (found.get(key) ?? []).map(({ channel, since }) => ({ contact, channel, since }));
    const counted = before.carried?.get(contact) ?? {};
    return CHANNELS.flatMap((channel) => {
      const since = counted[channel];
      return since === undefined ? [] : [{ contact, channel, since }];
    });
  });
  if (carried.length === 0) return {};
  return { carried: carried.sort((a, b) => (a.contact === b.contact ? 0 : a.contact < b.contact ? -1 : 1)) };
}

function byKey(carried: readonly CarriedHere[] = []): ReadonlyMap<string, readonly CarriedHere[]> {
  const all = new Map<string, CarriedHere[]>();
  for (const one of carried) {
    const known = all.get(one.key);
    if (known === undefined) all.set(one.key, [one]);
    else known.push(one);
  }
  return all;
}
