// Signs for what happens to contacts and fields: one character or, for screen readers, a word.

import type { Action } from '../../plan/document.ts';
import type { Tone } from './paint.ts';

/** A sign and its colour. */
export interface Sign {
  readonly text: string;
  readonly tone: Tone;
}

/** All signs of a text format. */
export interface Signs {
  readonly actions: Readonly<Record<Action, Sign>>;
  readonly operations: Readonly<Record<'add' | 'change' | 'remove', Sign>>;
  readonly blocked: Sign;
  /** A refusal or a failed read. */
  readonly alarm: Sign;
  /** Directly before a member of a set. */
  readonly members: Readonly<Record<'add' | 'remove', string>>;
  /** Between an old value and a new one. */
  readonly to: string;
  /** Before advice. */
  readonly advice: string;
}

/** One character per sign. */
export const SYMBOLS: Signs = {
  actions: { create: sign('+', 'add'), update: sign('~', 'change'), delete: sign('-', 'remove') },
  operations: { add: sign('+', 'add'), change: sign('~', 'change'), remove: sign('-', 'remove') },
  blocked: sign('!', 'remove'),
  alarm: sign('!', 'remove'),
  members: { add: '+', remove: '-' },
  to: '→',
  advice: '→',
};

/** Words, for screen readers. */
export const WORDS: Signs = {
  actions: { create: sign('create', 'add'), update: sign('update', 'change'), delete: sign('delete', 'remove') },
  operations: { add: sign('add', 'add'), change: sign('change', 'change'), remove: sign('remove', 'remove') },
  blocked: sign('blocked:', 'remove'),
  alarm: sign('attention:', 'remove'),
  members: { add: 'add ', remove: 'remove ' },
  to: 'to',
  advice: 'what to do:',
};

function sign(text: string, tone: Tone): Sign {
  return { text, tone };
}
