// Which keys are good. Every key is good here except the telling ones: `wrong`, `wrong-…`, `noscope…`, and `readonly…` for
// writes. How a key travels, and with which status it is refused, differs by dialect.

export type KeyVerdict = 'good' | 'wrong' | 'no-scope';

export function verdictOn(key: string | undefined, isWrite: boolean): KeyVerdict {
  if (key === undefined || key === '' || key === 'wrong' || key.startsWith('wrong-')) return 'wrong';
  return key.startsWith('noscope') || (isWrite && key.startsWith('readonly')) ? 'no-scope' : 'good';
}
