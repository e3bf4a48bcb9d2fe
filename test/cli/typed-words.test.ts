// What people type who know another program.

import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { hintForTyped } from '../../src/cli/options/typed-words.ts';
import { createProgram } from '../../src/cli/program.ts';
import { printedUsage, usageError } from '../../src/cli/usage-error.ts';
import { unmasked } from '../../src/contact/sentence.ts';

const program = createProgram(() => {});
const names = program.commands.map((command) => command.name());
const command = (typed: string): string | undefined => hintForTyped('commander.unknownCommand', typed);
const option = (typed: string): string | undefined => hintForTyped('commander.unknownOption', typed);

describe('an unknown command', () => {
  test.each([
    ['destroy', '`onRemoved` on their account'],
    ['state', 'rollcall record list'],
    ['diff', 'rollcall plan'],
    ['lint', 'rollcall validate'],
    ['sync', 'rollcall apply'],
    ['refresh', 'rollcall drift'],
    ['undo', 'rollcall rollback'],
    ['status', 'rollcall explain'],
  ])('%s: %s', (typed, ours) => {
    expect(command(typed)).toContain(ours);
  });

  test('that nobody is known to mean gets no hint of these', () => {
    expect(command('frobnicate')).toBeUndefined();
    expect(hintForTyped('commander.missingArgument', 'diff')).toBeUndefined();
  });

  test('hints name commands that exist, and no command of ours is taken for another program’s', () => {
    const hints = [
      'destroy',
      'state',
      'diff',
      'lint',
      'sync',
      'refresh',
      'dump',
      'ls',
      'undo',
      'optout',
      'login',
      'new',
      'env',
      'edit',
    ];
    for (const typed of hints) {
      const named = [...(command(typed) ?? '').matchAll(/`rollcall ([a-z]+)/g)].map(([, name]) => name);
      expect([typed, named.filter((name) => !names.includes(name ?? ''))]).toEqual([typed, []]);
    }
    expect(names.filter((name) => command(name) !== undefined)).toEqual([]);
  });
});

test.each([
  ['-y', '--auto-approve'],
  ['--force', '--auto-approve'],
  ['-target=shop', '--contact'],
  ['--dry-run', 'rollcall plan'],
  ['-out=plan.json', '--out'],
])('the unknown option %s leads to %s', (typed, ours) => {
  expect(option(typed)).toContain(ours);
});

describe('what is printed', () => {
  const error = new CommanderError(
    1,
    'commander.unknownCommand',
    "error: unknown command 'lint'\n(Did you mean init?)",
  );
  const printed = `${error.message}\n(--help shows the options)\n`;

  test('a known word replaces what commander guesses', () => {
    const said = unmasked(printedUsage(printed, error, ['lint'], program));
    expect(said).toMatch(/^error: unknown command 'lint'\n {2}→ `rollcall validate` [^\n]*\n$/);
    const { message, hint } = usageError(error, ['lint'], program);
    expect([message, hint]).toEqual(["unknown command 'lint'", expect.stringContaining('rollcall validate')]);
  });

  test('any other word keeps it', () => {
    const other = new CommanderError(
      1,
      'commander.unknownCommand',
      "error: unknown command 'plam'\n(Did you mean plan?)",
    );
    const said = unmasked(printedUsage(`${other.message}\n(--help shows the options)\n`, other, ['plam'], program));
    expect(said).toBe("error: unknown command 'plam'\n(Did you mean plan?)\n(--help shows the options)\n");
  });
});

/** The help of the program on a terminal of some columns. */
function helpAt(columns: number): readonly string[] {
  let text = '';
  const output = {
    writeOut: (part: string) => (text += part),
    getOutHelpWidth: () => columns,
    getOutHasColors: () => false,
  };
  createProgram(() => {})
    .configureOutput(output)
    .outputHelp();
  return text.split('\n');
}

test.each([60, 80, 120])('the list of commands fits a terminal of %i columns', (columns) => {
  const lines = helpAt(columns);
  const list = lines.slice(lines.indexOf('Commands:') + 1, lines.indexOf('Environment:'));
  expect(list.length).toBeGreaterThanOrEqual(names.length);
  expect(list.filter((line) => line.length > columns)).toEqual([]);
  expect(list.join('\n')).toMatch(/^ {2}unsubscribe <contact\.\.\.> {2,}\S/m);
});
