// An explanation without personal values: fields, rules and places stay, as in a redacted plan.

import type { Explanation } from '../../plan/explain/explain.ts';
import { sentenceOf } from '../rule-sentences.ts';
import { redactName, redactPath, redactValues } from './values.ts';
import { redactWords } from './words.ts';

export interface RedactedExplanation extends Explanation {
  readonly redacted: true;
}

/** @param ordinal of the contact in this output */
export function redactExplanation(explanation: Explanation, ordinal: number): RedactedExplanation {
  const { account, source, blocked, notices, fields } = explanation;
  const shown = new Set([account]);
  return {
    redacted: true,
    ...explanation,
    key: `${account}/contact ${ordinal}`,
    source: { ...source, file: redactName(source.file, 'file') },
    blocked: blocked.map(({ rule, unblock }) => ({
      rule,
      message: sentenceOf(rule),
      unblock: redactWords(unblock, { shown }),
    })),
    notices: notices.map(({ rule, path }) => ({ rule, path: redactPath(path) })),
    fields: fields.map(({ desired, live, declared, message, unblock, ...field }) => {
      const masked = redactValues({ path: field.path, before: live, after: desired });
      return {
        ...field,
        path: masked.path,
        ...(declared === undefined
          ? {}
          : { declared: { ...declared, ...(declared.file && { file: redactName(declared.file, 'file') }) } }),
        desired: masked.after,
        live: masked.before,
        ...(message === undefined || field.rule === undefined ? {} : { message: sentenceOf(field.rule) }),
        ...(unblock === undefined ? {} : { unblock: redactWords(unblock, { shown }) }),
      };
    }),
  };
}
