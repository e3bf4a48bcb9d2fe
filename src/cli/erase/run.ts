// Takes a person out of the manifests: looks them up at every account while the address is known, edits and writes the manifests,
// removes files of this machine that contain the address, and shows the plan. Only reads at the vendors.

import { join } from 'node:path';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { AssignedFile } from '../../manifest/assign/texts.ts';
import { preventsUse } from '../../manifest/diagnostic.ts';
import { type Loaded, type LoadOptions, loadManifests } from '../../manifest/index.ts';
import { type DataFile, utf8TextOf } from '../../manifest/read/data-file.ts';
import { type ManifestFile, sourceOf } from '../../manifest/read/source.ts';
import { areRows } from '../../manifest/sources/query.ts';
import { digestOf } from '../../manifest/suppressions/digest.ts';
import type { Plan } from '../../plan/document.ts';
import { neutraliseJson } from '../../render/json/neutralise.ts';
import { diagnosticsWithWords } from '../../render/words/diagnostics.ts';
import { cleanStore } from '../../workflows/erase/clean.ts';
import type { FoundPerson } from '../../workflows/erase/find.ts';
import { NEW_FILE, outdatedErasures, withErasure, withoutPerson } from '../../workflows/erase/manifests.ts';
import { createNaming } from '../../workflows/erase/naming.ts';
import { addressesOf, type PersonIdentifiers } from '../../workflows/erase/person.ts';
import { writeErased } from '../../workflows/erase/write.ts';
import type { SetExit } from '../exit-codes.ts';
import { loadOptionsOf, loadOrExplain, masked, printDiagnostics } from '../manifests.ts';
import { digestKey } from '../options/digest-key.ts';
import { isJson } from '../options/options.ts';
import { isRedacted, outputIds } from '../options/redaction.ts';
import { storeDirectory } from '../places.ts';
import { planWithProgress } from '../plan-with-progress.ts';
import { exitCodeOfPlan } from '../planned.ts';
import { printPlan } from '../print-plan.ts';
import { hasQueue } from '../queue/open.ts';
import { readEnvironment } from '../secrets.ts';
import { withSession } from '../session.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import type { EraseFlags } from './options.ts';
import { allOf, type EraseRun, findPeople, idsOf } from './people.ts';
import { type Erased, report, say } from './report.ts';

/**
 * Erases people from the manifests, then shows the plan that follows from the edit.
 *
 * @param names an identifier of each
 * @throws HintedError `usage`, `no-credentials`; `read-failed` if an account cannot be asked; `cannot-edit`, `invalid-manifests`,
 *   `changed-meanwhile`, `store`. With one of these, nothing was written, except with `store`. Errors of the plan come after the
 *   manifests were edited.
 */
export async function runErase(names: readonly string[], options: EraseFlags, setExit: SetExit): Promise<void> {
  const terminal = openTerminal(options.color);
  const environment = await readEnvironment(options);
  const key = digestKey(options.key, environment);
  const loading = await loadOptionsOf(options, environment);
  const { fetchRows } = loading;
  const before = await loadOrExplain(options, { environment, filters: {}, mayBeEmpty: true, fetchRows }, terminal);
  const people = await findPeople(names, before, { options, terminal, fetchRows });
  const { files, created, file, added, entries, outdated } = await edit(people, key, before, options);
  const person = allOf(people);
  const stillNamed = await checked(
    before.files,
    { changed: files, created, file, person },
    { options, loading, terminal },
  );
  const written = options.dryRun !== true;
  const begun = created === undefined ? undefined : { name: file, text: created };
  if (written) await writeErased(files, begun, process.cwd());
  const store = await storeDirectory();
  const cleaned = await cleanStore(store, person, !written);
  const erased = {
    entries,
    digests: added,
    ids: idsOf(people),
    stillNamed,
    outdatedErasures: outdated,
    cleaned,
    written,
  };
  if (!isJson(options)) await report({ ...erased, hasQueue: hasQueue(environment) }, people, options, terminal);
  const plan = written ? await planErasure({ options, terminal, fetchRows }) : undefined;
  if (plan !== undefined) setExit(exitCodeOfPlan(plan, false));
  if (isJson(options)) return printJson(erased, plan, options, terminal);
  if (plan !== undefined) await printPlan(plan, options, terminal);
  if (plan !== undefined && plan.changes.length > 0) await say(NEXT, options, terminal);
}

/** The edited manifests, with an erasure for every person. */
async function edit(
  people: readonly FoundPerson[],
  { id, key }: ReturnType<typeof digestKey>,
  { files: all, whole }: Pick<Loaded, 'files' | 'whole'>,
  { dir }: EraseFlags,
) {
  const { files, entries } = await withoutPerson(all, allOf(people));
  const file = join(dir, 'erasures.yaml');
  const old = all.find((one) => one.name === file);
  const known = new Set((whole.erasures ?? []).map(({ digest }) => digest));
  const requestedAt = `${new Date().toISOString().slice(0, 19)}Z`;
  const added: string[] = [];
  const outdated: string[] = [];
  let text = files.find((one) => one.file.name === file)?.text ?? old?.text ?? NEW_FILE;
  for (const one of people) {
    const digests = addressesOf(one.person).map((address) => digestOf(address, id, key));
    outdated.push(...outdatedErasures(whole.erasures ?? [], digests, one.found));
    const own = digests.filter((digest) => !known.has(digest));
    for (const digest of own) known.add(digest);
    added.push(...own);
    const accounts = one.found.map(({ account }) => account);
    if (own.length > 0) text = withErasure(text, file, { digests: own, requestedAt, accounts, ids: idsOf([one]) });
  }
  // The digest comes first, so that it is stored before the entries that name the person are gone.
  const changed = [
    ...(old === undefined ? [] : [{ file: old, text }]),
    ...files.filter((one) => one.file.name !== file),
  ];
  const created = old === undefined && added.length > 0 ? text : undefined;
  return { files: changed, created, file, added, entries, outdated };
}

const NEXT = sentence`  → carry it out with: rollcall apply; then run this command again, to clean .rollcall once more`;

/**
 * Plans all contacts whose declaration differs from the record (what was last applied): the erasure, and whatever else is not
 * applied yet.
 */
async function planErasure({ options, terminal, fetchRows }: EraseRun): Promise<Plan> {
  const { signal } = new AbortController();
  const wanted = { store: false, base: 'record', mayBeEmpty: true, signal, fetchRows };
  try {
    return await withSession(options, terminal, wanted, (session) =>
      planWithProgress(session, { ...options, refresh: 'full', changed: true }, terminal),
    );
  } catch (error) {
    if (!(error instanceof HintedError)) throw error;
    const { message, hint } = error.sentences;
    throw new HintedError(error.code, sentence`${message}; the manifests are edited`, { hint, cause: error });
  }
}

async function printJson(
  erased: Erased,
  plan: Plan | undefined,
  options: EraseFlags,
  terminal: Terminal,
): Promise<void> {
  const texts: string[] = [];
  if (plan !== undefined) await printPlan(plan, options, { ...terminal, out: async (text) => void texts.push(text) });
  const shown = isRedacted(options, process.env) ? await redacted(erased) : erased;
  const document = { ...shown, ...(plan === undefined ? {} : { plan: JSON.parse(texts.join('')) }) };
  await terminal.out(`${neutraliseJson(JSON.stringify(document, null, 2))}\n`);
}

async function redacted(erased: Erased): Promise<Erased & { readonly redacted: true }> {
  const { redactErased } = await import('../../render/redact/erased.ts');
  return { redacted: true, ...redactErased(erased, await outputIds()) };
}

interface Edited {
  readonly changed: readonly AssignedFile[];
  readonly created: string | undefined;
  readonly file: string;
  readonly person: PersonIdentifiers;
}

interface Surroundings {
  readonly options: EraseFlags;
  readonly loading: LoadOptions;
  readonly terminal: Terminal;
}

/**
 * Loads the edited manifests as if they had been written.
 *
 * @returns the places that still name the person
 * @throws HintedError `invalid-manifests` if they would have mistakes
 */
async function checked(
  files: readonly ManifestFile[],
  { changed, created, file, person }: Edited,
  { options, loading, terminal }: Surroundings,
): Promise<readonly string[]> {
  const texts = new Map(changed.map((one) => [one.file.name, one.text]));
  const all = [
    ...files.map((one) => ({ name: one.name, format: one.format, text: texts.get(one.name) ?? one.text })),
    ...(created === undefined ? [] : [{ name: file, format: 'yaml' as const, text: created }]),
  ];
  const sources = all.flatMap(({ name, format, text }) => {
    const source = sourceOf(name, format, Buffer.from(text));
    return 'text' in source ? [source] : [];
  });
  const loaded = await loadManifests({
    ...loading,
    environmentUse: 'every',
    files: { read: async () => ({ files: sources, diagnostics: [] }) },
  });
  const mistakes = loaded.diagnostics.filter((one) => preventsUse(one) && one.code !== 'no-contacts');
  if (mistakes.length > 0) {
    if (!isJson(options)) await printDiagnostics(mistakes, options, terminal);
    throw new HintedError('invalid-manifests', sentence`the manifests would have mistakes; nothing was written`, {
      details: { diagnostics: diagnosticsWithWords(await masked(mistakes, options)) },
    });
  }
  const namesPerson = createNaming({ ...person, userId: new Set() }, 'whole');
  const inTexts = [...sources, ...loaded.data.flatMap(textOf)].flatMap(({ name, text }) =>
    text.split('\n').flatMap((line, index) => (namesPerson(line) ? [`${name}:${index + 1}`] : [])),
  );
  // A Parquet file is no text: what it says of people is known from the contacts that its rows declare.
  const binary = new Set(loaded.data.flatMap((data) => (utf8TextOf(data) === undefined ? [data.name] : [])));
  const inBinary = loaded.whole.contacts.flatMap(({ source, identifiers }) =>
    binary.has(source.file) && namesPerson(Object.values(identifiers).join(' '))
      ? [`${source.file}:${source.line}`]
      : [],
  );
  return [...inTexts, ...new Set(inBinary)];
}

/** Returns the text of data, in which the line of a row is the number of the row; nothing if they are no text. */
function textOf(data: DataFile): readonly { readonly name: string; readonly text: string }[] {
  const text = utf8TextOf(data);
  if (text === undefined) return [];
  return [{ name: data.name, text: areRows(data) ? text.slice(text.indexOf('\n') + 1) : text }];
}
