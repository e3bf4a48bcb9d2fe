// Checks whether an opt-out at another account of the sender ends a subscription of the contact that is explained, where the
// manifests say `optOuts: spread`. Asks each of these accounts about the contact's own addresses.

import type { ContactToPlan, Elsewhere } from '../../base/contact-to-plan.ts';
import { identifierKey, type LiveContact, liveIdentifiers } from '../../contact/contact.ts';
import { CHANNELS } from '../../contact/fields.ts';
import { type CrossChecked, joinElsewhere, sharesSender } from '../../plan/cross-check/cross-check.ts';
import { ADDRESS_OF, collectOptOuts, questionOf } from '../../plan/cross-check/opt-outs.ts';
import { askAbout } from '../../plan/cross-check/questions.ts';
import { liveKey, lookUps } from '../../plan/match.ts';
import { type AccountDecisions, decideAgain } from '../../plan/planner.ts';
import type { OutsideAccount } from '../outside.ts';

/** The decisions after the other accounts were asked, and the names of accounts that could not be asked. */
export interface SpreadHere {
  readonly decided: AccountDecisions;
  readonly notAsked: readonly string[];
}

interface Asked {
  readonly others: readonly OutsideAccount[];
  /** The live contacts that were read at the contact's own account. */
  readonly live: readonly LiveContact[];
  /** What the cross-check has found about contacts; absent: nothing. */
  readonly elsewhere: CrossChecked['elsewhere'] | undefined;
}

/** Decides again on the contact if it has opted out at another account of the sender. */
export async function withSpread(
  contact: ContactToPlan,
  decided: AccountDecisions,
  { others, live, elsewhere }: Asked,
): Promise<SpreadHere> {
  const match = onlyMatch(contact, decided, live);
  const entry = decided.decisions.find(({ desired }) => desired === contact.desired);
  const isDecided = entry?.decision.kind === 'unchanged' || entry?.decision.kind === 'change';
  if (match === undefined || entry === undefined || !isDecided) return { decided, notAsked: [] };
  const { found, notAsked } = await optOutsElsewhere(contact, decided, others);
  if (Object.keys(found).length === 0) return { decided, notAsked };
  const joined = joinElsewhere(found, elsewhere?.get(contact.desired));
  const decision = decideAgain({ ...contact, elsewhere: joined, spreadsOptOuts: true }, match, decided);
  const decisions = decided.decisions.map((one) => (one === entry ? { ...entry, decision } : one));
  return { decided: { ...decided, decisions }, notAsked };
}

function onlyMatch(
  contact: ContactToPlan,
  { account }: AccountDecisions,
  live: readonly LiveContact[],
): LiveContact | undefined {
  const asked = new Set(lookUps(contact, account).map(identifierKey));
  const matches = live.filter((one) => liveIdentifiers(one).some((own) => asked.has(identifierKey(own))));
  const distinct = new Map(matches.map((one) => [liveKey(one), one]));
  return distinct.size === 1 ? matches[0] : undefined;
}

async function optOutsElsewhere(
  { desired }: ContactToPlan,
  { account }: AccountDecisions,
  others: readonly OutsideAccount[],
): Promise<{ readonly found: Elsewhere; readonly notAsked: readonly string[] }> {
  let found: Elsewhere = {};
  const notAsked = new Set<string>();
  for (const { account: other, source } of others.filter((one) => sharesSender(account, one.account)))
    for (const channel of CHANNELS) {
      const address = desired.identifiers[ADDRESS_OF[channel]];
      if (address === undefined) continue;
      const optOuts = collectOptOuts(source);
      const candidate = { change: { desired }, channel, addresses: [address] };
      const answer = await askAbout({ account: other, optOuts, source }, [candidate]);
      const consent = optOuts.find(channel, address);
      if (answer.isOpen(questionOf(channel, address).key)) notAsked.add(other.name);
      else if (consent !== undefined)
        found = { ...found, [channel]: [...(found[channel] ?? []), { kind: 'opted-out', account: other, consent }] };
    }
  return { found, notAsked: [...notAsked] };
}
