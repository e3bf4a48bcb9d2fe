import { describe, expect, test } from 'vitest';
import { sentence } from '../../src/contact/sentence.ts';
import { decodeUtf8, isUtf16 } from '../../src/store/utf8.ts';

const file = { name: sentence`x.txt`, code: 'plan-file' } as const;

/** As Windows writes it: `utf16le`, and big-endian by swapping the bytes. */
function utf16(text: string, order: 'LE' | 'BE', mark = true): Buffer {
  const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
  return order === 'LE' ? bytes : bytes.swap16();
}

test.each(['', 'x', '{"a":"ąčę 😀"}', '\n# x\n'])('UTF-8 is decoded, with or without a byte order mark: %j', (text) => {
  expect(decodeUtf8(Buffer.from(text), file)).toBe(text);
  expect(decodeUtf8(Buffer.from(`\ufeff${text}`), file)).toBe(text);
});

describe('UTF-16 is called by its name', () => {
  test.each([
    ['little-endian', utf16('{}', 'LE')],
    ['big-endian', utf16('{}', 'BE')],
    ['little-endian without a mark', utf16('accounts:', 'LE', false)],
    ['big-endian without a mark', utf16('# x', 'BE', false)],
    ['a mark and nothing else', utf16('', 'LE')],
  ])('%s', (_, bytes) => {
    expect(isUtf16(bytes)).toBe(true);
    expect(() => decodeUtf8(bytes, file)).toThrow('x.txt is UTF-16 text, as Windows PowerShell writes it');
  });
});

test('other bytes are no text', () => {
  expect(() => decodeUtf8(Buffer.from('\u00e9', 'latin1'), file)).toThrow('x.txt is not UTF-8 text');
  expect(isUtf16(Buffer.from([0, 0, 1]))).toBe(false);
});
