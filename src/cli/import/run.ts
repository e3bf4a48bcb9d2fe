// Runs an import from the command line: options → workflow → text or JSON.

import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { personal } from '../../contact/argument.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import { SET_FIELDS } from '../../contact/fields.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { shellWord } from '../../contact/shell-word.ts';
import type { Question } from '../../live/source.ts';
import type { Account } from '../../manifest/configuration.ts';
import { patternsOf } from '../../manifest/resolve/filter.ts';
import { neutraliseJson } from '../../render/json/neutralise.ts';
import { redactImport } from '../../render/redact/import.ts';
import type { ImportProgress, ImportSummary } from '../../render/text/files/import.ts';
import { importLine, renderImport } from '../../render/text/files/import.ts';
import { wordsOfException, wordsOfOmission } from '../../render/words/imports.ts';
import { listingHistory } from '../../store/listings.ts';
import { decodeUtf8 } from '../../store/utf8.ts';
import type { ConnectedAccount } from '../../workflows/connect.ts';
import { addressesIn } from '../../workflows/import/addresses.ts';
import { type ImportResult, importContacts } from '../../workflows/import/index.ts';
import { type TakenFields, takenFields } from '../../workflows/import/selection.ts';
import { type ExitCode, exitCodeOf } from '../exit-codes.ts';
import { readFilters } from '../options/contact-filters.ts';
import type { ImportFlags } from '../options/import.ts';
import { isJson } from '../options/options.ts';
import { isRedacted } from '../options/redaction.ts';
import { storeDirectory } from '../places.ts';
import { type Session, withSession } from '../session.ts';
import { startProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * Imports the contacts of one account and prints the result.
 *
 * @throws HintedError the errors of withSession and importContacts; `usage` if it is not clear which account is meant; `contacts-file`
 */
export async function runImport(options: ImportFlags, terminal: Terminal): Promise<ExitCode> {
  const { contact: _contact, contactsFrom: _contactsFrom, ...rest } = options;
  if ((options.account?.length ?? 0) > 1) throw oneAccount();
  const patterns = patternsOf(await readFilters(options));
  const questions = options.from === undefined ? undefined : await readAddresses(options.from);
  // The session gets no contact filters: they choose live contacts, and all declared contacts of the account must be known, so
  // that they can be left out.
  // The session's signal is never aborted: importContacts has a signal of its own, which ends it in an orderly way.
  const wanted = { store: true, base: 'none', mayBeEmpty: true, signal: new AbortController().signal };
  return withSession(rest, terminal, wanted, async (session) => {
    const { account, connected } = chosenAccount(session);
    const fields = takenFields(options.fields, account.capabilities);
    const directory = options.to ?? join(options.dir, account.name);
    const result = await whileImporting(options, connected, terminal, async (signal, onProgress) =>
      importContacts({
        ...{ account, connected, directory, signal, onProgress },
        declared: declaredIn(session, account),
        guard: session.configuration.guards?.get(account.name),
        filters: {
          ...(options.tag === undefined ? {} : { tags: options.tag }),
          ...(options.status === undefined ? {} : { statuses: options.status }),
          ...(patterns === undefined ? {} : { contacts: patterns }),
        },
        fields,
        split: options.split,
        ...(questions === undefined ? {} : { questions }),
        store: await storeDirectory(),
        now: Date.now(),
      }),
    );
    const environment = session.configuration.environment?.name;
    await print({ ...result, environment, notOwned: notOwned(account, fields) }, options, terminal);
    return exitCodeOf({ command: 'import', excepted: result.excepted.length });
  });
}

/**
 * Returns all contacts that are declared at the account, also those outside the environment's scope, so that nobody is declared
 * twice.
 */
function declaredIn({ configuration }: Session, { name }: Account): readonly DesiredContact[] {
  const { outOfScope = [] } = configuration.environment ?? {};
  const declared = [...configuration.contacts.map(({ desired }) => desired), ...outOfScope];
  return declared.filter(({ account }) => account === name);
}

function oneAccount(): HintedError {
  return new HintedError('usage', sentence`import takes the contacts of one account`, {
    hint: sentence`name it with --account NAME`,
  });
}

function chosenAccount({ configuration, connections }: Session): {
  readonly account: Account;
  readonly connected: ConnectedAccount;
} {
  const [account, ...others] = configuration.accounts;
  const connected = account && connections.accounts.get(account.name);
  if (account === undefined || connected === undefined || others.length > 0) throw oneAccount();
  return { account, connected };
}

/** Returns the sets that can only be declared as a whole list at this vendor and that --fields does not ask for. */
function notOwned({ capabilities }: Account, { sets }: TakenFields): readonly string[] {
  return SET_FIELDS.filter((field) => capabilities[field].list && !capabilities[field].map && !sets.has(field));
}

const STDIN = '-';

async function readAddresses(file: string): Promise<readonly Question[]> {
  const name = file === STDIN ? 'the standard input' : file;
  const bytes = await (file === STDIN ? readStdin() : readFile(file)).catch((error: NodeJS.ErrnoException) => {
    const code = shown(error.code ?? 'unknown error');
    throw new HintedError('contacts-file', sentence`cannot read ${personal('file', name)}: ${code}`, {
      hint: sentence`name a file with one address per line, or CSV with a column named email`,
    });
  });
  const text = decodeUtf8(bytes, { name: sentence`${personal('file', name)}`, code: 'contacts-file' });
  return addressesIn(text, name).map((ask) => ({ ask, also: [] }));
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** Runs `work` and shows its progress. The first SIGINT or SIGTERM stops the work; the second one exits at once. */
async function whileImporting(
  options: ImportFlags,
  connected: ConnectedAccount,
  terminal: Terminal,
  work: (signal: AbortSignal, onProgress: (progress: ImportProgress) => void) => Promise<ImportResult>,
): Promise<ImportResult> {
  const world = options.sandbox === undefined ? undefined : String(options.sandbox);
  const last = await listingHistory(await storeDirectory(), world).last(connected);
  const likely = last === undefined ? {} : { likely: last.contacts };
  const interruption = new AbortController();
  const interrupt = (): void => {
    if (interruption.signal.aborted) process.exit(130);
    terminal.err('\nFinishing requests in flight; interrupt again to exit at once.\n');
    interruption.abort();
  };
  let state: ImportProgress | undefined;
  let began = performance.now();
  const line = (): string => importLine(state, (performance.now() - began) / 1000);
  const progress = startProgress(line, terminal, { isQuiet: options.quiet === true || isJson(options) });
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await work(interruption.signal, (next) => {
      if (state !== undefined && next.step !== state.step) began = performance.now();
      state = next.step === 'reading' ? { ...next, ...likely } : next;
    });
  } finally {
    progress.done();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

type Printed = ImportResult & Pick<ImportSummary, 'environment' | 'notOwned'>;

async function print(result: Printed, options: ImportFlags, terminal: Terminal): Promise<void> {
  const shownResult = isRedacted(options, process.env) ? redactImport(result) : result;
  const next = nextCommand(result, options);
  if (isJson(options)) {
    const document = {
      ...shownResult,
      environment: result.environment ?? null,
      excepted: shownResult.excepted.map((each) => ({ ...each, message: wordsOfException(each.code) })),
      omitted: shownResult.omitted.map((each) => ({ ...each, message: wordsOfOmission(each.code) })),
      next,
    };
    return terminal.out(`${neutraliseJson(JSON.stringify(document))}\n`);
  }
  const summary: ImportSummary = { ...shownResult, ...moveOf(result, options), next };
  await terminal.out(renderImport(summary));
}

/** Returns the advice to move the files, if they are not where manifests are read. */
function moveOf({ directory }: ImportResult, { dir }: ImportFlags): Pick<ImportSummary, 'move'> {
  const steps = relative(dir, directory).split(sep);
  const isRead =
    steps[0] !== '..' && !steps.some((step) => step.startsWith('.')) && relative(dir, directory) !== directory;
  return isRead || directory === dir
    ? {}
    : { move: `These files are not below ${dir}, so no plan reads them yet: move them there.` };
}

function nextCommand({ account }: ImportResult, { dir, env, sandbox, secrets, allowHost = [] }: ImportFlags): string {
  const flags = [
    ...(env === undefined ? [] : ['--env', env]),
    ...(dir === 'contacts.d' ? [] : ['-d', shellWord(dir)]),
    ...(secrets === undefined ? [] : ['--secrets', shellWord(secrets)]),
    ...allowHost.flatMap((host) => ['--allow-host', shellWord(host)]),
    ...(sandbox === undefined ? [] : [sandbox === true ? '--sandbox' : `--sandbox=${shellWord(sandbox)}`]),
  ];
  return ['rollcall plan --account', account, ...flags].join(' ');
}
