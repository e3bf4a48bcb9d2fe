// The starter manifests: an account with its credentials as environment variables, and a file of contacts in which everything is
// an example in a comment, so that a plan of the unedited files creates nobody. Pure.

import type { Dialect } from '../../providers/table.ts';

/** The environment variable of a credential: the vendor's name and `API_KEY` for an `apiKey`. */
export function variableOf(
  { provider }: Pick<Dialect, 'provider'>,
  credential: Dialect['credentials'][number],
): string {
  return `${provider}_${credential.replace(/[A-Z]/g, (capital) => `_${capital}`)}`.toUpperCase();
}

/** The environment variable of a credential at one of the environments: with the environment's name before it. */
export function variableAt(
  environment: string,
  dialect: Pick<Dialect, 'provider'>,
  credential: Dialect['credentials'][number],
): string {
  return `${environment.replaceAll('-', '_')}_${variableOf(dialect, credential)}`.toUpperCase();
}

/**
 * Returns the text of the file that declares the account.
 *
 * @param environments names, in order: each but the last has credentials of its own; the last has those of the account
 */
export function accountsFile(account: string, dialect: Dialect, environments: readonly string[] = []): string {
  const { provider, apiVersion, label, credentials, hasTeam, deletes } = dialect;
  const lines = [
    '# Accounts: where contacts live. The name is yours; plans, filters and manifests use it.',
    'accounts:',
    `  ${account}:`,
    `    # ${label}`,
    `    provider: ${provider}`,
    `    apiVersion: "${apiVersion}"`,
    '    # Names of environment variables. A key itself never stands in a manifest.',
    ...credentials.map((name) => `    ${name}: "\${${variableOf(dialect, name)}}"`),
    ...(hasTeam === true
      ? [
          '    # The key does not tell which team it belongs to. A name keeps the record when the key is replaced.',
          '    # team: main',
        ]
      : []),
    `    # What happens to contacts that are no longer declared: keep${deletes ? ', unsubscribe or delete' : ' or unsubscribe'}.`,
    '    onRemoved: keep',
    '    # A plan that would change more than this share of the contacts is refused (checked above 20 changes).',
    '    limits:',
    '      maxChangedPercent: 30',
    ...environmentsSection(account, dialect, environments),
  ];
  return `${lines.join('\n')}\n`;
}

function environmentsSection(account: string, dialect: Dialect, environments: readonly string[]): readonly string[] {
  const [last, ...rehearsals] = environments.toReversed();
  if (last === undefined) return [];
  return [
    `# The places where the same contacts are applied: every command names one, such as --env ${last}.`,
    'environments:',
    ...rehearsals
      .toReversed()
      .flatMap((name) => [
        `  ${name}:`,
        '    # Who is written to here: put the addresses of your own people, so that no customer gets mail from a rehearsal.',
        '    contacts: ["*@example.com"]',
        '    accounts:',
        `      ${account}:`,
        ...dialect.credentials.map(
          (credential) => `        ${credential}: "\${${variableAt(name, dialect, credential)}}"`,
        ),
      ]),
    '  # As the accounts are declared above.',
    `  ${last}: {}`,
  ];
}

/** Returns the text of the file of examples. */
export function contactsFile(account: string, { channels, reads }: Dialect): string {
  const status =
    channels.email?.basisRequired === true
      ? ['#       email: { status: subscribed, basis: express }']
      : ['#       email: subscribed'];
  const from = reads.list === undefined ? ' --from export.csv' : '';
  const lines = [
    '# Contacts, one entry for each person. A key that is absent is left alone. null removes the value. Anything else must be',
    '# exactly this. An opt-out at the vendor always wins.',
    '#',
    `# To begin with the contacts that the vendor has: rollcall import --account ${account}${from}`,
    '# To try it without a vendor: remove the number signs below, and run rollcall apply --sandbox',
    '#',
    '# defaults:',
    `#   accounts: [${account}]`,
    '#',
    '# contacts:',
    '#   - email: jane@example.com',
    '#     firstName: Jane',
    '#     lastName: null',
    '#     channels:',
    ...status,
  ];
  return `${lines.join('\n')}\n`;
}
