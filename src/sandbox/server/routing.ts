// Routes a URL to an admin route, or to a vendor of an account.
//
//   /_sandbox/…              admin routes
//   /omnisend/api/contacts   vendor `omnisend` of the account `default`
//   /@shop/omnisend/api/…    vendor `omnisend` of the account `shop`

/** The account of URLs that do not name one. */
export const DEFAULT_ACCOUNT = 'default';

/** What a URL addresses; members as in VendorRequest. */
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

/** @param url path and query as received */
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

/** Decodes a path segment; undefined if the percent-encoding is not valid. */
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
