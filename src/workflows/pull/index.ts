// Takes drift into the manifests (docs/semantics.md#pull). Enters: manifests compared with the record, connected accounts, and what to
// take. Leaves: edited files, written together or not at all. Never writes to a vendor, nor a record.

import type { ConfigurationToPlan } from '../../base/contact-to-plan.ts';
import { linkBoundary } from '../../base/link-boundary.ts';
import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { Assignment } from '../../manifest/assign/assignment.ts';
import { assignValues } from '../../manifest/assign/index.ts';
import type { AssignedFile } from '../../manifest/assign/texts.ts';
import type { Diagnostic } from '../../manifest/diagnostic.ts';
import { type Loaded, loadManifests } from '../../manifest/index.ts';
import { loadedData } from '../../manifest/read/data-file.ts';
import { type ManifestFile, sourceOf } from '../../manifest/read/source.ts';
import type { FetchRows } from '../../manifest/sources/query.ts';
import type { Drift } from '../../plan/drift/document.ts';
import { isValue, type PullException, type PullResult, type ValueEntry } from '../../plan/drift/pulled.ts';
import type { ConnectedAccount } from '../connect.ts';
import { type FindDriftOptions, findDrift } from '../drift/index.ts';
import { writeEdited } from '../edit/write.ts';
import { assignmentsOf, type TakenValue } from './assignments.ts';
import { isSelected, type PullSelection } from './selection.ts';

/** Where the manifests are, and whether they are written. */
export interface TakeOptions {
  readonly directory: string;
  readonly workingDirectory: string;
  /** Current time in milliseconds since the epoch. */
  readonly now: () => number;
  /** True to write nothing. */
  readonly dryRun: boolean;
  /** Fetches the rows of queries; absent: no query may be run. */
  readonly fetchRows?: FetchRows | undefined;
}

/** Drift, and what is needed to take it into the manifests. */
export interface DriftToTake {
  readonly drift: Drift;
  readonly configuration: ConfigurationToPlan;
  /** Map from contact key to a contact that may have drifted, as declared and as read. */
  readonly seen: ReadonlyMap<string, { readonly desired: DesiredContact; readonly live: LiveContact }>;
}

/** Finds the drift that may be taken, which includes opt-outs from before the last apply. Writes nothing. */
export async function findDriftToTake(
  configuration: ConfigurationToPlan,
  accounts: ReadonlyMap<string, ConnectedAccount>,
  options: Omit<FindDriftOptions, 'onLive' | 'isEveryOptOut'>,
): Promise<DriftToTake> {
  const seen = new Map<string, { readonly desired: DesiredContact; readonly live: LiveContact }>();
  const onLive = (desired: DesiredContact, live: LiveContact): void => void seen.set(desired.key, { desired, live });
  // Without guards: people whom only a suppression or an erasure names have no entry in the manifests that could take a value.
  const { guards: _, ...declared } = configuration;
  const drift = await findDrift(declared, accounts, { ...options, onLive, isEveryOptOut: true });
  return { drift, configuration, seen };
}

/**
 * Takes drift into the manifests. Takes nothing if an account could not be compared as a whole.
 *
 * @param selection what to take; undefined: nothing
 * @throws HintedError `changed-meanwhile`, `store`; then no file was written
 */
export async function takeDrift(
  { drift, configuration, seen }: DriftToTake,
  selection: PullSelection | undefined,
  options: TakeOptions,
): Promise<PullResult> {
  const absent = drift.entries.filter((entry) => !isValue(entry) && entry.kind !== 'owed');
  const nothing = { drift, taken: [], exceptions: [], absent, files: [], dryRun: options.dryRun };
  if (selection === undefined || !drift.complete) return nothing;
  const parts = drift.entries.flatMap((entry): readonly (TakenValue | PullException)[] => {
    if (!isValue(entry) || !isSelected(entry, selection)) return [];
    const contact = seen.get(entry.key);
    const account = configuration.accounts.find(({ name }) => name === entry.account);
    return contact === undefined || account === undefined ? [] : [assignmentsOf(entry, { ...contact, account })];
  });
  const values = parts.filter((part): part is TakenValue => 'assignments' in part);
  const refused = parts.filter((part): part is PullException => 'why' in part);
  const edited = await editManifests(values, configuration.digest, options);
  if (!options.dryRun && edited.files.length > 0) await writeEdited(edited.files, options.workingDirectory);
  return { ...nothing, ...edited, exceptions: [...refused, ...edited.exceptions] };
}

type Edited = Pick<PullResult, 'taken' | 'exceptions' | 'files'>;

/** Edits the manifests. Values whose edit is refused, or would be a mistake, are left out and returned as exceptions. */
async function editManifests(values: readonly TakenValue[], digest: string, options: TakeOptions): Promise<Edited> {
  if (values.length === 0) return { taken: [], exceptions: [], files: [] };
  const loaded = await load(options);
  if (loaded.whole.digest !== digest) throw changedMeanwhile();
  const manifests = {
    files: loaded.files,
    accounts: loaded.whole.accounts.map(({ name }) => name),
    read: loadedData(loaded.data),
    skipped: loaded.whole.skipped,
  };
  const exceptions: PullException[] = [];
  let rest = values;
  for (;;) {
    const { files, refused } = await assignValues(
      manifests,
      rest.flatMap(({ assignments }) => assignments),
    );
    const isRefused = new Map(refused.map(({ assignment, ...why }) => [assignment, why] as const));
    const failed = rest.flatMap(({ entry, assignments }) => refusalOf(entry, assignments, isRefused));
    const names = new Set(failed.map(({ entry }) => entry));
    const kept = rest.filter(({ entry }) => !names.has(entry));
    const mistakes = mistakenValues(kept, await mistakesIn(files, loaded, options));
    if (mistakes.length === 0) {
      return { taken: kept.map(({ entry }) => entry), exceptions: [...exceptions, ...failed], files };
    }
    exceptions.push(...failed, ...mistakes);
    const mistaken = new Set(mistakes.map(({ entry }) => entry));
    rest = kept.filter(({ entry }) => !mistaken.has(entry));
    if (rest.length === 0) return { taken: [], exceptions, files: [] };
  }
}

function refusalOf(
  entry: ValueEntry,
  assignments: readonly Assignment[],
  refused: ReadonlyMap<Assignment, { readonly code: string; readonly file?: string; readonly line?: number }>,
): readonly PullException[] {
  const [why] = assignments.flatMap((assignment) => refused.get(assignment) ?? []);
  return why === undefined ? [] : [{ entry, why: 'not-expressible', ...why }];
}

function load(
  { directory, workingDirectory, now, fetchRows }: TakeOptions,
  files?: readonly ManifestFile[],
): Promise<Loaded> {
  return linkBoundary(directory, workingDirectory).then((boundary) =>
    loadManifests({
      directory,
      workingDirectory,
      boundary,
      // Loading connects to nothing; the session checked credentials and hosts when it began.
      environment: {},
      sandbox: true,
      // An edit holds for all environments, so the accounts of all environments are loaded.
      environmentUse: 'every',
      // The session has decided which facts are believed. Here it is enough that no fact forbids what the session allows.
      believe: async (facts) => facts.filter(({ result }) => result === 'proved'),
      now,
      fetchRows,
      ...(files === undefined ? {} : { files: { read: async () => ({ files, diagnostics: [] }) } }),
    }),
  );
}

/** The mistakes that the manifests would have with the edit. */
async function mistakesIn(
  edited: readonly AssignedFile[],
  { files }: Loaded,
  options: TakeOptions,
): Promise<readonly Diagnostic[]> {
  if (edited.length === 0) return [];
  const texts = new Map(edited.map(({ file, text }) => [file, text] as const));
  const next = files.map((file) => withText(file, texts.get(file)));
  const { diagnostics } = await load(options, next);
  return diagnostics.filter(({ severity }) => severity === 'error');
}

function withText(file: ManifestFile, text: string | undefined): ManifestFile {
  if (text === undefined) return file;
  const next = sourceOf(file.name, file.format, Buffer.from(text));
  if ('code' in next) throw new Error('the editor wrote a text that is no manifest');
  return next;
}

/**
 * Returns the values whose contacts a mistake is likely to be about. Its line is that of the edited text, which may have moved.
 */
function mistakenValues(values: readonly TakenValue[], mistakes: readonly Diagnostic[]): readonly PullException[] {
  if (mistakes.length === 0) return [];
  const found = values.flatMap(({ entry }): readonly PullException[] => {
    const about = mistakes.find(({ file, line }) => file === entry.source.file && isNear(line, entry, values));
    return about === undefined ? [] : [{ entry, why: 'invalid', code: about.code, file: about.file, line: about.line }];
  });
  // The mistake belongs to none of them: it is better to take nothing than to write a file with a mistake.
  const [first] = mistakes;
  return found.length > 0 || first === undefined
    ? found
    : values.map(({ entry }) => ({ entry, why: 'invalid', code: first.code, file: first.file, line: first.line }));
}

/**
 * True if the line is likely to belong to the entry: not before it, and before the next edited entry. Each edit may have added a
 * line.
 */
function isNear(line: number, { source }: ValueEntry, values: readonly TakenValue[]): boolean {
  const later = values
    .filter(({ entry }) => entry.source.file === source.file && entry.source.line > source.line)
    .map(({ entry }) => entry.source.line);
  return line >= source.line && line < Math.min(...later, Number.POSITIVE_INFINITY) + values.length;
}

function changedMeanwhile(): HintedError {
  return new HintedError(
    'changed-meanwhile',
    sentence`the manifests were changed while the vendors were read; nothing was written`,
    {
      hint: sentence`run \`rollcall pull\` again`,
    },
  );
}
