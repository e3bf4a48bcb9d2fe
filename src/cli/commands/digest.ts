import { Command } from 'commander';
import { personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { SetExit } from '../exit-codes.ts';
import { withExamples } from '../options/examples.ts';
import type { Environment } from '../secrets.ts';
import { readEnvironment } from '../secrets.ts';
import { openTerminal } from '../terminal/terminal.ts';

interface DigestFlags {
  readonly key?: string;
  readonly secrets?: string;
}

/** The command `digest`. */
export function digestCommand(_setExit: SetExit): Command {
  const command = new Command('digest')
    .description('Print the digest of an address, for a list of suppressions that names nobody.')
    .argument('[address]', 'an email address or a phone number; without it, one a line is read from the standard input')
    .option('--key <id>', 'the id of the key, whose variable is ROLLCALL_DIGEST_KEY_<ID> (default: the only one)')
    .option('--secrets <file>', 'also read the key from this file of NAME=value lines')
    .action(async (address: string | undefined, options: DigestFlags) => {
      const { digestOf, keysFor } = await import('../../manifest/suppressions/digest.ts');
      const environment = await readEnvironment(options);
      const id = options.key ?? onlyKey(environment);
      const { keys, missing } = keysFor([id], environment);
      const key = keys.get(id);
      if (key === undefined) throw withoutKey(missing);
      const addresses = address === undefined ? await linesOfStdin() : [address];
      const values = await Promise.all(addresses.map(normalised));
      await openTerminal(false).out(values.map((value) => `${digestOf(value, id, key)}\n`).join(''));
    });
  return withExamples(
    command,
    [
      ['rollcall digest jane@example.com', 'under the only key that is set'],
      ['rollcall digest --key k2 < addresses.txt', 'one a line, and nothing in the shell’s history'],
    ],
    '0 done, 1 error, 64 usage',
  );
}

function onlyKey(environment: Environment): string {
  const ids = Object.keys(environment).flatMap((name) => /^ROLLCALL_DIGEST_KEY_([A-Z0-9_]+)$/.exec(name)?.[1] ?? []);
  const [first, second] = ids;
  if (first !== undefined && second === undefined) return first.toLowerCase().replaceAll('_', '-');
  const message = first === undefined ? sentence`no key of digests is set` : sentence`several keys of digests are set`;
  const names = ids.map((id) => id.toLowerCase().replaceAll('_', '-')).sort();
  throw new HintedError('usage', message, {
    hint:
      first === undefined
        ? sentence`make one with \`openssl rand -hex 32\`, and set it as ROLLCALL_DIGEST_KEY_K1`
        : sentence`choose one with --key: ${shown(names.join(', '))}`,
  });
}

function withoutKey(variables: readonly string[]): HintedError {
  const message = sentence`${shown(variables.join(', '))} is not set, or is shorter than 16 characters`;
  return new HintedError('no-credentials', message, {
    hint: sentence`set it in the environment or in the secrets file; \`openssl rand -hex 32\` makes one`,
  });
}

/** @throws HintedError `usage` if the text is neither an email address nor an international phone number */
async function normalised(text: string): Promise<string> {
  const { normaliseEmail, toE164 } = await import('../../contact/normalise.ts');
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim())) return normaliseEmail(text);
  const phone = text.trim().startsWith('+') ? toE164(text) : undefined;
  if (phone !== undefined) return phone;
  throw new HintedError('usage', sentence`${personal('value', text)} is neither an email address nor a phone number`, {
    hint: sentence`write phone numbers with + and the country code`,
  });
}

async function linesOfStdin(): Promise<readonly string[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  const text = new TextDecoder('utf-8').decode(Buffer.concat(chunks));
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
