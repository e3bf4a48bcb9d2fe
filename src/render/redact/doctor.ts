// Masks the personal values of the doctor document: what vendors say. Names of accounts, variables and facts stay. Pure.

import type { AccountDiagnosis, Diagnosis } from '../../plan/doctor/document.ts';
import { redactArguments } from './arguments.ts';

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
  return { ...account, access };
}
