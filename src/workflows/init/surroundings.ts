// The starter files around the manifests: the workflow of GitHub Actions, the settings of an editor, and what git ignores. Pure.

import type { Dialect } from '../../providers/table.ts';
import { variableOf } from './manifests.ts';

/** What the workflow is written for. */
interface WorkflowSubject {
  readonly account: string;
  readonly directory: string;
  readonly dialect: Dialect;
  readonly environments: readonly string[];
}

/**
 * Returns the text of the workflow that plans on pull requests, applies on the main branch, and looks for drift every day. It works in
 * the last of the environments.
 */
export function workflowFile({ account, directory, dialect, environments }: WorkflowSubject): string {
  const last = environments.at(-1);
  const inEnvironment = last === undefined ? '' : `\n          env: ${last}`;
  const secrets = dialect.credentials.map((name) => variableOf(dialect, name));
  const environment = secrets.map((name) => `          ${name}: "\${{ secrets.${name} }}"`).join('\n');
  return `# Plans on pull requests, with a comment, applies on main what the pull request's plan showed, and keeps an issue about what others
# changed at the vendor since. Before the first run:
#   1. OWNER/rollcall@COMMIT below is the action: write where it is hosted, and the full commit of a release.
#   2. Add the repository secrets ${secrets.join(', ')} and AGE_IDENTITY: age-keygen prints an identity, for the secret, and a
#      recipient, to replace age1… below.
name: contacts
on:
  pull_request: { paths: ["${directory}/**"] }
  push: { branches: [main], paths: ["${directory}/**"] }
  schedule: [{ cron: "0 5 * * *" }]
# The record of what was applied; the comment; the reviewed plan.
permissions: { contents: write, pull-requests: write, actions: read }
jobs:
  contacts:
    runs-on: ubuntu-latest
    strategy: { fail-fast: false, matrix: { account: [${account}] } }
    concurrency:
      group: "rollcall-\${{ matrix.account }}-\${{ github.event_name == 'push' && 'apply' || github.ref }}"
      cancel-in-progress: false
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with: { fetch-depth: 0 }
      - if: github.event_name == 'push'
        run: (umask 077 && printf '%s\\n' "$AGE_IDENTITY" > "$RUNNER_TEMP/age-identity.txt")
        env: { AGE_IDENTITY: "\${{ secrets.AGE_IDENTITY }}" }
      - uses: OWNER/rollcall@COMMIT
        with:
          directory: "${directory}"
          account: "\${{ matrix.account }}"${inEnvironment}
          recipient: "age1…"
          identity: "\${{ runner.temp }}/age-identity.txt"
        env:
${environment}
  # What others changed at the vendor since the last apply: one issue, which is closed once nothing is left of it.
  drift:
    if: github.event_name == 'schedule'
    runs-on: ubuntu-latest
    permissions: { contents: read, issues: write }
    strategy: { fail-fast: false, matrix: { account: [${account}] } }
    concurrency: { group: "rollcall-\${{ matrix.account }}-drift", cancel-in-progress: false }
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with: { fetch-depth: 0 }
      - uses: OWNER/rollcall@COMMIT
        with:
          mode: drift
          directory: "${directory}"
          account: "\${{ matrix.account }}"${inEnvironment}
        env:
${environment}
`;
}

/** Returns the text of the editor's settings: the schema completes and explains the fields of manifests. */
export function editorFile(directory: string): string {
  const settings = {
    'yaml.schemas': {
      './node_modules/rollcall/schemas/manifest.schema.json': [`${directory}/**/*.yaml`, `${directory}/**/*.yml`],
    },
  };
  return `${JSON.stringify(settings, null, 2)}\n`;
}

/** What git must not track: private plans, journals and cached contacts. */
export const IGNORED = '.rollcall/';

/** What git should not track where rollcall is installed with npm, so that `git add .` adds the manifests alone. */
export const DEPENDENCIES = 'node_modules/';

/** What git should not track of plans that are saved beside the manifests, as `plan --out plan.json` does: they contain people's data. */
export const PLANS = '/plan*.json';
