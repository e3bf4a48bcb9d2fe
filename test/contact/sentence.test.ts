import { expect, test } from 'vitest';
import { personal } from '../../src/contact/argument.ts';
import { joined, type Mask, sentence, shown, unmasked } from '../../src/contact/sentence.ts';

const hide: Mask = (args) => Object.fromEntries(Object.keys(args).map((name) => [name, personal('value', '…')]));

test('a mask sees personal values alone, also those of a sentence within', () => {
  const inner = sentence`${personal('email', 'plain')}, ${shown('shop')}`;
  const whole = joined([sentence`${3} of ${inner} in`, sentence`\`${personal('key', 'in')}\``], '; ');
  expect(unmasked(whole)).toBe('3 of plain, shop in; `in`');
  expect(whole(hide)).toBe('3 of …, shop in; `…`');
});

test('text that may quote anything does not compile', () => {
  const text: string = 'jane';
  // @ts-expect-error a string is neither personal nor shown
  expect(unmasked(sentence`${text}`)).toBe('jane');
});
