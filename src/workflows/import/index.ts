// Imports live contacts: an account → manifests of which a plan is empty. Reads the account into a spool, sorts the contacts by
// their keys, and composes one file after the other, so that memory holds the contacts of one file and an index of identifiers.
// Writes nothing at the vendor, and no file before all of them are composed.

import { asVendorHas, type Identifier, identifierKey, type LiveContact } from '../../contact/contact.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { ReadProblem } from '../../live/problem.ts';
import type { Question } from '../../live/source.ts';
import type { Guard } from '../../manifest/suppressions/guard.ts';
import { sentencesOfFailure } from '../../render/words/failures.ts';
import type { ConnectedAccount } from '../connect.ts';
import { type Candidate, type Candidates, collectCandidates } from './candidates.ts';
import { fileNames } from './file-names.ts';
import { refuseExisting } from './publish.ts';
import { type ImportFilters, importFilter } from './selection.ts';
import { openSpool, type Spool } from './spool.ts';
import { refuseIfInterrupted, type WriteOptions, type WrittenFiles, writeFiles } from './write-files.ts';

/** What to import, and where to. */
export interface ImportOptions extends WriteOptions {
  readonly connected: ConnectedAccount;
  readonly filters: ImportFilters;
  /** Finds the people who must not be mailed at the account; undefined if there are none. */
  readonly guard?: Guard | undefined;
  /** The contacts to read; undefined: list all. */
  readonly questions?: readonly Question[];
  /** The private `.rollcall` directory. */
  readonly store: string;
}

/** What an import has read and written. */
export interface ImportResult extends WrittenFiles {
  readonly account: string;
  readonly directory: string;
  /** Numbers of live contacts: read, declared in the manifests already, not chosen by the filters. */
  readonly read: number;
  readonly declared: number;
  readonly notChosen: number;
  /** Number of live contacts whom the manifests name as people who must not be mailed. */
  readonly suppressed: number;
  /** Addresses that were asked for and that the vendor does not have, or refuses as malformed. */
  readonly notFound: readonly string[];
}

/**
 * Imports the contacts of one account.
 *
 * @throws HintedError `import` if a file that it would write exists already; `usage` if the vendor's contacts cannot be listed and
 *   no addresses are given; `no-credentials` if the key of a suppressed person's digest is not set, so that it is not known who must
 *   not be mailed; `read-failed` if the vendor cannot be read completely; `interrupted` if the signal stopped it; `store` if a file
 *   cannot be read or written. In every case no file was written.
 */
export async function importContacts(options: ImportOptions): Promise<ImportResult> {
  const { account, directory, split, filters } = options;
  refuseUnlisted(options);
  refuseWithoutKeys(options);
  const names = fileNames(account.name, undefined);
  if (!split.byTag) await refuseExisting(directory, [names(undefined, 1, false)]);
  const spool = openSpool(options.store);
  try {
    const byTag = split.byTag ? (filters.tags ?? []) : undefined;
    const isChosen = importFilter(account.name, filters);
    const candidates = collectCandidates({
      ...{ account: account.name, spool, declared: options.declared, isChosen, byTag },
      isSuppressed: (live) => options.guard?.find(live) !== undefined,
    });
    const found = await readInto(candidates, options);
    const suppressed = await suppressedAmong(candidates.sorted(), spool, options);
    const written = await writeFiles(candidates, spool, options, suppressed);
    const notFound = (options.questions ?? []).filter(({ ask }) => !found.has(identifierKey(ask)));
    const values = notFound.map(({ ask }) => ask.value);
    return { account: account.name, directory, ...candidates.counts, ...written, notFound: values };
  } finally {
    spool.remove();
  }
}

/** @throws HintedError `no-credentials` if it cannot be told who must not be mailed */
function refuseWithoutKeys({ guard }: ImportOptions): void {
  const missing = guard?.missingKeys ?? [];
  if (missing.length === 0) return;
  const message = sentence`it cannot be told who is suppressed, because ${shown(missing.join(', '))} is not set; no file was written`;
  throw new HintedError('no-credentials', message, {
    hint: sentence`set the key of the digests, in the environment or in the secrets file`,
  });
}

/** @throws HintedError `usage` if the vendor's contacts can only be looked up, and no addresses are given */
function refuseUnlisted({ account, questions }: ImportOptions): void {
  const { reads, vendorName } = account.capabilities;
  if (reads.list !== undefined || questions !== undefined) return;
  throw new HintedError(
    'usage',
    sentence`${shown(vendorName)} cannot list its contacts, so it must be told whom to import`,
    {
      hint: sentence`export them at ${shown(vendorName)}, and name the file with --from: CSV with a column named email, or one address per line`,
    },
  );
}

/** @returns keys of the identifiers that were found, if they were looked up */
async function readInto(candidates: Candidates, options: ImportOptions): Promise<ReadonlySet<string>> {
  const { connected, questions = [], signal, onProgress = () => {} } = options;
  const asked = new Set(questions.map(({ ask }) => identifierKey(ask)));
  const found = new Set<string>();
  const onContact = (live: LiveContact): void => {
    for (const value of live.emails) {
      const key = identifierKey({ kind: 'email', value });
      if (asked.has(key)) found.add(key);
    }
    candidates.add(live);
  };
  const report = await connected.source.read(questions, onContact, {
    strategy: options.questions === undefined ? 'list' : 'look-up',
    onProgress: (progress) => onProgress({ step: 'reading', ...progress }),
    signal,
  });
  refuseIfInterrupted(signal);
  // An address that the vendor refuses as invalid belongs to no contact; any other failed look-up may hide a contact.
  const problem = report.problem ?? [...report.failed.values()].find(({ code }) => code !== 'invalid');
  if (problem !== undefined) throw notRead(problem);
  return found;
}

function notRead({ code, args }: ReadProblem): HintedError {
  const { message, hint } = sentencesOfFailure({ code, args });
  return new HintedError('read-failed', sentence`${message}; no file was written`, { hint });
}

/**
 * Returns the keys of contacts whose status says subscribed and whose address the vendor suppresses all the same, if its API can
 * tell. A manifest cannot express that, and must not claim that these people may be mailed.
 */
async function suppressedAmong(
  candidates: readonly Candidate[],
  spool: Spool,
  { connected, signal }: ImportOptions,
): Promise<ReadonlySet<string>> {
  if (connected.source.suppressed === undefined) return new Set();
  const asked = new Map<string, { readonly identifier: Identifier; readonly key: string }>();
  for (const candidate of candidates) {
    const live = spool.read(candidate);
    const [email] = live.emails;
    if (live.channels.email?.optedOut !== false || email === undefined) continue;
    const identifier = asVendorHas(live, { kind: 'email', value: email });
    asked.set(identifierKey(identifier), { identifier, key: candidate.key });
  }
  const identifiers = [...asked.values()].map(({ identifier }) => identifier);
  const report = await connected.source.suppressed(identifiers);
  refuseIfInterrupted(signal);
  const [problem] = report.failed.values();
  if (problem !== undefined) throw notRead(problem);
  return new Set([...report.suppressed].flatMap((key) => asked.get(key)?.key ?? []));
}
