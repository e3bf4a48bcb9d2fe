// Opt-outs elsewhere that count at an account already: the person is out there, too, or an apply carried the opt-out there before.
// Whoever subscribes there after that has come back, and the same opt-out ends nothing a second time. Enters: the decisions on all
// accounts, and the opt-outs that were seen. Leaves: what the record is to keep. Pure.

import type { CountedOptOut } from '../../base/contact-to-plan.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
import type { CarriedHere, CountedHere } from '../document.ts';
import { hasCounted } from '../rules/sender/spread.ts';
import { becomes, becoming } from './candidates.ts';
import { ADDRESS_OF, type OptOuts, questionOf } from './opt-outs.ts';
import { answeredBy, type NotPlanned, type PlannedHere } from './questions.ts';

/** Another account of the sender, and whom the plan unsubscribes there. */
export type Elsewhere = (PlannedHere | NotPlanned) & { readonly ending?: Ending };

/** The addresses that a plan unsubscribes at an account, with their channels. */
export type Ending = ReadonlySet<string>;

/** Whom the plan unsubscribes at an account, whatever the reason. */
export function endingAt({ decided }: Pick<PlannedHere, 'decided'>): Ending {
  const ending = becoming('unsubscribed', decided);
  return new Set(ending.flatMap(({ channel, addresses }) => addresses.map((address) => nameOf(channel, address))));
}

function nameOf(channel: Channel, address: string): string {
  return `${channel} ${address}`;
}

/** What counts at an account once the plan is applied, in the order of its contacts. */
export function carriedAt(
  here: PlannedHere & { readonly ending: Ending },
  others: readonly Elsewhere[],
): readonly CarriedHere[] {
  const asked = others.map(withAnswers);
  const silent = new Set([...here.ending, ...createdSilentAt(here)]);
  return here.contacts.flatMap(({ desired, carried = {} }) =>
    CHANNELS.flatMap((channel) => {
      const address = addressAt(desired, channel);
      if (address === undefined) return [];
      const isOut = isOptedOut(here.optOuts, silent, channel, address);
      const from = asked.flatMap((other) => countedFrom(other, { channel, address, isOut, before: carried[channel] }));
      return from.length === 0 ? [] : [{ key: desired.key, channel, from }];
    }),
  );
}

interface Asked extends Pick<PlannedHere, 'account' | 'optOuts'> {
  readonly ending: Ending | undefined;
  /** Whether the question with this key was answered there. */
  readonly isAnswered: (key: string) => boolean;
}

/** Gathers what was answered when it is first needed, which is seldom. */
function withAnswers(other: Elsewhere): Asked {
  let answered: ((key: string) => boolean) | undefined;
  const isAnswered = (key: string): boolean => {
    answered ??= 'decided' in other ? answeredBy(other) : () => false;
    return answered(key);
  };
  return { account: other.account, optOuts: other.optOuts, ending: other.ending, isAnswered };
}

function addressAt({ identifiers }: DesiredContact, channel: Channel): string | undefined {
  return identifiers[ADDRESS_OF[channel]];
}

/** Whom the plan creates without a subscription: whoever is mailed there later has subscribed by themselves. */
function createdSilentAt({ decided }: PlannedHere): readonly string[] {
  return decided.decisions.flatMap(({ desired, decision }) => {
    if (decision.kind !== 'change' || decision.action !== 'create') return [];
    return CHANNELS.flatMap((channel) => {
      const address = addressAt(desired, channel);
      return address === undefined || becomes(decision, channel, 'subscribed') ? [] : [nameOf(channel, address)];
    });
  });
}

/** A bounce is no choice of the person: its end is no return. */
function isOptedOut(optOuts: OptOuts, silent: Ending, channel: Channel, address: string): boolean {
  if (silent.has(nameOf(channel, address))) return true;
  const own = optOuts.find(channel, address);
  return own !== undefined && own.cause !== 'suppressed';
}

interface Sought {
  readonly channel: Channel;
  readonly address: string;
  /** The person is out here, or will be. */
  readonly isOut: boolean;
  readonly before: readonly CountedOptOut[] | undefined;
}

/** What counts of the opt-out at another account; one that is planned there has no date that the vendor has shown. */
function countedFrom(
  { account: { name }, optOuts, ending, isAnswered }: Asked,
  { channel, address, isOut, before = [] }: Sought,
): readonly CountedHere[] {
  const known = before.filter(({ account }) => account === name);
  if (ending?.has(nameOf(channel, address)) === true) return isOut ? [{ account: name }] : known;
  const found = optOuts.find(channel, address);
  // An opt-out that was not found is over, if the account was asked.
  if (found === undefined) return isAnswered(questionOf(channel, address).key) ? [] : known;
  if (hasCounted(known, name, found)) return known;
  return isOut && found.cause !== 'suppressed' ? [{ account: name, cause: found.cause }] : [];
}
