// Subscriptions that were declared and not applied, because of an opt-out elsewhere or a suppression. The record names them, so
// that a later plan, once the opt-out is over, does not take them for subscriptions that somebody has ended. Pure.

import { seenBefore } from '../../base/consent/seen.ts';
import { pairLayers } from '../../base/pairs/pair-layers.ts';
import { type AppliedRecord, contactHash } from '../../base/record/document.ts';
import type { RecordLayers } from '../../base/record/layers.ts';
import type { Confirmation } from '../../base/record/next/applied.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import type { Account, Configuration } from '../../manifest/configuration.ts';
import type { HeldReason, Plan } from '../../plan/document.ts';

/** Map from contact key to what is held back: only the contact's subscription, or all of the contact. */
type HeldBack = ReadonlyMap<string, 'subscription' | 'contact'>;

/** Reasons that keep a declared subscription from being applied although the vendor itself shows no opt-out. */
const HELD_BACK: readonly HeldReason[] = ['opted-out-elsewhere', 'suppressed-here'];

/** Returns what a plan held back at an account. */
export function heldBack({ accounts }: Plan, account: string): HeldBack {
  const { held = [] } = accounts.find((one) => one.account === account) ?? {};
  const back = held.filter(({ reason }) => HELD_BACK.includes(reason));
  return new Map(back.map(({ key, absent }) => [key, absent === true ? 'contact' : 'subscription'] as const));
}

/**
 * Returns what is held back after the apply: what this plan held back, or the record's previous entry of a contact that was not
 * sent.
 */
export function nextHeldBack(
  declared: readonly DesiredContact[],
  {
    before,
    former,
    ended,
    held,
  }: {
    readonly before: RecordLayers;
    /** The account as the record declares it, or as it is declared now if the record does not. */
    readonly former: Pick<Account, 'onMissing'>;
    readonly ended: (key: string) => Confirmation;
    readonly held: HeldBack;
  },
): Pick<AppliedRecord, 'withheld' | 'absent'> {
  if (held.size === 0 && before.withheld === undefined && before.absent === undefined) return {};
  const withheld: string[] = [];
  const absent: string[] = [];
  const wasThere = thereBefore(declared, { ...before, former }, held);
  for (const contact of declared) {
    const { key } = contact;
    const hash = contactHash(key);
    const isOpen = ended(key) === 'not sent';
    if (isOpen ? before.withheld?.has(hash) : held.has(key)) withheld.push(hash);
    // A contact that the vendor had and no longer has is gone, not held back: a later plan must not treat it as new.
    if (isOpen ? before.absent?.has(hash) : held.get(key) === 'contact' && !wasThere(contact)) absent.push(hash);
  }
  return {
    ...(withheld.length === 0 ? {} : { withheld: withheld.sort() }),
    ...(absent.length === 0 ? {} : { absent: absent.sort() }),
  };
}

/** Digests of all people whom erasures have named at the account, now or at an earlier apply. */
export function nextErased(
  account: string,
  { erased = new Set() }: Pick<RecordLayers, 'erased'>,
  { erasures = [] }: Pick<Configuration, 'erasures'>,
): Pick<AppliedRecord, 'erased'> {
  const own = erasures.filter(({ accounts }) => accounts?.includes(account) ?? true);
  const all = [...new Set([...erased, ...own.map(({ digest }) => digest)])].sort();
  return all.length === 0 ? {} : { erased: all };
}

/** Returns a test for contacts: true if the record says that the vendor had the contact at an earlier apply. */
function thereBefore(
  declared: readonly DesiredContact[],
  { former, ...before }: RecordLayers & { readonly former: Pick<Account, 'onMissing'> },
  held: HeldBack,
): (contact: DesiredContact) => boolean {
  if (![...held.values()].includes('contact')) return () => false;
  const { earlierOf } = pairLayers(declared, before.layers);
  return (contact) => {
    const earlier = earlierOf.get(contact);
    if (earlier === undefined) return false;
    const hashes = [contact, ...earlier.entries].map(({ key }) => contactHash(key));
    if (hashes.some((hash) => before.absent?.has(hash))) return false;
    if ((earlier.entries.at(-1)?.onMissing ?? former.onMissing) === 'skip') return false;
    return seenBefore(hashes, earlier.owed, before) !== undefined;
  };
}
