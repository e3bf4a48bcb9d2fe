import { hostname } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../../../http/clock.ts';
import type { StopSignal } from '../../../http/stop-signal.ts';
import { neutralise } from '../../../render/neutralise.ts';
import type { Database } from '../../../store/database/connection.ts';
import type { WorkerEvent } from '../../../workflows/queue/worker-options.ts';
import { describeError } from '../../describe-error.ts';
import type { SetExit } from '../../exit-codes.ts';
import { allowedHosts } from '../../manifests.ts';
import { withExamples } from '../../options/examples.ts';
import { collect, type GlobalOptions, withIdentity } from '../../options/options.ts';
import { isRedacted } from '../../options/redaction.ts';
import { parseDuration } from '../../options/run.ts';
import { sandboxAddress } from '../../options/sandbox-place.ts';
import { withoutQueueUrl, withQueue } from '../../queue/open.ts';
import { type Environment, readEnvironment } from '../../secrets.ts';
import { pauseSayer } from '../../terminal/reading.ts';
import { onEndingSignals } from '../../terminal/signals.ts';
import { openTerminal, type Terminal } from '../../terminal/terminal.ts';
import { requestTracer } from '../../terminal/trace.ts';

interface WorkerFlags extends Pick<GlobalOptions, 'secrets' | 'allowHost' | 'redact' | 'color' | 'quiet'> {
  readonly concurrency: number;
  readonly accounts?: readonly string[];
  readonly sandbox?: string;
  readonly identity?: string;
  readonly lease: number;
  readonly requestTimeout: number;
}

const DEFAULT_LEASE = 20_000;
const DEFAULT_REQUEST_TIMEOUT = 30_000;
const MAX_CONCURRENCY = 64;

/** The command `worker`. */
export function workerCommand(_setExit: SetExit): Command {
  const command = withIdentity(new Command('worker'))
    .description('Apply plans that `apply --queue` handed over, until it is ended.')
    .option('--concurrency <n>', 'number of accounts to work on at the same time (default: 4)', parseConcurrency, 4)
    .option('--accounts <glob>', 'only accounts whose name matches; wildcards * and ? (repeatable)', collect)
    .option('--secrets <file>', 'also read credentials and ROLLCALL_QUEUE_URL from this file of NAME=value lines')
    .option(
      '--allow-host <host>',
      'allow this host in an account’s baseUrl, in addition to the vendor’s own (repeatable)',
      collect,
    )
    .option('--sandbox <url>', 'work on runs for a sandbox, which runs at http://127.0.0.1:PORT', parseAddress)
    .option(
      '--lease <duration>',
      'how long an account stays with a worker that is not heard of any more (default: 20s)',
      parseDuration,
      DEFAULT_LEASE,
    )
    .option(
      '--request-timeout <duration>',
      'longest time for a request; another worker takes over so long after the lease (default: 30s)',
      parseDuration,
      DEFAULT_REQUEST_TIMEOUT,
    )
    .option('--redact', 'mask personal data (default if CI is set)')
    .option('--no-redact', 'show personal data even if CI is set')
    .option('--no-color', 'no colours, even on a terminal')
    .option('-q, --quiet', 'say only what goes wrong')
    .action((options: WorkerFlags) => runWorker(options));
  return withExamples(
    command,
    [
      ['rollcall worker', 'four accounts at a time'],
      ['rollcall worker --concurrency 16', 'more accounts on one machine'],
      ["rollcall worker --accounts 'brand-*'", 'only those whose credentials it has'],
      ['rollcall worker --sandbox http://127.0.0.1:8080', 'for rehearsals'],
    ],
    '0 ended by SIGTERM or SIGINT, 1 error, 64 usage',
  );
}

function parseConcurrency(text: string): number {
  const amount = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (amount >= 1 && amount <= MAX_CONCURRENCY) return amount;
  throw new InvalidArgumentError(`Give a whole number from 1 to ${MAX_CONCURRENCY}.`);
}

function parseAddress(text: string): string {
  const address = sandboxAddress(text);
  if (address !== undefined) return address;
  throw new InvalidArgumentError('Give the address of a running sandbox: http://127.0.0.1:PORT.');
}

async function runWorker(options: WorkerFlags): Promise<void> {
  const terminal = openTerminal(options.color);
  const environment = await readEnvironment(options);
  const stop = new AbortController();
  const endListening = onEndingSignals(() => {
    if (stop.signal.aborted) process.exit(1);
    if (options.quiet !== true) terminal.err('Finishing requests in flight; signal again to exit at once.\n');
    stop.abort();
  });
  try {
    // Each account renews its lease, writes its journal and notes its use of the quota.
    const connections = options.concurrency * 3 + 2;
    const patience = {
      mayRetry: () => !stop.signal.aborted,
      pause: (milliseconds: number) => systemClock.sleep(milliseconds, stop.signal).catch(() => {}),
    };
    await withQueue(
      environment,
      connections,
      (database) => workAt(database, environment, options, stop.signal, terminal),
      patience,
    );
  } finally {
    endListening();
  }
}

async function workAt(
  database: Database,
  environment: Environment,
  options: WorkerFlags,
  stop: StopSignal,
  terminal: Terminal,
): Promise<void> {
  const { work } = await import('../../../workflows/queue/worker.ts');
  const trace = await requestTracer(options, terminal, process.env);
  if (options.quiet !== true) terminal.err(`Worker ${ownName()} looks for work.\n`);
  await work({
    database,
    owner: ownName(),
    concurrency: options.concurrency,
    accounts: options.accounts ?? [],
    environment: withoutQueueUrl(environment),
    allowedHosts: allowedHosts(options),
    ...(options.sandbox === undefined ? {} : { sandboxUrl: options.sandbox }),
    ...(options.identity === undefined ? {} : { decrypt: await decryption(options.identity) }),
    times: { leaseMs: options.lease, requestMs: options.requestTimeout },
    clock: systemClock,
    stop,
    http: { ...(trace === undefined ? {} : { trace }), onPause: pauseSayer(options, terminal) },
    onEvent: (event) => void tell(event, options, terminal),
  });
}

function ownName(): string {
  return `${hostname()}:${process.pid}`;
}

async function decryption(identity: string) {
  const { ownerDecryption } = await import('../../../workflows/read-plan.ts');
  return ownerDecryption(identity);
}

async function tell(event: WorkerEvent, options: WorkerFlags, terminal: Terminal): Promise<void> {
  switch (event.type) {
    case 'taken':
      if (options.quiet !== true) terminal.err(`${placeOf(event)}: begun\n`);
      return;
    case 'left':
      if (options.quiet !== true) terminal.err(`${placeOf(event)}: ${LEFT[event.state]}\n`);
      return;
    case 'cannot':
      terminal.err(`${placeOf(event)}: ${(await describeError(event.error, isRedacted(options, process.env))).text}`);
      return;
    case 'unreachable':
      terminal.err(
        `${(await describeError(event.error, isRedacted(options, process.env))).text}  The worker tries again.\n`,
      );
  }
}

const LEFT = {
  open: 'handed back',
  done: 'done',
  stopped: 'stopped; `rollcall runs` says why',
  cancelled: 'cancelled',
  lapsed: 'the lease has expired; another worker takes over',
} as const;

function placeOf({ runId, account }: { readonly runId: string; readonly account: string }): string {
  return neutralise(`${account} of run ${runId}`);
}
