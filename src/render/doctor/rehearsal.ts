// Renders a rehearsal (trial writes with one test contact, `rollcall doctor --rehearse`) as text: what became of the contact,
// what was found, and what to do next. Pure.

import { formatPath } from '../../contact/difference.ts';
import type { Rehearsal, TrialResult, WhyNotTried } from '../../plan/doctor/rehearsal.ts';
import { wordsOfFailure } from '../words/failures.ts';
import { count, joinAnd } from '../words/numbers.ts';

/** One line about a rehearsal. `isWrong`: the line reports a problem. `hint`: what to do about it. */
export interface RehearsalLine {
  readonly text: string;
  readonly isWrong?: boolean;
  readonly hint?: string;
}

/**
 * Returns the lines: how the rehearsal ended, what became of its contact, how many steps did what they should, every other step,
 * and which facts were recorded.
 */
export function rehearsalLines(rehearsal: Rehearsal): readonly RehearsalLine[] {
  const { trials } = rehearsal;
  const proved = trials.filter(({ result }) => result === 'proved');
  const others = trials.filter(({ result }) => result !== 'proved');
  return [
    endLine(rehearsal),
    ...(rehearsal.contact === 'none' ? [] : [contactLine(rehearsal)]),
    ...(proved.length === 0 ? [] : [{ text: `${count(proved.length, 'step')} did what they should` }]),
    ...others.map(trialLine),
    ...recordedLines(rehearsal),
  ];
}

function endLine({ email, ended, failure, trials }: Rehearsal): RehearsalLine {
  switch (ended) {
    case 'done':
      return { text: `${count(trials.length, 'step')} with one contact of the address ${email}` };
    case 'existed':
      return {
        text: `the account has a contact of the address ${email}; nothing was written`,
        isWrong: true,
        hint: 'give another address of your own, as in me+rollcall2@example.com',
      };
    case 'stopped': {
      const { message = 'it was interrupted, or the vendor subscribed the contact', hint = '' } =
        (failure && wordsOfFailure(failure)) ?? {};
      return { text: `it ended early: ${message}`, isWrong: true, hint };
    }
  }
}

function contactLine({ contact, email }: Rehearsal): RehearsalLine {
  if (contact === 'removed') return { text: 'the contact was removed again' };
  if (contact === 'stays')
    return { text: `the contact ${email} stays, without mailing rights, because the vendor deletes no contacts` };
  return {
    text: `the contact ${email} may still be there`,
    isWrong: true,
    hint: 'remove it in the vendor’s own interface',
  };
}

function trialLine(trial: TrialResult): RehearsalLine {
  const what = `${trial.does} ${formatPath(trial.path)}`;
  if (trial.result === 'not-tried') return { text: `${what}: not tried, ${WHY[trial.why]}` };
  if (trial.result === 'ignored') return { text: `${what}: accepted and not carried out`, isWrong: true };
  const { message = '' } = ('failure' in trial && trial.failure ? wordsOfFailure(trial.failure) : undefined) ?? {};
  return { text: `${what}: refused${message === '' ? '' : `: ${message}`}`, isWrong: true };
}

const WHY: Readonly<Record<WhyNotTried, string>> = {
  'not-set': 'because the value could not be set before',
  'not-defined': 'because the account does not define it',
  'needs-subscription': 'because the vendor lets only subscribers join',
  'sends-mail': 'because joining sends messages',
  stopped: 'because the rehearsal ended early',
};

function recordedLines({ recorded, trials }: Rehearsal): readonly RehearsalLine[] {
  const hasFacts = trials.some(({ fact, result }) => fact !== undefined && result !== 'not-tried');
  if (recorded === undefined)
    return hasFacts ? [{ text: 'nothing was recorded: a sandbox proves nothing of a vendor' }] : [];
  const { file, facts, elsewhere } = recorded;
  return [
    ...(facts === 0
      ? []
      : [
          {
            text: `${count(facts, 'fact')} recorded in ${file}`,
            hint: 'review and merge it: the facts count from then on',
          },
        ]),
    ...(elsewhere.length === 0
      ? []
      : [
          {
            text: `${joinAnd(elsewhere)} left as another manifest declares it`,
            hint: 'change it there, if it is no longer so',
          },
        ]),
  ];
}
