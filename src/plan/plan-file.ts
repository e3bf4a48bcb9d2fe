// Converts a plan to the text of a plan file, and back. Parsing checks the version, the schema, the plan id and the requests.
// Serialising yields the text in pieces, so that a large plan is not in memory twice. Opens no files.

import { personal, versionArgument } from '../contact/argument.ts';
import type { Json } from '../contact/canonical.ts';
import { HintedError } from '../contact/hinted-error.ts';
import { joined, type Sentence, sentence, shown } from '../contact/sentence.ts';
import { type ValidationError, validatorOf } from '../manifest/schema/validators.ts';
import { planIdOf } from './build.ts';
import { PLAN_FORMAT_VERSION, type Plan } from './document.ts';
import { assertSendsWhatItShows } from './requests/check.ts';

/** Maximum number of schema errors in a message. */
const MAX_PLACES = 3;

/**
 * Maximum nesting depth of a request body; real bodies are much flatter. A deeper one could overflow the stack in a recursion.
 */
const MAX_DEPTH = 50;

/**
 * Yields a plan as text, in pieces. Every account, change and request is on its own line, so that `diff` can compare plans. The
 * same plan always gives the same text.
 */
export function* serialisePlan(plan: Plan): Generator<string, void, undefined> {
  const { accounts, changes, requests, ...head } = plan;
  yield '{\n';
  for (const [name, value] of Object.entries(head)) yield `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`;
  yield* serialiseList('accounts', accounts);
  yield ',\n';
  yield* serialiseList('changes', changes);
  yield ',\n';
  yield* serialiseList('requests', requests);
  yield '\n}\n';
}

function* serialiseList(name: string, entries: readonly unknown[]): Generator<string, void, undefined> {
  yield `  ${JSON.stringify(name)}: [`;
  for (const [index, entry] of entries.entries()) yield `${index === 0 ? '' : ','}\n    ${JSON.stringify(entry)}`;
  yield entries.length === 0 ? ']' : '\n  ]';
}

/**
 * Parses a plan and checks its version, its schema, its id, and that it sends what it shows.
 *
 * @param fileName the file's name for error messages
 * @throws HintedError `plan-file` unless the text is an unchanged plan of this format version
 */
export function parsePlan(text: string, fileName: string): Plan {
  const document = parseJson(text, fileName);
  checkVersion(document, fileName);
  const validate = validatorOf('plan');
  if (!validate(document)) {
    const errors = validate.errors ?? [];
    throw new HintedError(
      'plan-file',
      sentence`${personal('file', fileName)} is not a plan that rollcall wrote: ${describe(errors)}`,
      {
        hint: NOT_A_PLAN_HINT,
      },
    );
  }
  const plan = withoutSentences(document as Plan);
  const deep = plan.requests.find(({ body }) => isDeeperThan(MAX_DEPTH, body));
  if (deep !== undefined) {
    throw new HintedError(
      'plan-file',
      sentence`${personal('file', fileName)} is not a plan that rollcall wrote: the body of request ${shown(deep.id)} is nested too deeply`,
      { hint: NOT_A_PLAN_HINT },
    );
  }
  if (planIdOf(plan.changes, plan.requests, plan.rollback) !== plan.planId) {
    throw new HintedError(
      'plan-file',
      sentence`${personal('file', fileName)}: the plan file was changed after it was made; its plan id does not match its content`,
      { hint: sentence`make the plan again; to change what it does, change the manifests` },
    );
  }
  assertSendsWhatItShows(plan, fileName);
  return plan;
}

/** Removes the rows and sentences that `plan --json` adds. They are not covered by the id, so they are not trusted. */
function withoutSentences({ results: _, ...plan }: Plan & { readonly results?: unknown }): Plan {
  return {
    ...plan,
    notes: plan.notes.map(codeOf),
    accounts: plan.accounts.map((account) => ({
      ...account,
      reading: { ...account.reading, ...(account.reading.notes && { notes: account.reading.notes.map(codeOf) }) },
      failures: account.failures.map(codeOf),
      refusals: account.refusals.map(codeOf),
      held: account.held.map(codeOf),
      notices: account.notices.map(codeOf),
    })),
    changes: plan.changes.map((change) =>
      change.blocked.length === 0 ? change : { ...change, blocked: change.blocked.map(codeOf) },
    ),
  };
}

function codeOf<T extends object>(entry: T): T {
  const { message: _m, hint: _h, unblock: _u, ...rest } = entry as T & Readonly<Partial<Record<string, unknown>>>;
  return rest as unknown as T;
}

function isDeeperThan(levels: number, value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member: Json) => isDeeperThan(levels - 1, member));
}

const NOT_A_PLAN_HINT = sentence`give the file that \`rollcall plan --out FILE\` wrote, or make the plan again`;

/**
 * Parses JSON, with or without a byte order mark. The error does not quote the parser's message, which may contain personal data.
 */
function parseJson(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new HintedError('plan-file', sentence`${personal('file', fileName)} is not JSON, or it was cut short`, {
      hint: NOT_A_PLAN_HINT,
    });
  }
}

function checkVersion(document: unknown, fileName: string): void {
  if (document === null || typeof document !== 'object' || !Object.hasOwn(document, 'formatVersion')) {
    throw new HintedError('plan-file', sentence`${personal('file', fileName)} is JSON, but not a plan`, {
      hint: NOT_A_PLAN_HINT,
    });
  }
  if (Object.hasOwn(document, 'redacted')) {
    throw new HintedError(
      'plan-file',
      sentence`${personal('file', fileName)} is a redacted copy of a plan, for reading: its values and requests are masked`,
      { hint: sentence`give the whole plan, the file that \`rollcall plan --out FILE\` wrote` },
    );
  }
  const { formatVersion } = document as { readonly formatVersion: unknown };
  if (formatVersion === PLAN_FORMAT_VERSION) return;
  throw new HintedError(
    'plan-file',
    sentence`${personal('file', fileName)} has plan format ${versionArgument(formatVersion)}, and this rollcall reads format ${PLAN_FORMAT_VERSION}`,
    { hint: sentence`make the plan again with this version, or apply it with the version that made it` },
  );
}

/** Describes the first errors only, because one edit by hand often causes many. */
function describe(errors: readonly ValidationError[]): Sentence {
  const places = errors
    .slice(0, MAX_PLACES)
    .map((error) => sentence`${personal('file', error.instancePath || '/')} ${complaint(error)}`);
  const more = errors.length > MAX_PLACES ? [sentence`and ${errors.length - MAX_PLACES} more`] : [];
  return joined([...places, ...more], '; ');
}

function complaint({ keyword, params }: ValidationError): Sentence {
  switch (keyword) {
    case 'required':
      return sentence`lacks ${shown(JSON.stringify(params.missingProperty))}`;
    case 'additionalProperties':
      return sentence`has an unknown member ${personal('name', JSON.stringify(params.additionalProperty))}`;
    case 'type':
      return sentence`is not of type ${shown([params.type].flat().join(' or '))}`;
    case 'enum':
    case 'const':
      return sentence`is not one of the values allowed there`;
    case 'pattern':
      return sentence`does not have the form it must have`;
    default:
      return sentence`breaks the rule ${shown(keyword)}`;
  }
}
