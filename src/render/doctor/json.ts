// The doctor document as JSON: the document itself, with a sentence added to every failure. Pure.

import { type AccountDiagnosis, type Diagnosis, isSound } from '../../plan/doctor/document.ts';
import type { Rehearsal } from '../../plan/doctor/rehearsal.ts';
import { jsonPieces } from '../json/pieces.ts';
import { wordsOfFailure } from '../words/failures.ts';
import { summaryOfDoctor } from './text.ts';

/** Yields the JSON in pieces, to be written one after the other. Its text is neutralised. */
export function renderDoctorJson({ formatVersion, ...rest }: Diagnosis): Generator<string, void, undefined> {
  return jsonPieces({
    formatVersion,
    summary: summaryOfDoctor(rest.accounts),
    sound: rest.accounts.every(isSound),
    ...rest,
    accounts: rest.accounts.map(withWords),
  });
}

function withWords(account: AccountDiagnosis) {
  const access = account.access.map((one) =>
    one.allowed ? one : { ...one, failure: { ...one.failure, ...wordsOfFailure(one.failure) } },
  );
  return {
    ...account,
    access,
    ...(account.rehearsal === undefined ? {} : { rehearsal: rehearsalWithWords(account.rehearsal) }),
  };
}

function rehearsalWithWords(rehearsal: Rehearsal) {
  const { failure, trials } = rehearsal;
  return {
    ...rehearsal,
    ...(failure === undefined ? {} : { failure: { ...failure, ...wordsOfFailure(failure) } }),
    trials: trials.map((trial) =>
      'failure' in trial && trial.failure !== undefined
        ? { ...trial, failure: { ...trial.failure, ...wordsOfFailure(trial.failure) } }
        : trial,
    ),
  };
}
