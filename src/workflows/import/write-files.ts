// Writes the files of an import: candidates in the order of their keys → files, composed one after the other and published together.

import { join } from 'node:path';
import type { DesiredContact } from '../../contact/contact.ts';
import { CHANNELS } from '../../contact/fields.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { StopSignal } from '../../http/stop-signal.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { ImportProgress } from '../../render/text/files/import.ts';
import type { Candidate, Candidates } from './candidates.ts';
import { composeFile, type Draft, type Excepted } from './compose.ts';
import { entryOf, type Omission } from './entry.ts';
import { fileNames } from './file-names.ts';
import { type StagedFiles, stageFiles } from './publish.ts';
import type { TakenFields } from './selection.ts';
import type { Spool } from './spool.ts';

/** What to write, and where to. */
export interface WriteOptions {
  readonly account: Account;
  /** What the manifests declare at the account already. */
  readonly declared: readonly DesiredContact[];
  readonly fields: TakenFields;
  /** `size`: maximum number of contacts in a file. `byTag`: true to write the contacts of each tag to files of their own. */
  readonly split: { readonly size: number; readonly byTag: boolean };
  /** Where the files will be; created if missing. */
  readonly directory: string;
  /** Current time in milliseconds since 1970. */
  readonly now: number;
  readonly signal: StopSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
}

/** What was written. */
export interface WrittenFiles {
  /** Number of contacts in all files. */
  readonly contacts: number;
  /** Number of written contacts who have opted out of a channel; they are declared `unsubscribed`. */
  readonly optedOut: number;
  readonly files: readonly { readonly file: string; readonly contacts: number }[];
  /** Contacts that could not be written, by key. */
  readonly excepted: readonly Excepted[];
  /** Values that were left out of written contacts, each with the number of these contacts. */
  readonly omitted: readonly (Omission & { readonly contacts: number })[];
}

/** @throws HintedError `interrupted` */
export function refuseIfInterrupted({ aborted }: StopSignal): void {
  if (aborted) throw new HintedError('interrupted', sentence`interrupted; no file was written`);
}

/** What was composed so far. */
interface Tally {
  readonly files: { readonly file: string; readonly contacts: number }[];
  readonly excepted: Excepted[];
  readonly omitted: Map<string, Omission & { contacts: number }>;
  contacts: number;
  optedOut: number;
  done: number;
}

/**
 * Composes all files, and publishes them.
 *
 * @param suppressed keys of candidates whose address the vendor suppresses
 * @throws HintedError `import` if a file exists; `interrupted`; `store`
 */
export async function writeFiles(
  candidates: Candidates,
  spool: Spool,
  options: WriteOptions,
  suppressed: ReadonlySet<string>,
): Promise<WrittenFiles> {
  const { directory, signal, onProgress = () => {} } = options;
  const tally: Tally = { files: [], excepted: [], omitted: new Map(), contacts: 0, optedOut: 0, done: 0 };
  const sorted = candidates.sorted();
  const staged = await stageFiles(directory);
  try {
    for (const file of filesOf(withDistinctKeys(sorted, options.declared, tally), options)) {
      refuseIfInterrupted(signal);
      const drafts = draftsOf(file.candidates, { spool, candidates, suppressed, tally, options });
      await writeFile(file.name, await composeFile(drafts, options), { staged, tally, directory });
      tally.done += file.candidates.length;
      onProgress({ step: 'writing', done: tally.done, contacts: sorted.length });
    }
    refuseIfInterrupted(signal);
    await staged.publish();
  } finally {
    staged.discard();
  }
  const { files, contacts, optedOut } = tally;
  return {
    ...{ files, contacts, optedOut },
    excepted: tally.excepted.sort((a, b) => (a.key < b.key ? -1 : 1)),
    omitted: [...tally.omitted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, omission]) => omission),
  };
}

async function writeFile(
  name: string,
  { text, kept, excepted }: Awaited<ReturnType<typeof composeFile>>,
  { staged, tally, directory }: { readonly staged: StagedFiles; readonly tally: Tally; readonly directory: string },
): Promise<void> {
  tally.excepted.push(...excepted);
  for (const { omitted, live } of kept) {
    for (const omission of omitted) countOmission(omission, tally);
    if (CHANNELS.some((channel) => live.channels[channel]?.optedOut)) tally.optedOut += 1;
  }
  if (kept.length === 0) return;
  await staged.add(name, text);
  tally.contacts += kept.length;
  tally.files.push({ file: join(directory, name), contacts: kept.length });
}

function countOmission({ field, code }: Omission, { omitted }: Tally): void {
  const key = `${field}\0${code}`;
  const omission = omitted.get(key) ?? { field, code, contacts: 0 };
  omission.contacts += 1;
  omitted.set(key, omission);
}

/** Returns the candidates whose key nobody else has, neither another candidate nor a declared contact. Excepts the others. */
function withDistinctKeys(
  sorted: readonly Candidate[],
  declared: readonly DesiredContact[],
  { excepted }: Tally,
): readonly Candidate[] {
  const taken = new Set(declared.map(({ key }) => key));
  return sorted.filter(({ key }, index) => {
    const isTaken = taken.has(key) || sorted[index - 1]?.key === key || sorted[index + 1]?.key === key;
    if (isTaken) excepted.push({ key, code: 'ambiguous-key' });
    return !isTaken;
  });
}

/** A file to compose. */
interface PlannedFile {
  readonly name: string;
  readonly candidates: readonly Candidate[];
}

function filesOf(candidates: readonly Candidate[], { account, split }: WriteOptions): readonly PlannedFile[] {
  const groups = new Map<string | undefined, Candidate[]>();
  for (const candidate of candidates) {
    const group = groups.get(candidate.tag);
    if (group === undefined) groups.set(candidate.tag, [candidate]);
    else group.push(candidate);
  }
  const tags = [...groups.keys()].filter((tag) => tag !== undefined);
  const nameOf = fileNames(account.name, split.byTag ? tags : undefined);
  return [...groups].flatMap(([tag, members]) => {
    const pieces = Math.ceil(members.length / split.size);
    return Array.from({ length: pieces }, (_, index) => ({
      name: nameOf(tag, index + 1, pieces === 1),
      candidates: members.slice(index * split.size, (index + 1) * split.size),
    }));
  });
}

interface DraftContext {
  readonly spool: Spool;
  readonly candidates: Pick<Candidates, 'isShared'>;
  readonly suppressed: ReadonlySet<string>;
  readonly tally: Tally;
  readonly options: WriteOptions;
}

function draftsOf(members: readonly Candidate[], context: DraftContext): readonly Draft[] {
  const { spool, candidates, suppressed, tally, options } = context;
  const { capabilities } = options.account;
  return members.flatMap((member): Draft[] => {
    const { key } = member;
    const live = spool.read(member);
    const entry = suppressed.has(key)
      ? ({ exception: 'suppressed' } as const)
      : entryOf(live, { capabilities, fields: options.fields, isShared: candidates.isShared });
    if ('exception' in entry) {
      tally.excepted.push({ key, code: entry.exception });
      return [];
    }
    return [{ key, live, ...entry }];
  });
}
