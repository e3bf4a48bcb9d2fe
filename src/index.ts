// The public API: what the command line is made of. Everything is plain data and functions; nothing prints, prompts or exits.

export type { AccountResult, AccountStatus } from './apply/account-results.ts';
export { type ApplyInputs, type ApplyResult, applyPlan } from './apply/engine.ts';
export type { ApplyEvent, ApplyListener, Outcome, OutcomeStatus } from './apply/events.ts';
export type { Reason } from './apply/reason.ts';
export { type Report, type Reporter, reporter } from './apply/report.ts';
export type { Argument, Arguments, Personal } from './contact/argument.ts';
export type { DesiredContact, LiveContact } from './contact/contact.ts';
export type { Difference } from './contact/difference.ts';
export { type Clock, systemClock } from './http/clock.ts';
export type { Account, Configuration } from './manifest/configuration.ts';
export type { Diagnostic } from './manifest/diagnostic.ts';
export { type Loaded, type LoadOptions, loadManifests } from './manifest/index.ts';
export type { Plan, PlannedChange, PlannedRequest } from './plan/document.ts';
export { PlanFileError, parsePlan, serialisePlan } from './plan/plan-file.ts';
export { diagnosticsWithWords } from './render/words/diagnostics.ts';
export { outcomesWithWords, planWithWords, rowsWithWords } from './render/words/documents.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox/index.ts';
export { type ConnectedAccount, type Connections, type ConnectOptions, connectAccounts } from './workflows/connect.ts';
export { type IncrementalAccountsOptions, incrementalAccounts } from './workflows/incremental.ts';
export { makePlan } from './workflows/plan.ts';
