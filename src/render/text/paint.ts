// Colours text by its meaning. The caller decides whether to use colours; the environment and the stream are not checked.

import { styleText } from 'node:util';

/** The meaning of a text, which determines its colour. */
export type Tone = 'add' | 'change' | 'remove' | 'secondary' | 'title';

/** Colours text. The text must already be neutralised and padded, because colour codes count as characters but have no width. */
export type Paint = (tone: Tone, text: string) => string;

const STYLES = {
  add: 'green',
  change: 'yellow',
  remove: 'red',
  secondary: 'dim',
  title: 'bold',
} as const satisfies Record<Tone, string>;

/**
 * Creates a function that colours text.
 *
 * @param color false: the function returns text unchanged
 */
export function painter(color: boolean): Paint {
  if (!color) return (_tone, text) => text;
  return (tone, text) => styleText(STYLES[tone], text, { validateStream: false });
}
