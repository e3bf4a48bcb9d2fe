// Determines which opt-outs at other accounts of the sender have already been taken into account at an account, where the
// manifests say `optOuts: spread`. That is so if the person has opted out at this account, too, or if an apply has unsubscribed
// them here. The same opt-out ends nothing a second time: a person who subscribes here after it has come back. Enters: the
// decisions on all accounts, and the opt-outs that were seen. Leaves: what the record (the memory of earlier applies) stores for
// each account. Pure.

import type { CountedOptOut } from '../../base/contact-to-plan.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
import type { CarriedHere, CountedHere } from '../document.ts';
import { hasCounted } from '../rules/sender/spread.ts';
import { becomes, becoming } from './candidates.ts';
import { ADDRESS_OF, type OptOuts, questionOf } from './opt-outs.ts';
import { answeredBy, type NotPlanned, type PlannedHere } from './questions.ts';

/** Another account of the sender, with the addresses that the plan unsubscribes there. */
export type Elsewhere = (PlannedHere | NotPlanned) & { readonly ending?: Ending };

/** The addresses that a plan unsubscribes at an account, each with its channel: `email jane@example.com`. */
export type Ending = ReadonlySet<string>;

/** Returns the addresses that the plan unsubscribes at an account, whatever the reason. */
export function endingAt({ decided }: Pick<PlannedHere, 'decided'>): Ending {
  const ending = becoming('unsubscribed', decided);
  return new Set(ending.flatMap(({ channel, addresses }) => addresses.map((address) => nameOf(channel, address))));
}

function nameOf(channel: Channel, address: string): string {
  return `${channel} ${address}`;
}

/**
 * Returns the opt-outs that have been taken into account at an account once the plan is applied, in the order of its contacts.
 */
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
  /** Tells whether the account has answered the question with this key (`questionOf`). */
  readonly isAnswered: (key: string) => boolean;
}

/** Adds `isAnswered` to an account. Collects the answered questions only when they are first needed, because that is rare. */
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

/** Returns the addresses that the plan creates without a subscription. If one is subscribed later, the person has done so. */
function createdSilentAt({ decided }: PlannedHere): readonly string[] {
  return decided.decisions.flatMap(({ desired, decision }) => {
    if (decision.kind !== 'change' || decision.action !== 'create') return [];
    return CHANNELS.flatMap((channel) => {
      const address = addressAt(desired, channel);
      return address === undefined || becomes(decision, channel, 'subscribed') ? [] : [nameOf(channel, address)];
    });
  });
}

/**
 * True if the person has opted out, or will have once the plan is applied. A suppressed address is no opt-out: a bounce is not
 * the person's choice, so a subscription after it does not mean that the person has come back.
 */
function isOptedOut(optOuts: OptOuts, silent: Ending, channel: Channel, address: string): boolean {
  if (silent.has(nameOf(channel, address))) return true;
  const own = optOuts.find(channel, address);
  return own !== undefined && own.cause !== 'suppressed';
}

interface Sought {
  readonly channel: Channel;
  readonly address: string;
  /** True if the person has opted out at the account that is planned, or will have once the plan is applied. */
  readonly isOut: boolean;
  readonly before: readonly CountedOptOut[] | undefined;
}

/**
 * Returns the opt-outs at another account that have been taken into account here. One that the plan itself makes there has no
 * `cause`, because no vendor has shown it.
 */
function countedFrom(
  { account: { name }, optOuts, ending, isAnswered }: Asked,
  { channel, address, isOut, before = [] }: Sought,
): readonly CountedHere[] {
  const known = before.filter(({ account }) => account === name).map(plain);
  if (ending?.has(nameOf(channel, address)) === true) return isOut ? [{ account: name }] : known;
  const found = optOuts.find(channel, address);
  // If the account was asked and shows no opt-out, the earlier opt-out has ended.
  if (found === undefined) return isAnswered(questionOf(channel, address).key) ? [] : known;
  if (hasCounted(known, name, found)) return known;
  return isOut && found.cause !== 'suppressed' ? [{ account: name, cause: found.cause }] : [];
}

/** Leaves out what only a record says of an opt-out. */
function plain({ account, cause, at }: CountedOptOut): CountedOptOut {
  return { account, ...(cause === undefined ? {} : { cause }), at };
}
