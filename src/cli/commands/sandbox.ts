import { Command, InvalidArgumentError } from 'commander';
import { neutralise } from '../../render/neutralise.ts';
import { FaultSpecError, parseFaults } from '../../sandbox/faults/faults.ts';
import type { Sandbox, SandboxOptions } from '../../sandbox/index.ts';
import type { SetExit } from '../exit-codes.ts';
import type { EnvironmentFlag } from '../options/environment.ts';
import { withExamples } from '../options/examples.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';

interface SandboxCommandOptions extends EnvironmentFlag {
  readonly port: number;
  readonly data?: string;
  readonly from?: string;
  readonly define?: true;
  readonly dir: string;
  readonly contacts?: number;
  readonly faults?: string;
  readonly key?: Readonly<Record<string, string>>;
  readonly rateLimit: number | 'off';
  readonly seed: number;
}

/** The command `sandbox`. */
export function sandboxCommand(_setExit: SetExit): Command {
  const command = new Command('sandbox')
    .description('Run local imitations of the vendors’ APIs, for dry runs and tests.')
    .option('--port <number>', 'port to listen on; 0 for any free port', upTo(65_535), 4010)
    .option('--data <file>', 'load the state from this file, and save it there')
    .option('--from <snapshot>', 'begin with what `rollcall snapshot` saved of the accounts, unless --data has a state')
    .option('--define', 'define the lists, properties and other names that the manifests use')
    .option('-d, --dir <directory>', 'directory of the manifests, for --define', 'contacts.d')
    .option('--env <name>', 'the environment of the manifests, for --define (default: the variable ROLLCALL_ENV)')
    .option('--contacts <number>', 'number of contacts to create in every account that is used', upTo(1_000_000))
    .option(
      '--key <name=value>',
      'the only key that the account of this name accepts, `default` for a base URL without a name; may be repeated',
      addKey,
    )
    .option('--rate-limit <factor>', 'multiply the vendors’ rate limits by this factor; off for none', factor, 1)
    .option(
      '--faults <mix>',
      'faults to inject, with their probabilities: 429:0.05,reset:0.01; slow-batch:1 keeps batches pending for three minutes',
      faultMix,
    )
    .option('--seed <number>', 'seed for generated contacts and other random values', upTo(4_294_967_295), 1)
    .action(serve);
  return withExamples(
    command,
    [
      ['rollcall sandbox --contacts 1000', 'every vendor with a thousand contacts'],
      ['rollcall sandbox --define', 'accounts that know the names which the manifests use'],
      ['rollcall sandbox --from live.ndjson', 'the contacts and names of live accounts'],
      ['rollcall sandbox --data state.json --rate-limit off', 'persistent state, and no 429'],
      ['rollcall sandbox --key shop=brand1-secret', 'any other key of shop is refused as the vendor does'],
      ['rollcall sandbox --faults 500:0.02,lost-response:0.01', '2 % of requests fail, 1 % get no response'],
    ],
    '0 stopped, 1 error, 64 usage',
  );
}

async function serve(options: SandboxCommandOptions): Promise<void> {
  const terminal = openTerminal(true);
  const sandbox = await start(options, terminal);
  try {
    if (options.define === true) await define(sandbox, options, terminal);
    const baseUrls = Object.entries(sandbox.baseUrls).map(([vendor, url]) => `  baseUrl of ${vendor}: ${url}\n`);
    await terminal.out(
      `Sandbox at ${sandbox.url}\n${baseUrls.join('')}  ${acceptedKeys(options.key)}; admin routes: ${sandbox.url}/_sandbox/state, /_sandbox/requests\n  use it with: --sandbox ${sandbox.url}\nStop with Ctrl-C.\n`,
    );
    await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  } finally {
    await sandbox.close();
  }
}

async function start(options: SandboxCommandOptions, terminal: Terminal): Promise<Sandbox> {
  const settings: SandboxOptions = {
    port: options.port,
    rateLimit: options.rateLimit,
    seed: options.seed,
    ...(options.data === undefined ? {} : { dataFile: options.data }),
    ...(options.faults === undefined ? {} : { faults: options.faults }),
    ...(options.key === undefined ? {} : { keys: options.key }),
    ...(options.contacts === undefined ? {} : { contacts: options.contacts }),
  };
  if (options.from === undefined) return (await import('../../sandbox/index.ts')).startSandbox(settings);
  const { startFromSnapshot } = await import('../places.ts');
  const { sayLeftOut } = await import('../sandbox/define.ts');
  const sandbox = await startFromSnapshot(options.from, settings);
  sayLeftOut(sandbox.leftOut ?? 0, terminal);
  return sandbox;
}

/**
 * Has the sandbox define the lists, properties and other names that the manifests use. Needs no credentials, because it uses the
 * sandbox's admin routes.
 */
async function define({ url }: Sandbox, { dir, env }: SandboxCommandOptions, terminal: Terminal): Promise<void> {
  const { loadOrExplain } = await import('../manifests.ts');
  const { defineNames } = await import('../sandbox/define.ts');
  const chosen = env === undefined ? {} : { env };
  const options = {
    dir,
    ...chosen,
    sandbox: url,
    cache: false,
    format: 'text',
    color: terminal.color,
    isCheck: true,
  } as const;
  const loaded = await loadOrExplain(options, { environment: process.env, filters: {} }, terminal);
  await defineNames(url, loaded.whole, options, terminal);
}

/** Returns a phrase that says at which accounts only the given key is accepted. The phrase contains no key. */
function acceptedKeys(keys: Readonly<Record<string, string>> = {}): string {
  const names = Object.keys(keys).map(neutralise);
  return names.length === 0
    ? 'any key is accepted'
    : `${names.join(', ')}: only the given key is accepted; elsewhere any`;
}

function addKey(text: string, given: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return { ...given, [name]: value };
  throw new InvalidArgumentError('Give the name of an account and its key: shop=brand1-secret.');
}

function upTo(most: number): (text: string) => number {
  return (text) => {
    if (/^\d+$/.test(text) && Number(text) <= most) return Number(text);
    throw new InvalidArgumentError(`Give a whole number from 0 to ${most.toLocaleString('en-US')}.`);
  };
}

function faultMix(text: string): string {
  try {
    parseFaults(text);
    return text;
  } catch (error) {
    if (error instanceof FaultSpecError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

function factor(text: string): number | 'off' {
  if (text === 'off') return text;
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('Give a number above 0, or off.');
  return value;
}
