// One or two sandbox shops with contacts.

import { onTestFinished } from 'vitest';
import { openWorkbench, type Workbench, type WorkbenchOptions } from '../helpers/workbench.ts';

export const ACCOUNTS = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}", resubscribe: with-consent }
`;

export const TWO_ACCOUNTS = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
  outlet: { provider: omnisend, apiKey: "\${OUTLET_KEY}" }
`;

export interface Person {
  readonly email?: string;
  readonly phone?: string;
  readonly status?: string;
  readonly since?: string;
  readonly [field: string]: unknown;
}

/** A contact as the sandbox keeps it. */
function inVendor({ email, phone, status = 'nonSubscribed', since = '2024-01-01T00:00:00Z', ...fields }: Person) {
  const state = { status, statusChangedAt: since };
  return {
    identifiers: [
      ...(email === undefined ? [] : [{ type: 'email', id: email, channels: { email: state } }]),
      ...(phone === undefined ? [] : [{ type: 'phone', id: phone, channels: { sms: state } }]),
    ],
    ...fields,
  };
}

export function stateOf(accounts: Readonly<Record<string, readonly Person[]>>): unknown {
  const entries = Object.entries(accounts).map(([name, people]) => [
    name,
    { omnisend: { contacts: people.map(inVendor) } },
  ]);
  return { version: 1, accounts: Object.fromEntries(entries) };
}

export interface Opened {
  readonly contacts: string;
  readonly people?: readonly Person[];
  readonly accounts?: string;
  /** What goes wrong at the vendor, and its clock. */
  readonly vendor?: Pick<WorkbenchOptions, 'faults' | 'now'>;
}

/** @param contacts lines under `contacts:` */
export async function openShop({
  contacts,
  people = [],
  accounts = ACCOUNTS,
  vendor = {},
}: Opened): Promise<Workbench> {
  const bench = await openWorkbench({
    manifests: { 'accounts.yaml': accounts, 'people.yaml': `contacts:\n${contacts}` },
    state: stateOf({ shop: people }),
    ...vendor,
  });
  onTestFinished(() => bench.close());
  return bench;
}

/** Requests that the sandbox received and that were no reads. */
export async function writes(
  bench: Workbench,
): Promise<readonly { method: string; path: string; body: unknown; status: number | null }[]> {
  const received = await bench.requests();
  return received
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path, body, status }) => ({ method, path, body, status }));
}

// biome-ignore lint/suspicious/noExplicitAny: the vendor's JSON, looked into by tests
export async function vendorContact(bench: Workbench, email: string): Promise<any> {
  const contacts = (await bench.state()).accounts.shop.omnisend.contacts as { identifiers: { id: string }[] }[];
  return contacts.find(({ identifiers }) => identifiers.some(({ id }) => id === email));
}
