// What action.yml works with: secrets, an account of the sandbox, GitHub. And what of them nobody may read.

import { expect, onTestFinished } from 'vitest';
import type { ActionRun } from './action-runner.ts';
import { type Comment, type GitHub, startGitHub } from './github-api.ts';
import type { GitHubIssue } from './github-issues.ts';

const KEY = 'brand-1234567890';
export const SECRETS = { OMNISEND_API_KEY: KEY };
/** The first name of all people, for tests that no output contains it. */
export const NAME = 'Zebulon';

/** An account of a manifest, new at the vendor. */
export function accountText(name: string, baseUrl: string): string {
  return `  ${name}:
    provider: omnisend
    apiVersion: "2026-03-15"
    apiKey: "\${OMNISEND_API_KEY}"
    baseUrl: "${baseUrl}"
    rateLimit: 400/min
    limits: { minContacts: 0 }
`;
}

export async function aGitHub(
  comments?: readonly Omit<Comment, 'id'>[],
  issues?: readonly GitHubIssue[],
): Promise<GitHub> {
  const started = await startGitHub(comments, issues);
  onTestFinished(() => started.close());
  return started;
}

/** Nothing that anybody can read holds a name, the key, or a token. */
export function expectPrivate({ log, summary, warnings }: ActionRun, ...others: readonly string[]): void {
  const read = [log, summary, ...warnings, ...others].join('\n');
  for (const secret of [NAME, '@example.com', KEY, 'token-', 'AGE-SECRET-KEY']) expect(read).not.toContain(secret);
}
