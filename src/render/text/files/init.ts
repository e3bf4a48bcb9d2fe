// Renders what `init` has written. Pure.

import { neutralise } from '../../neutralise.ts';
import { joinAnd } from '../../words/numbers.ts';

/** The result of `rollcall init`: files that were created, files that were left as they are, and the next step. */
export interface InitSummary {
  readonly created: readonly string[];
  readonly left: readonly { readonly file: string; readonly why: 'exists' | 'lacks-ignore' | 'has-files' }[];
  /** Environment variables that must be set before the next command; none if the directory of the manifests had files already. */
  readonly variables: readonly string[];
  /** The command to run next. */
  readonly next: string;
}

const REASONS = {
  exists: 'exists',
  'lacks-ignore': 'exists, and lacks the line .rollcall/: add it, because private files lie there',
  'has-files': 'has files already, so no manifest was written there',
} as const;

/** Renders the result of `init`. */
export function renderInit({ created, left, variables, next }: InitSummary): string {
  const lines = [
    ...(created.length === 0 ? ['Nothing was written.'] : ['Created:', ...created.map((file) => `  ${file}`)]),
    ...(left.length === 0 ? [] : ['Left as it is:', ...left.map(({ file, why }) => `  ${file}: ${REASONS[why]}`)]),
    `Next: ${variables.length === 0 ? '' : `set ${joinAnd(variables)}, then `}${next}`,
  ];
  return lines.map((line) => `${neutralise(line)}\n`).join('');
}
