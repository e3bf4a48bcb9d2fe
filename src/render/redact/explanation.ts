// Masks the personal values of an explanation. Field names, rules and source positions stay, as in a redacted plan. Pure.

import type { Candidate } from '../../plan/explain/candidates.ts';
import type { Explanation } from '../../plan/explain/explain.ts';
import { redactArguments } from './arguments.ts';
import { redactName, redactPath, redactValues } from './values.ts';
import { vendorNamesOf } from './vendor-names.ts';

function redactCandidate({ has, statuses, ...personal }: Candidate): Candidate {
  return { has, statuses, ...(redactArguments(personal) as typeof personal) };
}

/** An explanation with personal values masked. */
export interface RedactedExplanation extends Explanation {
  readonly redacted: true;
}

/**
 * Returns the explanation with personal values masked.
 *
 * @param ordinal number of the contact in this output, from 1; it replaces the contact's key
 */
export function redactExplanation(explanation: Explanation, ordinal: number): RedactedExplanation {
  const { account, source, suppressed, blocked, notices, fields, candidates } = explanation;
  const names = vendorNamesOf(fields);
  return {
    redacted: true,
    ...explanation,
    key: `${account}/contact ${ordinal}`,
    source: redactPlace(source),
    ...(suppressed === undefined ? {} : { suppressed: { ...suppressed, source: redactPlace(suppressed.source) } }),
    blocked: blocked.map(({ rule, args }) => ({ rule, args: redactArguments(args) })),
    ...(candidates === undefined ? {} : { candidates: candidates.map(redactCandidate) }),
    notices: notices.map(({ rule, path }) => ({ rule, path: redactPath(path) })),
    fields: fields.map(({ desired, live, declared, args, ...field }) => {
      const masked = redactValues({ path: field.path, before: live, after: desired });
      return {
        ...field,
        path: names.redactPath(field),
        ...(declared === undefined
          ? {}
          : { declared: { ...declared, ...(declared.file && { file: redactName(declared.file, 'file') }) } }),
        desired: masked.after,
        live: masked.before,
        ...(args === undefined ? {} : { args: redactArguments(args) }),
      };
    }),
  };
}

function redactPlace(source: Explanation['source']): Explanation['source'] {
  return { ...source, file: redactName(source.file, 'file') };
}
