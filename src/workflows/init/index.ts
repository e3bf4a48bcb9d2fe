// Writes the starter files of a repository: an account, an example, a workflow, editor settings and .gitignore. Enters: a directory and
// the names of vendor and account. Leaves: the files that did not exist. Never changes a file that exists, and needs no git.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { formatManifest } from '../../manifest/format/index.ts';
import type { Dialect } from '../../providers/table.ts';
import { errorCode, toStoreError } from '../../store/store-error.ts';
import { accountsFile, contactsFile, variableAt, variableOf } from './manifests.ts';
import { DEPENDENCIES, editorFile, IGNORED, PLANS, workflowFile } from './surroundings.ts';

/** Where to write the starter files, and for which account. */
export interface InitOptions {
  /** Directory to write into; the paths of files are relative to it. */
  readonly workingDirectory: string;
  /** Directory of the manifests, relative to it, with slashes. */
  readonly directory: string;
  /** Name of the account, as manifests spell it. */
  readonly account: string;
  readonly dialect: Dialect;
  /** Names of the environments to declare: the last has the account's own credentials, each other one has its own. Empty: none. */
  readonly environments: readonly string[];
}

/** What was written and what was not. Paths are relative to the working directory. */
export interface InitResult {
  readonly created: readonly string[];
  readonly left: readonly LeftFile[];
  /** Environment variables that hold the credentials. */
  readonly variables: readonly string[];
}

/** A file, or the directory of the manifests, that was left as it was. */
interface LeftFile {
  readonly file: string;
  /**
   * Why: it `exists`; it `lacks` the line that git needs to ignore private files; or the directory of the manifests `has-files`
   * already, which may declare the account.
   */
  readonly why: 'exists' | 'lacks-ignore' | 'has-files';
}

/**
 * Writes the files that do not exist.
 *
 * @throws HintedError `store` if a file or directory cannot be written
 */
export async function initialise(options: InitOptions): Promise<InitResult> {
  const { workingDirectory, directory } = options;
  const created: string[] = [];
  const left: LeftFile[] = [];
  const isBegun = (await namesIn(join(workingDirectory, directory))).length > 0;
  for (const [file, text] of await starterFiles(options)) {
    if (isBegun && posix.dirname(file) === directory) continue;
    if (await writeNew(join(workingDirectory, file), text)) created.push(file);
    else left.push({ file, why: (await lacksIgnore(workingDirectory, file)) ? 'lacks-ignore' : 'exists' });
  }
  if (isBegun) left.unshift({ file: directory, why: 'has-files' });
  return { created, left, variables: variablesOf(options) };
}

function variablesOf({ dialect, environments }: InitOptions): readonly string[] {
  return [
    ...environments
      .slice(0, -1)
      .flatMap((environment) => dialect.credentials.map((name) => variableAt(environment, dialect, name))),
    ...dialect.credentials.map((name) => variableOf(dialect, name)),
  ];
}

type StarterFiles = readonly (readonly [name: string, text: string])[];

async function starterFiles(options: InitOptions): Promise<StarterFiles> {
  const { directory, account, dialect, environments } = options;
  return [
    [posix.join(directory, 'accounts.yaml'), await formatted(accountsFile(account, dialect, environments))],
    [posix.join(directory, 'contacts.yaml'), contactsFile(account, dialect)],
    ['.github/workflows/contacts.yml', workflowFile(options)],
    ['.vscode/settings.json', editorFile(directory)],
    ['.gitignore', `${IGNORED}\n${DEPENDENCIES}\n${PLANS}\n`],
  ];
}

/** Formats a text, so that `rollcall fmt` has nothing to change in it. */
async function formatted(text: string): Promise<string> {
  const result = await formatManifest({ format: 'yaml', text });
  if (!result.ok) throw new RangeError('a starter manifest has no mistakes');
  return result.text;
}

async function namesIn(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw toStoreError(error, 'read', directory);
  });
}

/** @returns false if there is something at the path already */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw toStoreError(error, 'write', path);
  }
}

async function lacksIgnore(workingDirectory: string, file: string): Promise<boolean> {
  if (file !== '.gitignore') return false;
  const text = await readFile(join(workingDirectory, file), 'utf8').catch(() => '');
  return !text.split(/\r?\n/).some((line) => /^\/?\.rollcall\/?$/.test(line.trim()));
}
