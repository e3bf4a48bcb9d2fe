// What commander says of a wrong command line → the same with the values that were typed as arguments.

import { expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { quoting } from '../../src/cli/usage-error.ts';
import { unmasked } from '../../src/contact/sentence.ts';
import { redactArguments } from '../../src/render/redact/arguments.ts';

const program = createProgram(() => {});

test.each([
  ['an argument', ['plan', 'jane'], "unknown command 'jane'", "unknown command '‹value›'"],
  [
    'an option’s value, which is also a word of the sentence',
    ['apply', '--timeout', 'number'],
    "option '--timeout <duration>' argument 'number' is invalid. Give a number",
    "option '--timeout <duration>' argument '‹value›' is invalid. Give a number",
  ],
  ['after =', ['plan', '--contct=a.b+c'], "unknown option '--contct=a.b+c'", "unknown option '--contct=‹value›'"],
  ['signs of patterns', ['--port', '-1', 'a(b'], "given '-1' and 'a(b'", "given '-1' and '‹value›'"],
  ['the name of a command', ['plan', 'x'], "too many arguments for 'plan'", "too many arguments for 'plan'"],
  ['an option', ['--contct'], "unknown option '--contct'", "unknown option '--contct'"],
])('%s', (_, argv, text, masked) => {
  const said = quoting(text, argv, program);
  expect([unmasked(said), said(redactArguments)]).toEqual([text, masked]);
});
