// Checks API keys. The sandbox accepts any key except these: `wrong` and `wrong-…` are invalid, `noscope…` has no scopes, and
// `readonly…` cannot write. The header of the key and the status of a refusal differ between dialects.

/** The result of a check. */
export type KeyVerdict = 'good' | 'wrong' | 'no-scope';

/** Checks a key; undefined: the request has none. */
export function checkKey(key: string | undefined, isWrite: boolean): KeyVerdict {
  if (key === undefined || key === '' || key === 'wrong' || key.startsWith('wrong-')) return 'wrong';
  return key.startsWith('noscope') || (isWrite && key.startsWith('readonly')) ? 'no-scope' : 'good';
}
