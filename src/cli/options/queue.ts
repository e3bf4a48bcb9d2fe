// Refuses combinations of apply's options with --queue that have no effect, or none that could be kept.

import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';

/** Parsed values of the options that concern --queue. */
interface Flags {
  readonly queue?: true;
  readonly wait?: true;
  readonly resume?: true | string;
  readonly report?: string;
  readonly lockTimeout?: number;
  readonly sandbox?: true | string;
}

const NOT_WITH_QUEUE = { resume: '--resume', lockTimeout: '--lock-timeout' } as const;

/**
 * Refuses options that do not fit --queue, or that need it.
 *
 * @throws HintedError `usage`
 */
export function refuseQueueFlags(flags: Flags): void {
  if (flags.queue !== true) {
    if (flags.wait !== true) return;
    throw new HintedError('usage', sentence`--wait needs --queue`, {
      hint: sentence`without --queue, apply waits anyway`,
    });
  }
  for (const [name, option] of Object.entries(NOT_WITH_QUEUE)) {
    if (flags[name as keyof typeof NOT_WITH_QUEUE] === undefined) continue;
    throw new HintedError('usage', sentence`${shown(option)} cannot be combined with --queue`, {
      hint: sentence`omit it: workers resume by themselves, and wait for each other`,
    });
  }
  if (flags.report !== undefined && flags.wait !== true) {
    throw new HintedError('usage', sentence`with --queue, --report needs --wait`, {
      hint: sentence`add --wait, or look at the run with \`rollcall runs RUN --json\``,
    });
  }
  if (flags.sandbox === undefined || (typeof flags.sandbox === 'string' && flags.sandbox.startsWith('http:'))) return;
  throw new HintedError('usage', sentence`--queue needs a sandbox that workers can reach`, {
    hint: sentence`start one with \`rollcall sandbox\`, and give its address: --sandbox http://127.0.0.1:PORT`,
  });
}
