// URL → who it is for: the sandbox's own doors, or a vendor of an account.
//
//   /_sandbox/…              doors for tests
//   /omnisend/api/contacts   the account `default`
//   /@shop/omnisend/api/…    the account `shop`

export const DEFAULT_ACCOUNT = 'default';

export type Target =
  | { readonly kind: 'door'; readonly path: string }
  | {
      readonly kind: 'vendor';
      readonly account: string;
      readonly vendor: string;
      readonly mount: string;
      readonly path: string;
      readonly query: string;
    }
  | { readonly kind: 'nowhere' };

export function targetOf(url: string): Target {
  const [path = '', query = ''] = splitOnce(url, '?');
  const [first = '', rest = ''] = splitOnce(path.slice(1), '/');
  if (first === '_sandbox') return { kind: 'door', path: `/${rest}` };
  if (!first.startsWith('@')) {
    return { kind: 'vendor', account: DEFAULT_ACCOUNT, vendor: first, mount: `/${first}`, path: `/${rest}`, query };
  }
  const account = decoded(first.slice(1));
  if (account === undefined || account === '') return { kind: 'nowhere' };
  const [vendor = '', vendorPath = ''] = splitOnce(rest, '/');
  return { kind: 'vendor', account, vendor, mount: `/${first}/${vendor}`, path: `/${vendorPath}`, query };
}

/** Undefined where the percent-encoding is broken. */
export function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
