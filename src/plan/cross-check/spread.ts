// Unsubscribes people at the other accounts of a sender after they have opted out at one, where the manifests say
// `optOuts: spread`. Enters: the decisions on all accounts, and the opt-outs that were seen. Reads again only the declared
// contacts that are subscribed although they have opted out at another account. Leaves: the decisions, made again for these
// contacts.

import type { ContactToPlan, Elsewhere } from '../../base/contact-to-plan.ts';
import {
  asVendorHas,
  type DesiredContact,
  type Identifier,
  identifierKey,
  type LiveContact,
} from '../../contact/contact.ts';
import { CHANNELS } from '../../contact/fields.ts';
import type { CarriedHere, ReadFailure } from '../document.ts';
import { carries, liveKey, lookUps } from '../match.ts';
import { plainFailure } from '../pending-contact.ts';
import { type AccountDecisions, decideAgain } from '../planner.ts';
import { becomes } from './candidates.ts';
import { carriedAt, endingAt } from './carried.ts';
import { joinElsewhere, sharesSender } from './cross-check.ts';
import { ADDRESS_OF } from './opt-outs.ts';
import { inAllTexts, type NotPlanned, type PlannedHere } from './questions.ts';

/** A planned account, with the contacts that its reading found subscribed. */
export interface PlannedToSpread extends PlannedHere {
  /** Map from each subscribed contact to those of its emails that the vendor has in another text than their normal form. */
  readonly subscribed: ReadonlyMap<DesiredContact, readonly Identifier[]>;
  /** Map from a contact to what the cross-check has found about it: that holds for the decision that is made again. */
  readonly elsewhere?: ReadonlyMap<DesiredContact, Elsewhere>;
}

const NO_TEXTS: readonly Identifier[] = [];

/** Returns the emails of a contact that the vendor has in another text than their normal form. */
export function unusualTexts(live: LiveContact): readonly Identifier[] {
  const texts = live.emails.map((value) => asVendorHas(live, { kind: 'email', value }));
  const unusual = texts.filter(({ spelling }) => spelling !== undefined);
  return unusual.length === 0 ? NO_TEXTS : unusual;
}

/**
 * The decisions on an account after opt-outs were carried over, and the opt-outs that have then been taken into account there.
 */
export interface Spread {
  readonly decided: AccountDecisions;
  readonly carried: readonly CarriedHere[];
}

/** Decides again on the contacts of every account who have opted out at another account of its sender. */
export async function spreadOptOuts(
  planned: readonly PlannedToSpread[],
  notPlanned: readonly NotPlanned[],
): Promise<readonly Spread[]> {
  const settled = await Promise.all(
    planned.map(async (here) => {
      const others = planned.filter(({ account }) => sharesSender(here.account, account));
      const found = optedOutElsewhere(here, others);
      return found.size === 0 ? here : { ...here, decided: await decideSpread(here, found) };
    }),
  );
  const ended = settled.map((here) => ({ ...here, ending: endingAt(here) }));
  return ended.map((here) => {
    const others = [...ended, ...notPlanned].filter(({ account }) => sharesSender(here.account, account));
    return { decided: here.decided, carried: carriedAt(here, others) };
  });
}

type Found = ReadonlyMap<ContactToPlan, Elsewhere>;

function optedOutElsewhere({ contacts, subscribed, decided }: PlannedToSpread, others: readonly PlannedHere[]): Found {
  const decisionOf = new Map(decided.decisions.map(({ desired, decision }) => [desired, decision]));
  const found = new Map<ContactToPlan, Elsewhere>();
  for (const contact of contacts) {
    if (!subscribed.has(contact.desired)) continue;
    const decision = decisionOf.get(contact.desired);
    for (const channel of CHANNELS) {
      // If the plan ends the subscription anyway, for example because of a suppression, there is nothing to carry over.
      if (decision?.kind === 'change' && becomes(decision, channel, 'unsubscribed')) continue;
      const address = contact.desired.identifiers[ADDRESS_OF[channel]];
      const optOuts = others.flatMap(({ account, optOuts }) => {
        const consent = address === undefined ? undefined : optOuts.find(channel, address);
        return consent === undefined ? [] : [{ kind: 'opted-out', account, consent } as const];
      });
      if (optOuts.length > 0) found.set(contact, { ...found.get(contact), [channel]: optOuts });
    }
  }
  return found;
}

async function decideSpread(
  { account, decided, source, subscribed, elsewhere: checked }: PlannedToSpread,
  found: Found,
): Promise<AccountDecisions> {
  const again = new Map<DesiredContact, ContactToPlan>();
  for (const [contact, optOuts] of found) {
    const elsewhere = joinElsewhere(optOuts, checked?.get(contact.desired));
    again.set(contact.desired, { ...contact, elsewhere, spreadsOptOuts: true });
  }
  // Add the vendor's own texts that a listing has shown, because no other text may find these contacts.
  const textsOf = (contact: ContactToPlan): readonly Identifier[] => [
    ...lookUps(contact, account).flatMap((ask) => inAllTexts(ask, contact.desired)),
    ...(subscribed.get(contact.desired) ?? []),
  ];
  const asked = [...again.values()].flatMap(textsOf);
  const read: LiveContact[] = [];
  const questions = asked.map((ask) => ({ ask, also: [] }));
  const { requests, problem, failed } = await source.read(questions, (live) => read.push(live), {
    strategy: 'look-up',
  });
  const failures: ReadFailure[] = [];
  const decisions = decided.decisions.flatMap((entry) => {
    const contact = again.get(entry.desired);
    if (contact === undefined || (entry.decision.kind !== 'unchanged' && entry.decision.kind !== 'change'))
      return [entry];
    const own = textsOf(contact);
    const found = new Map(read.filter((one) => own.some((ask) => carries(one, ask))).map((one) => [liveKey(one), one]));
    const unread = problem ?? own.map((ask) => failed.get(identifierKey(ask))).find((one) => one !== undefined);
    if (unread !== undefined) {
      // Report the failure. The earlier decision ignores the opt-out, so the plan would say that nothing has to be done.
      failures.push({ ...plainFailure(unread), keys: [entry.desired.key] });
      return [];
    }
    const [live] = found.values();
    return [found.size === 1 ? { ...entry, decision: decideAgain(contact, live, decided) } : entry];
  });
  const reading = { ...decided.reading, requests: decided.reading.requests + requests };
  return { ...decided, decisions, reading, failures: [...decided.failures, ...failures] };
}
