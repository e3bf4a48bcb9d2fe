// Edits the declarations of contacts, shows the edit, and then plans and applies these contacts alone, as `apply` does.

import { personal } from '../../contact/argument.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import { HintedError, hasCode } from '../../contact/hinted-error.ts';
import { joined, type Sentence, sentence, shown } from '../../contact/sentence.ts';
import { shellWord } from '../../contact/shell-word.ts';
import type { Assignment } from '../../manifest/assign/assignment.ts';
import type { AssignedFile } from '../../manifest/assign/texts.ts';
import type { Account, Configuration } from '../../manifest/configuration.ts';
import { preventsUse } from '../../manifest/diagnostic.ts';
import type { LoadOptions } from '../../manifest/index.ts';
import { neutraliseJson } from '../../render/json/neutralise.ts';
import { neutralise } from '../../render/neutralise.ts';
import { redactEdited, renderEdited } from '../../render/text/files/edited.ts';
import { diagnosticsWithWords } from '../../render/words/diagnostics.ts';
import { findDeclared } from '../../workflows/edit/find.ts';
import { type EditedManifests, editManifests, keysAfter } from '../../workflows/edit/index.ts';
import { refuseSuppressed } from '../../workflows/edit/suppressed.ts';
import { writeEdited } from '../../workflows/edit/write.ts';
import { maskFor } from '../describe-error.ts';
import type { SetExit } from '../exit-codes.ts';
import { loadOptionsOf, loadOrExplain, masked, printDiagnostics } from '../manifests.ts';
import { isJson } from '../options/options.ts';
import { isRedacted } from '../options/redaction.ts';
import { readEnvironment } from '../secrets.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import type { EditFlags } from './options.ts';

/** What a command such as `set` or `unsubscribe` edits: which contact, and how its declaration changes. */
export interface EditRequest {
  /** An identifier of each contact, or its key. */
  readonly names: readonly string[];
  /** Returns what is assigned to one person's contacts, one per account. */
  readonly assignments: (meant: readonly DesiredContact[], accounts: readonly Account[]) => readonly Assignment[];
  /** Changes the edited texts further, without changing what they declare. */
  readonly annotate?: (files: readonly AssignedFile[]) => Promise<readonly AssignedFile[]>;
  /** YAML of the fields that a new declaration should have. It is suggested if no manifest declares the contact. */
  readonly toDeclare: string;
}

/**
 * Edits the declaration of a contact, shows the edit, and then plans and applies it, unless the options say otherwise.
 *
 * @throws HintedError `unknown-contact`, `cannot-edit`, `changed-meanwhile`; `invalid-manifests` if the manifests have mistakes,
 *   or would have them after the edit; the errors of apply
 */
export async function runEdit(request: EditRequest, options: EditFlags, setExit: SetExit): Promise<void> {
  const terminal = openTerminal(options.color);
  const environment = await readEnvironment(options);
  const filters = options.account === undefined ? {} : { accounts: options.account };
  const loading = await loadOptionsOf(options, environment);
  const { fetchRows } = loading;
  const before = await loadOrExplain(options, { environment, filters, fetchRows }, terminal);
  const { accounts } = before.configuration;
  const meant: DesiredContact[] = [];
  const assignments: Assignment[] = [];
  for (const name of request.names) {
    const contacts = await found(name, request, before.configuration, options, terminal);
    const own = contacts.filter((contact) => !meant.includes(contact));
    meant.push(...own);
    if (own.length > 0) assignments.push(...request.assignments(own, accounts));
  }
  refuseSuppressed(assignments, meant, before.whole, environment);
  const edited = await editManifests(before, assignments, loading, request.annotate);
  if (!isJson(options)) await showEdit(edited, options, terminal);
  if (!edited.isValid) throw await invalidEdit(edited, options, terminal);
  const keys = keysAfter(meant, edited.loaded);
  const isWritten = options.dryRun !== true && edited.files.length > 0;
  if (isWritten) await writeEdited(edited.files, process.cwd());
  const editing: Editing = { edited, keys, isWritten, fetchRows };
  if (options.dryRun === true || !options.apply) return end(editing, options, terminal);
  await applyEdit(editing, options, terminal, setExit);
}

/** An edit, and the keys of the contacts that it concerns. */
interface Editing {
  readonly edited: EditedManifests;
  readonly keys: readonly string[];
  readonly isWritten: boolean;
  /** Fetches the rows of queries. The edited manifests get the same rows. */
  readonly fetchRows: LoadOptions['fetchRows'];
}

async function found(
  name: string,
  { toDeclare }: EditRequest,
  { contacts, accounts }: Pick<Configuration, 'contacts' | 'accounts'>,
  options: EditFlags,
  terminal: Terminal,
): Promise<readonly DesiredContact[]> {
  try {
    return findDeclared(name, contacts);
  } catch (error) {
    const isMissing = hasCode(error, 'unknown-contact') && error.reason === undefined;
    if (isMissing && !isJson(options)) await say(toAdd(name, toDeclare, accounts), options, terminal);
    throw error;
  }
}

/** Returns the advice which lines to add to a manifest to declare the contact. */
function toAdd(name: string, toDeclare: string, accounts: readonly Account[]): Sentence {
  const kind = name.includes('@') ? 'email' : /^\+\d/.test(name) ? 'phone' : 'userId';
  const names = accounts.map((account) => account.name).join(', ');
  const first = sentence`  - ${shown(kind)}: ${personal('key', JSON.stringify(name))}`;
  const lines = [
    sentence`contacts:`,
    first,
    sentence`    accounts: [${shown(names)}]`,
    sentence`    ${shown(toDeclare)}`,
  ];
  return sentence`To declare this contact, add to a manifest:\n\n${joined(lines, '\n')}\n`;
}

async function showEdit({ hunks }: EditedManifests, options: EditFlags, terminal: Terminal): Promise<void> {
  const lines = isRedacted(options, process.env) ? redactEdited(hunks) : hunks;
  await terminal.out(lines.length === 0 ? 'The manifests say so already.\n' : renderEdited(lines, terminal));
}

async function invalidEdit({ loaded }: EditedManifests, options: EditFlags, terminal: Terminal): Promise<HintedError> {
  const mistakes = loaded.diagnostics.filter(preventsUse);
  if (!isJson(options)) await printDiagnostics(mistakes, options, terminal);
  const number = mistakes.length === 1 ? sentence`a mistake` : sentence`${mistakes.length} mistakes`;
  return new HintedError('invalid-manifests', sentence`the manifests would have ${number}; nothing was written`, {
    details: { diagnostics: diagnosticsWithWords(await masked(mistakes, options)) },
  });
}

/** Ends the command without a plan, as --dry-run and --no-apply ask for. */
async function end(editing: Editing, options: EditFlags, terminal: Terminal): Promise<void> {
  if (isJson(options)) return printJson(editing, {}, options, terminal);
  if (options.quiet === true) return;
  if (!editing.isWritten && options.dryRun === true)
    return say(sentence`Nothing was written (--dry-run).`, options, terminal);
  const edited = editing.isWritten
    ? sentence`The manifests are edited; nothing was sent.`
    : sentence`Nothing was sent.`;
  await say(sentence`${edited}\n  → ${toApply(editing, options)}`, options, terminal);
}

async function applyEdit(editing: Editing, options: EditFlags, terminal: Terminal, setExit: SetExit): Promise<void> {
  const { applyManifests } = await import('../commands/apply.ts');
  const flags = {
    ...options,
    contact: editing.keys,
    base: 'record',
    refresh: 'full',
    verify: true,
    record: true,
    pushRecord: options.offlineRecord !== true,
  } as const;
  if (options.autoApprove !== true && !terminal.interactive)
    return planEdit(editing, flags, options, terminal, setExit);
  const texts: string[] = [];
  const collecting: Terminal = isJson(options) ? { ...terminal, out: async (text) => void texts.push(text) } : terminal;
  try {
    await applyManifests(flags, collecting, setExit, editing.fetchRows);
  } catch (error) {
    throw editing.isWritten ? withEdit(error, editing, options) : error;
  }
  if (isJson(options)) await printJson(editing, { apply: JSON.parse(texts.join('')) }, options, terminal);
}

/** Shows the plan and how to apply it, because there is no terminal to confirm on. */
async function planEdit(
  editing: Editing,
  flags: Parameters<typeof import('../commands/apply.ts')['applyManifests']>[0],
  options: EditFlags,
  terminal: Terminal,
  setExit: SetExit,
): Promise<void> {
  const { withSession } = await import('../session.ts');
  const { planWithProgress } = await import('../plan-with-progress.ts');
  const { printPlan } = await import('../print-plan.ts');
  const { exitCodeOfPlan } = await import('../planned.ts');
  const { signal } = new AbortController();
  const { fetchRows } = editing;
  const plan = await withSession(flags, terminal, { store: false, base: 'record', signal, fetchRows }, (session) =>
    planWithProgress(session, flags, terminal),
  ).catch((error: unknown) => {
    throw editing.isWritten ? withEdit(error, editing, options) : error;
  });
  setExit(exitCodeOfPlan(plan, false));
  const texts: string[] = [];
  const collecting: Terminal = isJson(options) ? { ...terminal, out: async (text) => void texts.push(text) } : terminal;
  await printPlan(plan, flags, collecting);
  if (isJson(options)) return printJson(editing, { plan: JSON.parse(texts.join('')) }, options, terminal);
  if (plan.changes.length === 0) return;
  await say(
    sentence`Nothing was sent, because there is no terminal to confirm on.\n  → ${toApply(editing, options)}`,
    options,
    terminal,
  );
}

/** Adds to an error that the manifests were edited before it happened, and how to apply or undo the edit. */
function withEdit(error: unknown, editing: Editing, options: EditFlags): unknown {
  if (!(error instanceof HintedError)) return error;
  const { message, hint } = error.sentences;
  const files = editing.edited.files.map(({ file }): Sentence => sentence`${personal('file', shellWord(file.name))}`);
  const next = sentence`${toApply(editing, options)}; undo it with: git checkout -p -- ${joined(files, ' ')}`;
  return new HintedError(error.code, sentence`${message}; the edit of the manifests stays`, {
    hint: hint === undefined ? next : sentence`${hint}; ${next}`,
    reason: error.reason,
    details: error.details,
    cause: error,
  });
}

/** Returns the command line that applies the edit. */
function toApply({ keys }: Editing, { dir, env, sandbox, secrets, allowHost = [] }: EditFlags): Sentence {
  const contacts = keys.map((key): Sentence => {
    return sentence` --contact '${personal('key', key.replaceAll("'", "'\\''"))}'`;
  });
  const file = (name: string): Sentence => sentence`${personal('file', shellWord(name))}`;
  const flags: readonly Sentence[] = [
    ...contacts,
    ...(dir === 'contacts.d' ? [] : [sentence` -d ${file(dir)}`]),
    ...(env === undefined ? [] : [sentence` --env ${shown(env)}`]),
    ...(secrets === undefined ? [] : [sentence` --secrets ${file(secrets)}`]),
    ...allowHost.map((host): Sentence => sentence` --allow-host ${shown(shellWord(host))}`),
    ...(sandbox === undefined ? [] : [sandbox === true ? sentence` --sandbox` : sentence` --sandbox ${file(sandbox)}`]),
  ];
  return sentence`apply it with: rollcall apply${joined(flags, '')}`;
}

async function say(text: Sentence, options: EditFlags, terminal: Terminal): Promise<void> {
  const mask = await maskFor(isRedacted(options, process.env));
  terminal.err(`${text(mask).split('\n').map(neutralise).join('\n')}\n`);
}

async function printJson(
  { edited, isWritten }: Editing,
  result: { readonly plan?: unknown; readonly apply?: unknown },
  options: EditFlags,
  terminal: Terminal,
): Promise<void> {
  const lines = isRedacted(options, process.env) ? redactEdited(edited.hunks) : edited.hunks;
  const document = { edited: lines, written: isWritten, ...result };
  await terminal.out(`${neutraliseJson(JSON.stringify(document, null, 2))}\n`);
}
