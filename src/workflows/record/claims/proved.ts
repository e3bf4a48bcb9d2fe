// Checks what a saved plan claims about people without sending a request: whose subscription is held back because of an opt-out
// elsewhere, and which opt-outs elsewhere are already taken into account here. The record stores these claims, and later applies
// decide by them whom to subscribe, so nobody who edits a plan may be able to add any. Enters: a plan from a file. Leaves: the
// plan with only those claims that are in the record already, that follow from the plan's own changes or from the manifests, or
// that the vendors confirm when they are asked again.

import type { ContactToPlan, CountedOptOut } from '../../../base/contact-to-plan.ts';
import { isSameData } from '../../../base/pairs/same-data.ts';
import type { ChannelConsent } from '../../../contact/consent.ts';
import type { Channel } from '../../../contact/fields.ts';
import { becomes } from '../../../plan/cross-check/candidates.ts';
import { ADDRESS_OF, collectOptOuts } from '../../../plan/cross-check/opt-outs.ts';
import { askAbout } from '../../../plan/cross-check/questions.ts';
import type { CarriedHere, CountedHere, Held, Plan } from '../../../plan/document.ts';
import type { OutsideAccount } from '../../outside.ts';
import type { RecordedBase } from '../parts/combine.ts';

/** What the claims are checked against. */
export interface ProofOptions {
  /** Today's contacts, and those of suppressed people, by key. */
  readonly contacts: ReadonlyMap<string, ContactToPlan>;
  /** Tells what an earlier apply held back of the contact with a key, according to the record. */
  readonly withheld: RecordedBase['base']['withheld'];
  /** All accounts; one that can be asked has a source. */
  readonly accounts: readonly OutsideAccount[];
}

/**
 * Returns the plan without the claims that nothing proves. The vendors are asked about subscriptions that are held because of an
 * opt-out elsewhere, and about opt-outs that the record does not list.
 */
export async function withProvedClaims(plan: Plan, options: ProofOptions): Promise<Plan> {
  const found = await askAgain(plan, options);
  const accounts = plan.accounts.map((account) => {
    const held = account.held.filter((one) => isProvedHeld(one, plan, options, found));
    const carried = account.carried?.flatMap((one) => provedCarried(account.account, one, plan, options, found) ?? []);
    return { ...account, held, ...(carried === undefined ? {} : { carried }) };
  });
  return { ...plan, accounts };
}

/** Looks up the opt-out that the vendor shows now for an address at an account; undefined if there is none. */
type Found = (account: string, channel: Channel, address: string) => ChannelConsent | undefined;

interface Doubt {
  readonly account: string;
  readonly contact: ContactToPlan;
  readonly channel: Channel;
  readonly address: string;
}

async function askAgain(plan: Plan, options: ProofOptions): Promise<Found> {
  const doubts = plan.accounts.flatMap(({ account, held, carried = [] }) => [
    ...held.flatMap((one) => {
      // What the record says already needs no other proof.
      const names = options.withheld?.(one.key) === undefined ? accountsOfHeld(one) : [];
      return doubtAbout(one.key, one.channel, names, options);
    }),
    ...carried.flatMap(({ key, channel, from }) => {
      const open = from.filter((one) => !isKnown(one, options.contacts.get(key)?.carried?.[channel]));
      const names = open.length === 0 ? [] : [account, ...open.map((one) => one.account)];
      return doubtAbout(key, channel, names, options);
    }),
  ]);
  const answers = await Promise.all(
    options.accounts.map(async ({ account, source }) => {
      const own = doubts.filter((doubt) => doubt.account === account.name);
      const optOuts = collectOptOuts(source);
      const candidates = own.map(({ contact, channel, address }) => ({
        change: { desired: contact.desired },
        channel,
        addresses: [address],
      }));
      if (candidates.length > 0) await askAbout({ account, source, optOuts }, candidates, {});
      return [account.name, optOuts] as const;
    }),
  );
  const byAccount = new Map(answers);
  return (account, channel, address) => byAccount.get(account)?.find(channel, address);
}

function doubtAbout(
  key: string,
  channel: Channel,
  accounts: readonly string[],
  { contacts }: ProofOptions,
): readonly Doubt[] {
  const contact = contacts.get(key);
  const address = addressOf(contact, channel);
  if (contact === undefined || address === undefined) return [];
  return accounts.map((account) => ({ account, contact, channel, address }));
}

function accountsOfHeld({ reason, args }: Held): readonly string[] {
  return reason === 'opted-out-elsewhere' && typeof args?.account === 'string' ? [args.account] : [];
}

function addressOf(contact: ContactToPlan | undefined, channel: Channel): string | undefined {
  return contact?.desired.identifiers[ADDRESS_OF[channel]];
}

/**
 * True if the plan's reason to hold the subscription is proved, or needs no proof because the record does not store it: the
 * record stores only what is held because of an opt-out elsewhere or a suppression.
 */
function isProvedHeld(held: Held, plan: Plan, { contacts, withheld }: ProofOptions, found: Found): boolean {
  const { key, channel, reason } = held;
  const contact = contacts.get(key);
  if (reason === 'suppressed-here') return contact?.suppressed !== undefined;
  if (reason !== 'opted-out-elsewhere') return true;
  const address = addressOf(contact, channel);
  if (contact === undefined || address === undefined) return false;
  if (withheld?.(key) !== undefined) return true;
  return accountsOfHeld(held).some(
    (account) =>
      found(account, channel, address) !== undefined || isEnded(plan, { account, channel, address }, contacts),
  );
}

function provedCarried(
  account: string,
  { key, channel, from }: CarriedHere,
  plan: Plan,
  { contacts }: ProofOptions,
  found: Found,
): CarriedHere | undefined {
  const contact = contacts.get(key);
  const address = addressOf(contact, channel);
  if (contact === undefined || address === undefined) return undefined;
  const isOut = isChoice(found(account, channel, address)) || isEnded(plan, { account, channel, address }, contacts);
  const proved = from.flatMap((one): readonly CountedHere[] => {
    if (isKnown(one, contact.carried?.[channel])) return [one];
    const { at: _, ...isNew } = one;
    const there = found(one.account, channel, address);
    const isThere =
      one.cause === undefined
        ? isEnded(plan, { account: one.account, channel, address }, contacts)
        : isChoice(there) && there?.cause === one.cause;
    return isOut && isThere ? [isNew] : [];
  });
  return proved.length === 0 ? undefined : { key, channel, from: proved };
}

/** True for an opt-out that the person chose; a suppressed address, such as one that bounced, is no choice. */
function isChoice(consent: ChannelConsent | undefined): boolean {
  return consent !== undefined && consent.cause !== 'suppressed';
}

function isKnown(one: CountedHere, known: readonly CountedOptOut[] = []): boolean {
  return one.at !== undefined && known.some((other) => isSameData({ ...other }, { ...one }));
}

/** True if the plan unsubscribes the address at the account. */
function isEnded(
  { changes }: Plan,
  { account, channel, address }: { readonly account: string; readonly channel: Channel; readonly address: string },
  contacts: ProofOptions['contacts'],
): boolean {
  return changes.some(
    (change) =>
      change.account === account &&
      becomes(change, channel, 'unsubscribed') &&
      addressOf(contacts.get(change.key), channel) === address,
  );
}
