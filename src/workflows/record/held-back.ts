// Subscriptions that were declared and not applied, because of an opt-out elsewhere. The record names them, so that they are not taken
// for subscriptions that somebody ended since, once the opt-out is over. Pure.

import { type AppliedRecord, contactHash } from '../../base/record/document.ts';
import type { RecordLayers } from '../../base/record/layers.ts';
import type { Confirmation } from '../../base/record/next.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import type { HeldReason, Plan } from '../../plan/document.ts';

/** What is held back, by key: the subscription of a contact, or all of it. */
type HeldBack = ReadonlyMap<string, 'subscription' | 'contact'>;

/** Reasons that keep a declared subscription from being applied although the vendor itself shows no opt-out. */
const HELD_BACK: readonly HeldReason[] = ['opted-out-elsewhere', 'suppressed-here'];

/** What a plan held back at an account. */
export function heldBack({ accounts }: Plan, account: string): HeldBack {
  const { held = [] } = accounts.find((one) => one.account === account) ?? {};
  const back = held.filter(({ reason }) => HELD_BACK.includes(reason));
  return new Map(back.map(({ key, absent }) => [key, absent === true ? 'contact' : 'subscription'] as const));
}

/** What is held back after the apply: by this plan, or as before of contacts that it did not settle. */
export function nextHeldBack(
  declared: readonly DesiredContact[],
  {
    before,
    ended,
    held,
  }: { readonly before: RecordLayers; readonly ended: (key: string) => Confirmation; readonly held: HeldBack },
): Pick<AppliedRecord, 'withheld' | 'absent'> {
  if (held.size === 0 && before.withheld === undefined && before.absent === undefined) return {};
  const withheld: string[] = [];
  const absent: string[] = [];
  for (const { key } of declared) {
    const hash = contactHash(key);
    const isOpen = ended(key) === 'not sent';
    if (isOpen ? before.withheld?.has(hash) : held.has(key)) withheld.push(hash);
    if (isOpen ? before.absent?.has(hash) : held.get(key) === 'contact') absent.push(hash);
  }
  return {
    ...(withheld.length === 0 ? {} : { withheld: withheld.sort() }),
    ...(absent.length === 0 ? {} : { absent: absent.sort() }),
  };
}
