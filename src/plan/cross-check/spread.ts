// Carries opt-outs to the other accounts of their sender, where the manifests say `optOuts: spread`. Enters: the decisions on all
// accounts, and the opt-outs that were seen. Reads again only the declared contacts that are subscribed although they have opted out
// elsewhere. Leaves: the decisions, made again for these.

import type { ContactToPlan, Elsewhere } from '../../base/contact-to-plan.ts';
import { type DesiredContact, type Identifier, identifierKey, type LiveContact } from '../../contact/contact.ts';
import { CHANNELS } from '../../contact/fields.ts';
import type { ReadFailure } from '../document.ts';
import { carries, liveKey, lookUps } from '../match.ts';
import { plainFailure } from '../pending-contact.ts';
import { type AccountDecisions, decideAgain } from '../planner.ts';
import { becomes } from './candidates.ts';
import { sharesSender } from './cross-check.ts';
import { ADDRESS_OF } from './opt-outs.ts';
import { inAllTexts, type PlannedHere } from './questions.ts';

/** An account, and whom the reading found subscribed there. */
export interface PlannedToSpread extends PlannedHere {
  readonly subscribed: ReadonlySet<DesiredContact>;
}

/** Decides again on the contacts of every account who have opted out at another account of its sender. */
export function spreadOptOuts(planned: readonly PlannedToSpread[]): Promise<readonly AccountDecisions[]> {
  return Promise.all(
    planned.map(async (here) => {
      const others = planned.filter(({ account }) => sharesSender(here.account, account));
      const found = optedOutElsewhere(here, others);
      return found.size === 0 ? here.decided : await decideSpread(here, found);
    }),
  );
}

type Found = ReadonlyMap<ContactToPlan, Elsewhere>;

function optedOutElsewhere({ contacts, subscribed, decided }: PlannedToSpread, others: readonly PlannedHere[]): Found {
  const decisionOf = new Map(decided.decisions.map(({ desired, decision }) => [desired, decision]));
  const found = new Map<ContactToPlan, Elsewhere>();
  for (const contact of contacts) {
    if (!subscribed.has(contact.desired)) continue;
    const decision = decisionOf.get(contact.desired);
    for (const channel of CHANNELS) {
      // What ends the subscription anyway, such as a suppression, has its own reasons.
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

async function decideSpread({ account, decided, source }: PlannedHere, found: Found): Promise<AccountDecisions> {
  const again = new Map<DesiredContact, ContactToPlan>();
  for (const [contact, elsewhere] of found) again.set(contact.desired, { ...contact, elsewhere, spreadsOptOuts: true });
  const textsOf = (contact: ContactToPlan): readonly Identifier[] =>
    lookUps(contact, account).flatMap((ask) => inAllTexts(ask, contact.desired));
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
      // Otherwise the plan would say that nothing is to be done.
      failures.push({ ...plainFailure(unread), keys: [entry.desired.key] });
      return [];
    }
    const [live] = found.values();
    return [found.size === 1 ? { ...entry, decision: decideAgain(contact, live, decided) } : entry];
  });
  const reading = { ...decided.reading, requests: decided.reading.requests + requests };
  return { ...decided, decisions, reading, failures: [...decided.failures, ...failures] };
}
