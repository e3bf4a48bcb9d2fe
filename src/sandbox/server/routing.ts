// Parses a URL into its target: an admin route, or an account at a vendor.
//
//   /_sandbox/…              admin routes
//   /omnisend/api/contacts   vendor `omnisend` of the account `default`
//   /@shop/omnisend/api/…    vendor `omnisend` of the account `shop`

/** Name of the account that a URL without `/@NAME` addresses. */
export const DEFAULT_ACCOUNT = 'default';

/** The target of a URL. `mount`, `path` and `query` of a vendor target are those of VendorRequest. */
export type Target =
  | { readonly kind: 'admin'; readonly path: string }
  | {
      readonly kind: 'vendor';
      readonly account: string;
      readonly vendor: string;
      readonly mount: string;
      readonly path: string;
      readonly query: string;
    }
  | { readonly kind: 'unknown' };

/**
 * Returns the target of a URL. The vendor is not checked for existence.
 *
 * @param url path and query as received
 */
export function targetOf(url: string): Target {
  const [path = '', query = ''] = splitOnce(url, '?');
  const [first = '', rest = ''] = splitOnce(path.slice(1), '/');
  if (first === '_sandbox') return { kind: 'admin', path: `/${rest}` };
  if (!first.startsWith('@')) {
    return { kind: 'vendor', account: DEFAULT_ACCOUNT, vendor: first, mount: `/${first}`, path: `/${rest}`, query };
  }
  const account = decoded(first.slice(1));
  if (account === undefined || account === '') return { kind: 'unknown' };
  const [vendor = '', vendorPath = ''] = splitOnce(rest, '/');
  return { kind: 'vendor', account, vendor, mount: `/${first}/${vendor}`, path: `/${vendorPath}`, query };
}

/** Decodes a path segment. Returns undefined if its percent-encoding is not valid. */
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
