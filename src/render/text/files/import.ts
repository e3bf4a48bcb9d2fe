// Renders an import: its progress as one line, and its result for people. Pure.

import { neutralise } from '../../neutralise.ts';
import { type ExceptionCode, type OmissionCode, wordsOfException, wordsOfOmission } from '../../words/imports.ts';
import { count, formatNumber, joinAnd, nameSome, timeLeft } from '../../words/numbers.ts';

/**
 * How far an import has come. Reading: `requests` sent, of the `expected` number, and contacts `seen`, of about the `likely`
 * number; `expected` and `likely` are absent if unknown. Writing: contacts `done`, of all `contacts`.
 */
export type ImportProgress =
  | {
      readonly step: 'reading';
      readonly requests: number;
      readonly expected?: number;
      readonly seen: number;
      readonly likely?: number;
    }
  | { readonly step: 'writing'; readonly done: number; readonly contacts: number };

/**
 * Returns the progress as one line.
 *
 * @param spent seconds since the step began
 */
export function importLine(progress: ImportProgress | undefined, spent: number): string {
  if (progress === undefined) return 'Reading…';
  if (progress.step === 'writing') {
    const { done, contacts } = progress;
    const left = done === 0 ? [] : timeLeft((contacts - done) * (spent / done));
    return [`Writing: ${formatNumber(done)} of ${count(contacts, 'contact')}`, ...left].join(', ');
  }
  const { requests, expected, seen, likely } = progress;
  const [done, all] = expected === undefined ? [seen, likely] : [requests, expected];
  const left = all === undefined || done === 0 || done > all ? [] : timeLeft((all - done) * (spent / done));
  const about = likely === undefined || expected !== undefined ? '' : ` of about ${formatNumber(likely)}`;
  return [`Reading: ${formatNumber(seen)}${about} contacts`, count(requests, 'request'), ...left].join(', ');
}

/**
 * What an import did, for people. Numbers of contacts: `read` at the vendor; `contacts` written to files, of which `optedOut` are
 * declared unsubscribed; and contacts left out because they were `declared` already, `notChosen` by the filters, or `suppressed`.
 */
export interface ImportSummary {
  readonly account: string;
  /** Name of the environment; undefined for none. */
  readonly environment?: string | undefined;
  readonly read: number;
  readonly contacts: number;
  readonly declared: number;
  readonly notChosen: number;
  readonly suppressed: number;
  readonly optedOut: number;
  readonly directory: string;
  readonly files: readonly { readonly file: string; readonly contacts: number }[];
  readonly excepted: readonly { readonly key: string; readonly code: ExceptionCode }[];
  readonly omitted: readonly { readonly field: string; readonly code: OmissionCode; readonly contacts: number }[];
  readonly notFound: readonly string[];
  /**
   * Names of sets that are not declared, because they could only be declared as a whole: members that others add later would then
   * be removed.
   */
  readonly notOwned: readonly string[];
  /** What to do with files that are not below the manifests' directory; undefined if they are. */
  readonly move?: string;
  /** The command to run next. */
  readonly next: string;
}

/**
 * Maximum numbers of names that are listed: of files or addresses, and of contacts that were not imported for the same reason.
 */
const MOST = 20;
const MOST_OF_A_REASON = 5;

/** Renders the result of an import. */
export function renderImport(summary: ImportSummary): string {
  const { contacts, account: name, environment, files, directory, read } = summary;
  const account = environment === undefined ? name : `${name} (${environment})`;
  const head =
    contacts === 0
      ? `Nothing was imported from ${account}: ${count(read, 'contact')} read.`
      : `Imported ${count(contacts, 'contact')} of ${account} into ${count(files.length, 'file')} in ${directory}:`;
  const named = files.map(({ file, contacts: amount }) => `  ${file}  ${count(amount, 'contact')}`);
  return [head, ...some(named, 'files'), ...leftOut(summary), ...ending(summary)]
    .map((line) => `${neutralise(line)}\n`)
    .join('');
}

function leftOut({
  contacts,
  notOwned,
  declared,
  notChosen,
  suppressed,
  optedOut,
  omitted,
  excepted,
  notFound,
}: ImportSummary): readonly string[] {
  const have = (amount: number): string => (amount === 1 ? 'has' : 'have');
  const are = (amount: number): string => (amount === 1 ? 'is' : 'are');
  return [
    ...(optedOut === 0
      ? []
      : [`${count(optedOut, 'contact')} ${have(optedOut)} opted out, and ${are(optedOut)} declared unsubscribed.`]),
    ...(declared === 0
      ? []
      : [`${count(declared, 'contact')} ${are(declared)} declared already, and ${are(declared)} left out.`]),
    ...(suppressed === 0
      ? []
      : [`${count(suppressed, 'contact')} must not be mailed (\`suppressions\`), and ${are(suppressed)} left out.`]),
    ...(notChosen === 0
      ? []
      : [`${count(notChosen, 'contact')} ${are(notChosen)} not among those that were asked for.`]),
    ...(notOwned.length === 0 || contacts === 0
      ? []
      : [
          `${joinAnd(notOwned)} could only be owned as a whole, and would lose what others add; --fields ${notOwned.join(',')} takes them.`,
        ]),
    ...omitted.map(
      ({ field, code, contacts: amount }) =>
        `Of ${count(amount, 'contact')}, ${field} is left out: it ${wordsOfOmission(code)}.`,
    ),
    ...(notFound.length === 0 ? [] : [`Not found at the vendor: ${formatNumber(notFound.length)}`]),
    ...some(
      notFound.map((address) => `  ${address}`),
      'addresses',
    ),
    ...exceptions(excepted),
  ];
}

/** Returns two lines for each reason why contacts were not imported: one with their number, and one that names some of them. */
function exceptions(excepted: ImportSummary['excepted']): readonly string[] {
  if (excepted.length === 0) return [];
  const codes = [...new Set(excepted.map(({ code }) => code))].sort();
  return [
    `Not imported: ${count(excepted.length, 'contact')}`,
    ...codes.flatMap((code) => {
      const keys = excepted.filter((each) => each.code === code).map(({ key }) => key);
      const rest = keys.length > MOST_OF_A_REASON ? '; --json names all' : '';
      return [
        `  ${formatNumber(keys.length)} ${wordsOfException(code)}`,
        `    ${nameSome(keys, MOST_OF_A_REASON)}${rest}`,
      ];
    }),
  ];
}

function some(lines: readonly string[], what: string): readonly string[] {
  const rest = lines.length - MOST;
  return rest <= 0 ? lines : [...lines.slice(0, MOST), `  and ${formatNumber(rest)} more ${what}; --json names all`];
}

function ending({ contacts, move, next }: ImportSummary): readonly string[] {
  if (contacts === 0) return [];
  return [...(move === undefined ? [] : [move]), `Next: ${next}`];
}
