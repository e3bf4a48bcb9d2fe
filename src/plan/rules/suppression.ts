// The last round of questions: whether the vendor suppresses the address of somebody whom the plan would make mailable. A
// suppression shows in no contact, and no status lifts it; only those few are asked for.

import { type Identifier, identifierKey, type LiveContact } from '../../contact/contact.ts';
import type { LiveSource } from '../../live/source.ts';
import type { Decision } from '../decision.ts';
import type { PendingContact } from '../pending-contact.ts';
import { becomesMailable } from '../people.ts';

/**
 * @param redecide of a contact whose suppression has shown
 * @returns how many requests it took
 */
export async function askSuppression(
  contacts: readonly PendingContact[],
  source: LiveSource,
  redecide: (contact: PendingContact, live: LiveContact) => Decision,
): Promise<number> {
  const open = contacts.flatMap((contact) => openQuestion(contact) ?? []);
  if (source.suppressed === undefined || open.length === 0) return 0;
  const report = await source.suppressed(open.map(({ ask }) => ask));
  for (const { contact, ask, live } of open) {
    contact.problem = report.failed.get(identifierKey(ask));
    if (report.suppressed.has(identifierKey(ask))) contact.decision = redecide(contact, suppressed(live));
  }
  return report.requests;
}

interface Open {
  readonly contact: PendingContact;
  readonly ask: Identifier;
  readonly live: LiveContact;
}

/** Of a contact that is created the vendor knows no suppression yet. */
function openQuestion(contact: PendingContact): Open | undefined {
  const { decision, matches, problem } = contact;
  if (problem !== undefined || matches.length !== 1 || decision?.kind !== 'change') return undefined;
  const { live } = decision;
  const email = live?.emails[0];
  if (live === undefined || email === undefined || !becomesMailable(decision)) return undefined;
  return { contact, ask: { kind: 'email', value: email }, live };
}

function suppressed(live: LiveContact): LiveContact {
  const email = {
    status: 'unsubscribed',
    optedOut: true,
    since: 'unknown',
    cause: 'suppressed',
    suppressed: true,
  } as const;
  return { ...live, channels: { ...live.channels, email } };
}
