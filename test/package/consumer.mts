// Somebody else's program, which knows neither the types of Node nor those of a browser. Compiled and run by api.test.ts against the
// packed package.

import {
  type ApplyEvent,
  type ApplyListener,
  accountsFromSnapshot,
  applyPlan,
  applyWithJournal,
  type Connections,
  type ContactToPlan,
  connectAccounts,
  contactsNamed,
  credentialMistakes,
  type ErrorCode,
  explainContacts,
  HintedError,
  hasCode,
  incrementalAccounts,
  listingHistory,
  loadManifests,
  makePlan,
  type Observer,
  type Outcome,
  type Plan,
  parsePlan,
  prepare,
  type Report,
  readPlan,
  readResumed,
  recordApplied,
  reporter,
  type Sandbox,
  serialisePlan,
  startSandbox,
  systemClock,
  takeSnapshot,
  withNamedBase,
} from 'rollcall';

/** Plans and applies the manifests of a directory at a sandbox, as the command line would. */
export async function dryRun(workingDirectory: string): Promise<readonly string[]> {
  const place = { directory: 'contacts.d', workingDirectory, now: () => systemClock.now() };
  const loaded = await loadManifests({ ...place, environment: {}, sandbox: true });
  const { configuration, base, notes } = await withNamedBase(loaded, 'none', place);
  const observe: Observer = ({ vendor }, phase) => (vendor === 'loops' && phase === 'received' ? 'drop' : undefined);
  const sandbox: Sandbox = await startSandbox({ rateLimit: 'off', observe });
  const connections: Connections = connectAccounts(configuration, { environment: {}, sandboxUrl: sandbox.url });
  const { accounts } = connections;
  try {
    const filters = { accounts: [], contacts: [], changed: false };
    const plan: Plan = await makePlan(configuration, accounts, { filters, base, notes });
    const same = parsePlan([...serialisePlan(plan)].join(''), 'plan.json');
    const events: ApplyEvent['type'][] = [];
    const { listener, report } = reporter(() => systemClock.now());
    const both: ApplyListener = async (event) => {
      events.push(event.type);
      await listener(event);
    };
    const contacts = new Map<string, ContactToPlan>(
      configuration.contacts.map((contact) => [contact.desired.key, contact]),
    );
    const inputs = {
      plan: same,
      contacts,
      accounts,
      clock: systemClock,
      listener: both,
      workingDirectory,
      locks: { environment: {} },
    };
    const { result, unrecorded } = await applyWithJournal(inputs);
    const written: Report = report(plan, result, { interrupted: false, refreshed: true, verified: true });
    const outcomes: readonly Outcome[] = [...written.outcomes];
    const failure: ErrorCode | undefined = await readResumed({ workingDirectory }).then(
      () => undefined,
      (error: unknown) => (error instanceof HintedError ? error.code : undefined),
    );
    return [...outcomes.map(({ key, status }) => `${key} ${status}`), `${unrecorded}`, `${failure}`];
  } catch (error) {
    if (hasCode(error, 'store', 'full')) return [error.message, error.hint ?? ''];
    throw error;
  } finally {
    await connections.close();
    await sandbox.close();
  }
}

export const others = [
  accountsFromSnapshot,
  applyPlan,
  contactsNamed,
  credentialMistakes,
  explainContacts,
  incrementalAccounts,
  listingHistory,
  readPlan,
  prepare,
  recordApplied,
  takeSnapshot,
];
