// Takes a person out of the manifests: looks them up at every account while the address is known, edits and writes the manifests,
// removes files of this machine that contain the address, and shows the plan. Only reads at the vendors.

import { join } from 'node:path';
import { personal } from '../../contact/argument.ts';
import type { LiveContact } from '../../contact/contact.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { type Sentence, sentence, shown } from '../../contact/sentence.ts';
import type { AssignedFile } from '../../manifest/assign/texts.ts';
import { preventsUse } from '../../manifest/diagnostic.ts';
import { loadManifests } from '../../manifest/index.ts';
import { utf8TextOf } from '../../manifest/read/data-file.ts';
import { type ManifestFile, sourceOf } from '../../manifest/read/source.ts';
import { digestOf } from '../../manifest/suppressions/digest.ts';
import type { Plan } from '../../plan/document.ts';
import { neutraliseJson } from '../../render/json/neutralise.ts';
import { neutralise } from '../../render/neutralise.ts';
import { diagnosticsWithWords } from '../../render/words/diagnostics.ts';
import { sentencesOfFailure } from '../../render/words/failures.ts';
import { type Cleaned, cleanStore } from '../../workflows/erase/clean.ts';
import { NEW_FILE, withErasure, withoutPerson } from '../../workflows/erase/manifests.ts';
import { createNaming } from '../../workflows/erase/naming.ts';
import { type PersonIdentifiers, personNamed, withLive } from '../../workflows/erase/person.ts';
import { writeErased } from '../../workflows/erase/write.ts';
import { maskFor } from '../describe-error.ts';
import type { SetExit } from '../exit-codes.ts';
import { loadOptionsOf, loadOrExplain, masked, printDiagnostics } from '../manifests.ts';
import { digestKey } from '../options/digest-key.ts';
import { isJson } from '../options/options.ts';
import { isRedacted, outputIds } from '../options/redaction.ts';
import { storeDirectory } from '../places.ts';
import { planWithProgress } from '../plan-with-progress.ts';
import { exitCodeOfPlan } from '../planned.ts';
import { printPlan } from '../print-plan.ts';
import { readEnvironment } from '../secrets.ts';
import { type Session, withSession } from '../session.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import type { EraseFlags } from './options.ts';

/**
 * What the command found and did: the number of manifest `entries` that were taken out, the `digests` that were added, and the
 * `ids` of the person by account.
 */
interface Erased {
  readonly entries: number;
  readonly digests: readonly string[];
  readonly ids: Readonly<Record<string, readonly string[]>>;
  /** Places in the manifests that still name the person. */
  readonly stillNamed: readonly string[];
  readonly cleaned: Cleaned;
  readonly written: boolean;
}

/**
 * Erases a person from the manifests, then shows the plan that follows from the edit.
 *
 * @throws HintedError `usage`, `no-credentials`; `read-failed` if an account cannot be asked; `cannot-edit`, `invalid-manifests`,
 *   `changed-meanwhile`, `store`. With one of these, nothing was written, except with `store`. Errors of the plan come after the
 *   manifests were edited.
 */
export async function runErase(name: string, options: EraseFlags, setExit: SetExit): Promise<void> {
  const terminal = openTerminal(options.color);
  const environment = await readEnvironment(options);
  const { id, key } = digestKey(options.key, environment);
  const before = await loadOrExplain(options, { environment, filters: {}, mayBeEmpty: true }, terminal);
  const declared = [...before.whole.contacts, ...(before.whole.proposed ?? [])];
  const named = personNamed(name, declared);
  const wanted = { store: true, base: 'none', mayBeEmpty: true, signal: new AbortController().signal };
  const found = await withSession(options, terminal, wanted, (session) => lookUp(named, session));
  const person = withLive(
    named,
    found.flatMap(({ live }) => live),
  );
  const addresses = [...person.email, ...person.phone];
  if (addresses.length === 0) throw nobody(name);
  const digests = addresses.map((address) => digestOf(address, id, key));
  const ids = Object.fromEntries(found.flatMap(({ account, ids }) => (ids === undefined ? [] : [[account, ids]])));
  const { files, entries } = await withoutPerson(before.files, person);
  const known = new Set((before.whole.erasures ?? []).map(({ digest }) => digest));
  const added = digests.filter((digest) => !known.has(digest));
  const erasure = {
    digests: added,
    requestedAt: `${new Date().toISOString().slice(0, 19)}Z`,
    accounts: found.map(({ account }) => account),
    ids,
  };
  const file = join(options.dir, 'erasures.yaml');
  const old = before.files.find((one) => one.name === file);
  const text = files.find((one) => one.file.name === file)?.text ?? old?.text ?? NEW_FILE;
  const next = added.length === 0 ? text : withErasure(text, file, erasure);
  // The digest comes first, so that it is stored before the entries that name the person are gone.
  const changed = [
    ...(old === undefined ? [] : [{ file: old, text: next }]),
    ...files.filter((one) => one.file.name !== file),
  ];
  const created = old === undefined && added.length > 0 ? next : undefined;
  const stillNamed = await checked(
    before.files,
    { changed, created, file, person },
    { options, environment, terminal },
  );
  const written = options.dryRun !== true;
  const begun = created === undefined ? undefined : { name: file, text: created };
  if (written) await writeErased(changed, begun, process.cwd());
  const store = await storeDirectory();
  const cleaned = written ? await cleanStore(store, person) : { removed: [], encrypted: [] };
  const erased = { entries, digests: added, ids, stillNamed, cleaned, written };
  if (!isJson(options)) await report(erased, options, terminal);
  const plan = written ? await planErasure(options, terminal) : undefined;
  if (plan !== undefined) setExit(exitCodeOfPlan(plan, false));
  if (isJson(options)) return printJson(erased, plan, options, terminal);
  if (plan !== undefined) await printPlan(plan, options, terminal);
  if (written) await say(NEXT, options, terminal);
}

const NEXT = sentence`  → carry it out with: rollcall apply; then run this command again, to clean .rollcall once more`;

/**
 * Plans all contacts whose declaration differs from the record (what was last applied): the erasure, and whatever else is not
 * applied yet.
 */
async function planErasure(options: EraseFlags, terminal: Terminal): Promise<Plan> {
  const { signal } = new AbortController();
  const wanted = { store: false, base: 'record', mayBeEmpty: true, signal };
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

interface FoundAt {
  readonly account: string;
  readonly live: readonly LiveContact[];
  /** Ids of the person's contacts; undefined if the vendor looks up no ids, or gives none that last. */
  readonly ids: readonly string[] | undefined;
}

/**
 * Looks the person up at every account.
 *
 * @throws HintedError `read-failed` if an account cannot be asked: the erasure would then miss what this account knows about the
 *   person
 */
async function lookUp(person: PersonIdentifiers, { configuration, connections }: Session): Promise<readonly FoundAt[]> {
  return Promise.all(
    configuration.accounts.map(async ({ name, capabilities }) => {
      const { lookUp } = capabilities.identity;
      const kinds = (['email', 'phone', 'userId'] as const).filter((kind) => lookUp.includes(kind));
      const questions = kinds.flatMap((kind) => [...person[kind]].map((value) => ({ ask: { kind, value }, also: [] })));
      const live: LiveContact[] = [];
      const source = connections.accounts.get(name)?.source;
      const read = await source?.read(questions, (contact) => void live.push(contact), { strategy: 'look-up' });
      const problem = read?.problem ?? [...(read?.failed.values() ?? [])][0];
      if (problem !== undefined) {
        const { message, hint } = sentencesOfFailure(problem);
        throw new HintedError('read-failed', sentence`${message}; nothing was written`, { hint });
      }
      const ids = lookUp.includes('id') ? [...new Set(live.flatMap((one) => one.id ?? []))].sort() : undefined;
      return { account: name, live, ids };
    }),
  );
}

function nobody(name: string): HintedError {
  const message = sentence`no manifest and no account knows an address of ${personal('key', name)}; nothing was written`;
  return new HintedError('unknown-contact', message, { hint: sentence`give an email address or a phone number` });
}

interface Edited {
  readonly changed: readonly AssignedFile[];
  readonly created: string | undefined;
  readonly file: string;
  readonly person: PersonIdentifiers;
}

interface Surroundings {
  readonly options: EraseFlags;
  readonly environment: Readonly<Record<string, string | undefined>>;
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
  { options, environment, terminal }: Surroundings,
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
  const loading = await loadOptionsOf(options, environment);
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
  const namesPerson = createNaming({ ...person, userId: new Set() });
  const inData = loaded.data.flatMap(({ name, bytes }) => {
    const text = utf8TextOf({ bytes });
    return text === undefined ? [] : [{ name, text }];
  });
  return [...sources, ...inData].flatMap(({ name, text }) =>
    text.split('\n').flatMap((line, index) => (namesPerson(line) ? [`${name}:${index + 1}`] : [])),
  );
}

async function report(erased: Erased, options: EraseFlags, terminal: Terminal): Promise<void> {
  const { entries, digests, ids, stillNamed, cleaned, written } = erased;
  const found = Object.values(ids).flat().length;
  const lines: readonly Sentence[] = [
    sentence`${entries} ${shown(entries === 1 ? 'entry' : 'entries')} of the manifests taken out, ${digests.length} ${shown(digests.length === 1 ? 'digest' : 'digests')} added, ${found} ${shown(found === 1 ? 'id' : 'ids')} of vendors recorded.`,
    ...stillNamed.map((place) => sentence`Still named at ${personal('file', place)}: remove it by hand.`),
    ...(written ? [] : [sentence`Nothing was written (--dry-run).`]),
    ...(cleaned.removed.length === 0
      ? []
      : [sentence`Removed from .rollcall: ${personal('file', cleaned.removed.join(', '))}`]),
    ...(cleaned.encrypted.length === 0
      ? []
      : [sentence`Encrypted, and not searched: ${personal('file', cleaned.encrypted.join(', '))}`]),
    sentence`Old revisions of the manifests still name the person; \`git log --all --format=%h -S"$ADDRESS"\` finds them.`,
  ];
  for (const line of lines) await say(line, options, terminal);
}

async function say(line: Sentence, options: EraseFlags, terminal: Terminal): Promise<void> {
  const mask = await maskFor(isRedacted(options, process.env));
  await terminal.out(`${neutralise(line(mask))}\n`);
}
