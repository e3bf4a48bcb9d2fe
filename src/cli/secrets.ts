// Reads credentials from the file of --secrets. The file serves the `${NAME}` references of manifests and nothing else: what settles
// how programs run, where requests go and which hosts are trusted comes from the environment of the process alone. So a file that
// somebody else wrote cannot send a key elsewhere.

import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { personal } from '../contact/argument.ts';
import { HintedError } from '../contact/hinted-error.ts';
import { type Sentence, sentence, shown } from '../contact/sentence.ts';
import { neutralise } from '../render/neutralise.ts';
import { decodeUtf8 } from '../store/utf8.ts';
import { maskFor } from './describe-error.ts';
import type { GlobalOptions } from './options/options.ts';
import { isRedacted } from './options/redaction.ts';
import { writeErr } from './terminal/stdout.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Matches variables that change how this program, Node, git or the system work. */
const SETTING =
  /^(?:PATH|HOME|SHELL|CI|TMPDIR|HOSTALIASES|OPENSSL_\w+|\w+_PROXY|(?:NODE|LD|DYLD|SSL_CERT|GIT|XDG|ROLLCALL|GITHUB)_\w+)$/i;

/**
 * Matches names of credentials, whatever they begin with: an account may be called `node`. The URL of the queue contains a password.
 */
const CREDENTIAL = /_(?:KEY|ID|TOKEN|SECRET|PASSWORD)$|^ROLLCALL_(?:DIGEST_KEY_|QUEUE_URL$)/i;

/**
 * Reads the environment variables in which credentials are looked up: those of --secrets, overridden by those of the process. Warns
 * of variables in the file that are not credentials; they are left out.
 *
 * @param read reads a file's bytes
 * @throws HintedError `secrets-file` if the file cannot be read
 */
export async function readEnvironment(
  options: Pick<GlobalOptions, 'secrets' | 'redact'>,
  read: (file: string) => Promise<Uint8Array> = readFile,
): Promise<Environment> {
  const { secrets: file } = options;
  if (file === undefined) return process.env;
  const variables = Object.entries(parseEnv(await readSecrets(file, read)));
  const settings = variables.map(([name]) => name).filter(isSetting);
  if (settings.length > 0) {
    const mask = await maskFor(isRedacted(options, process.env));
    writeErr(`Warning: ${neutralise(warning(file, settings)(mask))}\n`);
  }
  return { ...Object.fromEntries(variables.filter(([name]) => !isSetting(name))), ...process.env };
}

function isSetting(name: string): boolean {
  return SETTING.test(name) && !CREDENTIAL.test(name);
}

function warning(file: string, names: readonly string[]): Sentence {
  return sentence`${personal('file', file)} sets ${shown(names.join(', '))}, which is ignored: a secrets file is for credentials, and settings come from the environment`;
}

async function readSecrets(file: string, read: (file: string) => Promise<Uint8Array>): Promise<string> {
  const bytes = await read(file).catch((error: NodeJS.ErrnoException) => {
    const message = sentence`cannot read ${personal('file', file)}: ${shown(error.code ?? 'unknown error')}`;
    throw new HintedError('secrets-file', message, { hint: sentence`name a file with NAME=value lines` });
  });
  return decodeUtf8(bytes, { name: sentence`${personal('file', file)}`, code: 'secrets-file' });
}
