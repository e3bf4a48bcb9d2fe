// One declared contact → why the plan does with it what it does. Reads live as a plan would, for this contact alone; writes nothing.

import type { ConnectedAccount } from './connect.ts';
import type { DesiredContact, LiveContact } from './contact/contact.ts';
import type { LiveSource, ReadProgress } from './live/source.ts';
import type { Account } from './manifest/configuration.ts';
import { type Asked, provenanceOf } from './manifest/provenance.ts';
import type { ReadFailure } from './plan/document.ts';
import { type Explanation, explain } from './plan/explain.ts';
import { decideAccount } from './plan/planner.ts';

export interface ContactAt {
  readonly account: Account;
  readonly desired: DesiredContact;
  readonly at: Pick<ConnectedAccount, 'source'>;
  readonly onProgress?: (progress: ReadProgress) => void;
}

/** Or why it cannot be known. */
export async function explainContact(
  { account, desired, at, onProgress }: ContactAt,
  asked: Asked,
): Promise<Explanation | ReadFailure> {
  const live: LiveContact[] = [];
  const { decisions, failures } = await decideAccount(account, [desired], overheard(at.source, live), onProgress);
  const [failure] = failures;
  if (failure !== undefined) return failure;
  const [decided] = decisions;
  if (decided === undefined) throw new RangeError('a contact whose state is known has a decision');
  const provenance = await provenanceOf(account, desired.key, asked);
  return explain({ account, desired, decision: decided.decision, live, provenance });
}

/** The same source; what comes from it is kept in `into` too. */
function overheard(source: LiveSource, into: LiveContact[]): LiveSource {
  return {
    ...source,
    schema: () => source.schema(),
    read: (questions, onContact, options) =>
      source.read(
        questions,
        (contact) => {
          into.push(contact);
          onContact(contact);
        },
        { ...options, way: 'look-up' },
      ),
  };
}
