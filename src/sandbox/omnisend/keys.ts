// Checks API keys. The sandbox accepts any key except these: `wrong` and `wrong-…` are invalid, `noscope…` has no scopes, and
// `readonly…` cannot write. Each dialect reads the key from its own header, and answers an invalid key with its own status.

/** The result of checking a key. `no-scope` means that the key does not allow the request. */
export type KeyVerdict = 'good' | 'wrong' | 'no-scope';

/** Checks the key of a request. `key` is undefined if the request has none. */
export function checkKey(key: string | undefined, isWrite: boolean): KeyVerdict {
  if (key === undefined || key === '' || key === 'wrong' || key.startsWith('wrong-')) return 'wrong';
  return key.startsWith('noscope') || (isWrite && key.startsWith('readonly')) ? 'no-scope' : 'good';
}
