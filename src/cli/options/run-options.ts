// Options of the commands that apply a plan.

import type { Command } from 'commander';
import { parseDuration, parseParallelism } from './run.ts';

/** Adds the options that control how a plan is applied, reported and recorded. */
export function withRunOptions(command: Command): Command {
  return command
    .option(
      '--timeout <duration>',
      'stop planning after this time, and sending after as long again, as if interrupted: 90s, 15m, 1h',
      parseDuration,
    )
    .option(
      '--lock-timeout <duration>',
      'wait this long for another apply to end (default: do not wait)',
      parseDuration,
    )
    .option('--parallelism <n>', 'maximum number of concurrent requests per account (default: 16)', parseParallelism)
    .option('--report <file>', 'write every outcome and request, with attempts and times, as JSON')
    .option('--no-push-record', 'record what was applied in this clone only, not at the remote')
    .option('--offline-record', 'do not ask the remote what was last applied, and do not push the record');
}
