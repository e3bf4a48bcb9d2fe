// Opt-outs elsewhere that count at an account already: the person has opted out there, too, or an apply carried the opt-out there.
// Whoever subscribes there after that has come back, and the same opt-out ends nothing a second time. Enters: the decisions on all
// accounts, and the opt-outs that were seen. Leaves: what the record is to keep. Pure.

import type { Carried } from '../../base/contact-to-plan.ts';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
import type { Decision } from '../decision.ts';
import type { CarriedHere } from '../document.ts';
import { becomes } from './candidates.ts';
import { ADDRESS_OF, type OptOuts, questionOf } from './opt-outs.ts';
import { answeredBy, type NotPlanned, type PlannedHere } from './questions.ts';

/** What counts at an account once the plan is applied, in the order of its contacts. */
export function carriedAt(
  { contacts, decided, optOuts }: PlannedHere,
  others: readonly (PlannedHere | NotPlanned)[],
): readonly CarriedHere[] {
  const decisionOf = new Map(decided.decisions.map(({ desired, decision }) => [desired, decision]));
  const isAnswered = answeredByAll(others);
  return contacts.flatMap(({ desired, carried = {} }) =>
    CHANNELS.flatMap((channel) => {
      const address = desired.identifiers[ADDRESS_OF[channel]];
      if (address === undefined) return [];
      const found = beganElsewhere(others, channel, address);
      const before = stillCounts(carried, channel, (since) => found.includes(since) || !isAnswered(channel, address));
      const isOut =
        found.length > 0 && (isOptedOut(optOuts, channel, address) || ends(channel, decisionOf.get(desired)));
      const since = [...new Set([...before, ...(isOut ? found : [])])].sort();
      return since.length === 0 ? [] : [{ key: desired.key, channel, since }];
    }),
  );
}

function stillCounts(carried: Carried, channel: Channel, counts: (since: string) => boolean): readonly string[] {
  return (carried[channel] ?? []).filter(counts);
}

/** When the opt-outs at other accounts began. */
function beganElsewhere(
  others: readonly Pick<NotPlanned, 'optOuts'>[],
  channel: Channel,
  address: string,
): readonly string[] {
  return others.flatMap(({ optOuts }) => {
    const consent = optOuts.find(channel, address);
    return consent === undefined || consent.cause === 'suppressed' ? [] : [consent.since];
  });
}

/** A bounce is no choice of the person: its end is no return. */
function isOptedOut(optOuts: OptOuts, channel: Channel, address: string): boolean {
  const own = optOuts.find(channel, address);
  return own !== undefined && own.cause !== 'suppressed';
}

function ends(channel: Channel, decision: Decision | undefined): boolean {
  return decision?.kind === 'change' && becomes(decision, channel, 'unsubscribed');
}

/** Whether all accounts were read about an address, so that an opt-out that was not found is over. */
function answeredByAll(others: readonly (PlannedHere | NotPlanned)[]): (channel: Channel, address: string) => boolean {
  let answers: readonly ((key: string) => boolean)[] | undefined;
  return (channel, address) => {
    answers ??= others.map((other) => ('decided' in other ? answeredBy(other) : () => false));
    const { key } = questionOf(channel, address);
    return answers.every((isAnswered) => isAnswered(key));
  };
}
