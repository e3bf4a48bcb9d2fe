// The public API: the workflows that the command line is built from. It consists of plain data and functions: none prints,
// prompts or exits, and no signature uses a Node type. Expected failures are thrown as HintedError, whose code says what failed.

// Manifests: loading them, and comparing them with a base.

export type { ConfigurationToPlan, ContactToPlan } from './base/contact-to-plan.ts';
export { withoutBase } from './base/suppressed/configuration.ts';
export type { DesiredContact } from './contact/contact.ts';
export type { Account, Configuration } from './manifest/configuration.ts';
export type { Diagnostic } from './manifest/diagnostic.ts';
export { type Loaded, type LoadOptions, loadManifests } from './manifest/index.ts';
export { credentialMistakes } from './manifest/resolve/credentials.ts';
export { type Based, type BaseOptions, withNamedBase } from './workflows/base.ts';

// Accounts: connecting them, and reading from a cache or a snapshot.

export type { LiveContact } from './contact/contact.ts';
export { type Clock, systemClock } from './http/clock.ts';
export type { StopSignal } from './http/stop-signal.ts';
export type { ReadProgress } from './live/source.ts';
export { type ConnectedAccount, type Connections, type ConnectOptions, connectAccounts } from './workflows/connect.ts';
export {
  forgetWhatIsSuspicious,
  forgetWhatMoved,
  type IncrementalAccountsOptions,
  incrementalAccounts,
  type LiveCaches,
} from './workflows/incremental.ts';
export { accountsFromSnapshot, type TakeSnapshotOptions, takeSnapshot } from './workflows/snapshot.ts';

// Plans: making, explaining, saving and reading them.

export type { Difference } from './contact/difference.ts';
export type { Plan, PlannedAccount, PlannedChange, PlannedRequest } from './plan/document.ts';
export type { Explanation } from './plan/explain/explain.ts';
export { parsePlan, serialisePlan } from './plan/plan-file.ts';
export { type ListingHistory, listingHistory } from './store/listings.ts';
export { type ExplainOptions, type ExplainResult, explainContacts } from './workflows/explain/index.ts';
export { contactsNamed } from './workflows/explain/named.ts';
export { type MakePlanOptions, makePlan } from './workflows/plan.ts';
export { readPlan } from './workflows/read-plan.ts';

// Applying a plan, recording what was applied, and resuming.

export {
  type AccountResult,
  type AccountRow,
  type AccountStatus,
  type PlannedCounts,
  type PlannedRow,
  plannedRows,
  type ReadRow,
} from './apply/account-results.ts';
export { type ApplyInputs, type ApplyResult, applyPlan } from './apply/engine.ts';
export type { ApplyEvent, ApplyListener, Outcome, OutcomeStatus } from './apply/events.ts';
export { type OutcomeReport, type Report, type Reporter, type RequestReport, reporter } from './apply/report.ts';
export { contactsToApply } from './plan/suppressed/from-plan.ts';
export {
  applyWithJournal,
  type JournalledApplyInputs,
  type JournalledApplyResult,
  sendableRequests,
} from './workflows/apply.ts';
export type { LockEvent, LockSettings } from './workflows/locks.ts';
export { type Prepared, type PrepareOptions, prepare } from './workflows/record/prepare.ts';
export { type RecordedAccount, type Recording, recordApplied } from './workflows/record/write.ts';
export { type FoundJournal, type ResumedApply, type ResumeOptions, readResumed } from './workflows/resume.ts';

// Sentences for people, made from codes and arguments.

export type { Reason } from './apply/reason.ts';
export type { Argument, Arguments, Personal } from './contact/argument.ts';
export { diagnosticsWithWords } from './render/words/diagnostics.ts';
export { outcomesWithWords, planWithWords, rowsWithWords } from './render/words/documents.ts';

// Local imitations of the vendors' APIs, for tests and dry runs.

export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox/index.ts';
export type { ObservedRequest, Observer } from './sandbox/observer.ts';

// Errors.

export { type ErrorCode, HintedError, type HintedErrorOptions, hasCode } from './contact/hinted-error.ts';
