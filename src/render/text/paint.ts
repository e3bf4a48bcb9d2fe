// Colour by meaning. Decided by the caller alone: neither the environment nor the stream is looked at.

import { styleText } from 'node:util';

export type Tone = 'add' | 'change' | 'remove' | 'secondary' | 'title';

/** Text that goes in must be inert and already padded: colour codes have a length and no width. */
export type Paint = (tone: Tone, text: string) => string;

const STYLES = {
  add: 'green',
  change: 'yellow',
  remove: 'red',
  secondary: 'dim',
  title: 'bold',
} as const satisfies Record<Tone, string>;

export function painter(color: boolean): Paint {
  if (!color) return (_tone, text) => text;
  return (tone, text) => styleText(STYLES[tone], text, { validateStream: false });
}
