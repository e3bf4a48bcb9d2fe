// Masks the personal values of the doctor document: what vendors say, and the address of a rehearsal. Names of accounts,
// variables and facts stay. Pure.

import type { AccountDiagnosis, Diagnosis } from '../../plan/doctor/document.ts';
import type { Rehearsal } from '../../plan/doctor/rehearsal.ts';
import { redactArguments } from './arguments.ts';
import { mark, redactName, redactPath } from './values.ts';

/** A diagnosis with personal values masked. */
export interface RedactedDiagnosis extends Diagnosis {
  readonly redacted: true;
}

/** Returns the diagnosis with every personal value masked. */
export function redactDiagnosis({ formatVersion, ...rest }: Diagnosis): RedactedDiagnosis {
  return { formatVersion, redacted: true, ...rest, accounts: rest.accounts.map(redactAccount) };
}

function redactAccount(account: AccountDiagnosis): AccountDiagnosis {
  const access = account.access.map((one) =>
    one.allowed ? one : { ...one, failure: { ...one.failure, args: redactArguments(one.failure.args) } },
  );
  const { rehearsal } = account;
  return { ...account, access, ...(rehearsal === undefined ? {} : { rehearsal: redactRehearsal(rehearsal) }) };
}

function redactRehearsal({ failure, trials, recorded, ...rest }: Rehearsal): Rehearsal {
  return {
    ...rest,
    ...(recorded === undefined ? {} : { recorded: { ...recorded, file: redactName(recorded.file, 'file') } }),
    email: mark('email'),
    ...(failure === undefined ? {} : { failure: { ...failure, args: redactArguments(failure.args) } }),
    trials: trials.map((trial) => {
      const path = redactPath(trial.path);
      if (!('failure' in trial) || trial.failure === undefined) return { ...trial, path };
      return { ...trial, path, failure: { ...trial.failure, args: redactArguments(trial.failure.args) } };
    }),
  };
}
