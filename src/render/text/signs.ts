// Signs that show what happens to contacts and fields. A sign is one character, or a word for screen readers.

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
  /** Sign of a refusal or a failed read. */
  readonly alarm: Sign;
  /** Texts directly before a member that is added to a set or removed from it. */
  readonly members: Readonly<Record<'add' | 'remove', string>>;
  /** Text between an old value and a new one. */
  readonly to: string;
  /** Text before advice. */
  readonly advice: string;
}

/** Signs of one character. */
export const SYMBOLS: Signs = {
  actions: { create: sign('+', 'add'), update: sign('~', 'change'), delete: sign('-', 'remove') },
  operations: { add: sign('+', 'add'), change: sign('~', 'change'), remove: sign('-', 'remove') },
  blocked: sign('!', 'remove'),
  alarm: sign('!', 'remove'),
  members: { add: '+', remove: '-' },
  to: '→',
  advice: '→',
};

/** Signs that are words, for screen readers. */
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
