// Writes what a rehearsal found to a manifest of its own, for people to review. Keeps what the file says about other facts, API
// versions and environments, and never overwrites a file that contains anything else.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { personal } from '../../../contact/argument.ts';
import { HintedError } from '../../../contact/hinted-error.ts';
import { sentence } from '../../../contact/sentence.ts';
import type { DeclaredFact } from '../../../manifest/facts/fact.ts';
import { factsOf, hasOnlyFacts } from '../../../manifest/facts/read.ts';
import { formatManifest } from '../../../manifest/format/index.ts';
import { sourceOf } from '../../../manifest/read/source.ts';
import { parseManifest } from '../../../manifest/syntax/parse.ts';
import { writeScalar } from '../../../manifest/write/scalar.ts';
import type { RecordedFacts, Rehearsal } from '../../../plan/doctor/rehearsal.ts';
import type { Capabilities, FactResult } from '../../../providers/capabilities.ts';
import { replaceFile } from '../../../store/replace-file.ts';
import { errorCode, toStoreError } from '../../../store/store-error.ts';

/** Where facts are written, and about which account. */
export interface FactsFileOptions {
  /** Directory of the manifests, relative to `workingDirectory`. */
  readonly directory: string;
  readonly workingDirectory: string;
  readonly account: string;
  readonly capabilities: Capabilities;
  /** Name of the environment; undefined for none. */
  readonly environment: string | undefined;
  /** Facts that the manifests declare about the account. */
  readonly declared: readonly Pick<DeclaredFact, 'fact' | 'file'>[];
  /** Date of the facts that are written, as YYYY-MM-DD. */
  readonly today: string;
}

/** A fact as it is written in the file. */
type Written = Pick<DeclaredFact, 'fact' | 'result' | 'date' | 'apiVersion' | 'environment'>;

/**
 * Writes the facts that a rehearsal found; does nothing if it found none. A fact that another file declares is not written.
 *
 * @throws HintedError `store` if the file cannot be written, or contains anything but facts of the account
 */
export async function writeFacts(
  { trials }: Pick<Rehearsal, 'trials'>,
  options: FactsFileOptions,
): Promise<RecordedFacts | undefined> {
  const { account, environment, capabilities, declared, today } = options;
  const file = join(
    options.directory,
    ['facts', account, ...(environment === undefined ? [] : [environment]), 'yaml'].join('.'),
  );
  const path = resolve(options.workingDirectory, file);
  const { apiVersion } = capabilities;
  const scope = { apiVersion, ...(environment === undefined ? {} : { environment }) };
  const found = trials.flatMap((trial): readonly Written[] => {
    if (trial.fact === undefined || trial.result === 'not-tried') return [];
    return [{ fact: trial.fact, result: trial.result, date: today, ...scope }];
  });
  if (found.length === 0) return undefined;
  const kept = await factsIn(path, file, account);
  const isElsewhere = ({ fact }: Written): boolean =>
    declared.some((other) => other.fact === fact && resolve(options.workingDirectory, other.file) !== path);
  const own = found.filter((fact) => !isElsewhere(fact));
  const others = kept.filter((fact) => !own.some((other) => isAlike(fact, other)));
  if (own.length > 0) await write(path, await textOf([...others, ...own], options));
  return { file, facts: own.length, elsewhere: found.filter(isElsewhere).map(({ fact }) => fact) };
}

/** True if both are about the same fact, API version and environment, whatever their results are. */
function isAlike(one: Written, other: Written): boolean {
  return one.fact === other.fact && one.apiVersion === other.apiVersion && one.environment === other.environment;
}

/** The facts that the file has; none if there is no file. */
async function factsIn(path: string, name: string, account: string): Promise<readonly Written[]> {
  const content = await readFile(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw toStoreError(error, 'read', path);
  });
  if (content === undefined) return [];
  const source = sourceOf(name, 'yaml', content);
  const parsed = 'text' in source ? await parseManifest(source) : undefined;
  const items = parsed?.accounts ?? [];
  const isOurs =
    parsed?.readable === true &&
    parsed.diagnostics.length === 0 &&
    parsed.contacts.length === 0 &&
    parsed.defaults === undefined &&
    items.every((item) => hasOnlyFacts(item) && item.path[1] === account);
  if (isOurs) return factsOf(items);
  throw new HintedError(
    'store',
    sentence`${personal('file', name)} holds something else than facts, and is not overwritten`,
    {
      hint: sentence`move the file, then rehearse again`,
    },
  );
}

const SENTENCES: Readonly<Record<FactResult, string>> = {
  proved: '',
  ignored: ' It did not: it accepted the request and kept the value.',
  refused: ' It did not: it answered with an error.',
};

async function textOf(facts: readonly Written[], { account, capabilities }: FactsFileOptions): Promise<string> {
  const lines = facts.toSorted(byFact).flatMap((fact) => {
    const sentenceOf = capabilities.unproven.find(({ id }) => id === fact.fact)?.sentence;
    const comment = sentenceOf === undefined ? [] : [`      # ${sentenceOf}${SENTENCES[fact.result]}`];
    return [...comment, ...entryLines(fact)];
  });
  const text = `${[
    `# What \`rollcall doctor --rehearse\` found out at the account ${account}, with one contact of its own. Review it like any other`,
    '# change: it counts once it is on the default branch. See docs/semantics.md, "Facts of an account".',
    'accounts:',
    `  ${account}:`,
    '    facts:',
    ...lines,
  ].join('\n')}\n`;
  const formatted = await formatManifest({ format: 'yaml', text });
  return formatted.ok ? formatted.text : text;
}

function byFact(one: Written, other: Written): number {
  const keyOf = ({ apiVersion, environment = '', fact }: Written): string => [apiVersion, environment, fact].join(' ');
  return keyOf(one) < keyOf(other) ? -1 : 1;
}

function entryLines({ fact, result, date, apiVersion, environment }: Written): readonly string[] {
  const members = Object.entries({
    fact,
    result,
    date,
    apiVersion,
    ...(environment === undefined ? {} : { environment }),
  });
  return members.map(
    ([name, value], index) => `      ${index === 0 ? '- ' : '  '}${name}: ${writeScalar(value, { scalar: 'text' })}`,
  );
}

async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw toStoreError(error, 'write', path);
    await replaceFile(path, text);
  }
}
