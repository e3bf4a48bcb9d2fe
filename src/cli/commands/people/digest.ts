import { Command } from 'commander';
import { personal } from '../../../contact/argument.ts';
import { HintedError } from '../../../contact/hinted-error.ts';
import { sentence } from '../../../contact/sentence.ts';
import type { SetExit } from '../../exit-codes.ts';
import { withExamples } from '../../options/examples.ts';
import { readEnvironment } from '../../secrets.ts';
import { openTerminal } from '../../terminal/terminal.ts';

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
      const { digestOf } = await import('../../../manifest/suppressions/digest.ts');
      const { digestKey } = await import('../../options/digest-key.ts');
      const { id, key } = digestKey(options.key, await readEnvironment(options));
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

/**
 * Returns the normal form of an email address or a phone number.
 *
 * @throws HintedError `usage` if the text is neither an email address nor an international phone number
 */
async function normalised(text: string): Promise<string> {
  const { normaliseEmail, toE164 } = await import('../../../contact/normalise.ts');
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
