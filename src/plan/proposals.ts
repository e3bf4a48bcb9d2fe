// Decides what proposed entries (`stage: proposed`) would change at one account (docs/semantics.md#proposed-contacts). Enters:
// proposed contacts, and the decisions on the declared ones. Leaves: the differences of the proposed contacts, without those that
// are planned anyway. They never become requests.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import { canonicalJson } from '../contact/canonical.ts';
import { type DesiredContact, type IdentifierKey, identifierKey } from '../contact/contact.ts';
import type { IdentifierKind } from '../contact/fields.ts';
import type { LiveSource } from '../live/source.ts';
import type { Account } from '../manifest/configuration.ts';
import { withCaveats } from './caveats.ts';
import type { DecidedChange, Decision } from './decision.ts';
import type { ProposedChange } from './document.ts';
import { type AccountDecisions, decideAccount } from './planner.ts';
import { withVendorOnly } from './projection/vendor-only.ts';

/**
 * Decides what proposals would change. Looks their contacts up in addition to what a plan reads, so that a plan is the same with
 * proposals and without.
 *
 * @param proposed the account's contacts, each as it would be with its proposed entries
 * @param decisions the decisions on the declared contacts
 * @returns the changes of contacts that differ from the vendor or could not be read, in the order of `proposed`
 */
export async function decideProposals(
  account: Account,
  proposed: readonly ContactToPlan[],
  decisions: AccountDecisions['decisions'],
  source: LiveSource,
): Promise<readonly ProposedChange[]> {
  if (proposed.length === 0) return [];
  const decided = await decideAccount(account, proposed, lookingUp(source));
  const decisionOf = new Map(decided.decisions.map(({ desired, decision }) => [desired, decision] as const));
  const plannedFor = plannedChanges(decisions);
  return proposed.flatMap(({ desired }) => {
    const decision = decisionOf.get(desired);
    if (decision === undefined) return [{ ...headOf(desired, 'update'), differences: [], blocked: [], unread: true }];
    return decision.kind === 'change' ? proposalOf(decision, plannedFor(desired), account) : [];
  });
}

/** Returns a source that only looks up contacts, because a listing would read the whole account a second time. */
function lookingUp(source: LiveSource): LiveSource {
  return {
    ...source,
    schema: () => source.schema(),
    read: (questions, onContact, options) => source.read(questions, onContact, { ...options, strategy: 'look-up' }),
  };
}

/** Returns a function that finds the change that the plan makes for the contact with one of the same identifiers. */
function plannedChanges(
  decisions: AccountDecisions['decisions'],
): (contact: DesiredContact) => Pick<DecidedChange, 'differences' | 'blocked'> {
  const byIdentifier = new Map<IdentifierKey, Decision>();
  for (const { desired, decision } of decisions)
    for (const key of identifiersOf(desired)) byIdentifier.set(key, decision);
  return (contact) => {
    const decision = identifiersOf(contact)
      .map((key) => byIdentifier.get(key))
      .find((found) => found !== undefined);
    return decision?.kind === 'change' ? decision : { differences: [], blocked: [] };
  };
}

function identifiersOf({ identifiers }: DesiredContact): readonly IdentifierKey[] {
  return Object.entries(identifiers).map(([kind, value]) => identifierKey({ kind: kind as IdentifierKind, value }));
}

function proposalOf(
  change: DecidedChange,
  planned: Pick<DecidedChange, 'differences' | 'blocked'>,
  { capabilities }: Account,
): readonly ProposedChange[] {
  const { desired, action } = change;
  // Only a contact that was declared can be deleted, and a proposal declares nothing.
  if (action === 'delete') return [];
  const differences = without(change.differences, planned.differences).map((difference) =>
    withVendorOnly(withCaveats(difference, action, capabilities), change),
  );
  const blocked = without(change.blocked, planned.blocked).map((one) => withVendorOnly(one, change));
  return differences.length + blocked.length === 0 ? [] : [{ ...headOf(desired, action), differences, blocked }];
}

function headOf(
  { account, key, source }: DesiredContact,
  action: ProposedChange['action'],
): Pick<ProposedChange, 'account' | 'key' | 'action' | 'source'> {
  return { account, key, action, source };
}

function without<T>(items: readonly T[], others: readonly T[]): readonly T[] {
  const known = new Set(others.map(canonicalJson));
  return known.size === 0 ? items : items.filter((item) => !known.has(canonicalJson(item)));
}
