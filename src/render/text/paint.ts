// Colours by meaning. Only the caller decides whether colours are used; the environment and the stream are not checked.

import { styleText } from 'node:util';

/** The meaning that a colour shows. */
export type Tone = 'add' | 'change' | 'remove' | 'secondary' | 'title';

/** Colours text, which must already be inert and padded: colour codes count as characters but have no width. */
export type Paint = (tone: Tone, text: string) => string;

const STYLES = {
  add: 'green',
  change: 'yellow',
  remove: 'red',
  secondary: 'dim',
  title: 'bold',
} as const satisfies Record<Tone, string>;

/** @param color false: text is returned unchanged */
export function painter(color: boolean): Paint {
  if (!color) return (_tone, text) => text;
  return (tone, text) => styleText(STYLES[tone], text, { validateStream: false });
}
