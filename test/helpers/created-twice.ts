// Which contacts did a vendor create, or try to create, more than once? From the sandbox's request log, in the vendors' words.

import type { ReceivedRequest } from './workbench.ts';

/** @returns account and email or phone of everybody for whom more than one create was carried out */
export function createdTwice(requests: readonly ReceivedRequest[]): readonly string[] {
  const created = requests.filter(isCarriedOut).flatMap(createsIn);
  return created.filter((name, index) => created.indexOf(name) !== index);
}

/** Faults that refuse leave a status or none; of those that break the connection only one carries out before it does. */
function isCarriedOut({ status, fault }: ReceivedRequest): boolean {
  if (fault === 'lost-response' || fault === 'lost') return true;
  return (fault === undefined || fault === 'slow') && status !== null && status >= 200 && status <= 299;
}

function createsIn({ account, method, path, body }: ReceivedRequest): readonly string[] {
  if (method !== 'POST') return [];
  switch (path) {
    case '/api/batches':
      return (body as { items: readonly Wire[] }).items.map((item) => `${account}/${nameOf(item)}`);
    case '/api/contacts':
    case '/api/v1/contacts/create':
    case '/v1/contacts':
      return [`${account}/${nameOf(body as Wire)}`];
    default:
      return [];
  }
}

interface Wire {
  readonly email?: string;
  readonly identifiers?: readonly { readonly id: string }[];
}

function nameOf({ email, identifiers }: Wire): string | undefined {
  return email ?? identifiers?.[0]?.id;
}
