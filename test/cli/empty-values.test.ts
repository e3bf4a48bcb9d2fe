// Empty values on the command line, which come from variables that a script forgot to set, are rejected by the parser of every
// command; empty-values-run.test.ts runs the program.

import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';

interface Taker {
  readonly command: string;
  /** As it is named in the message. */
  readonly name: string;
  readonly args: (value: string) => readonly string[];
}

function takersOf(command: Command): readonly Taker[] {
  const options = command.options.filter(({ required, optional }) => required || optional);
  return [
    ...options.map(({ long }) => ({
      command: command.name(),
      name: long ?? '',
      args: (value: string) => [command.name(), `${long}=${value}`],
    })),
    ...command.registeredArguments.map((argument) => ({
      command: command.name(),
      name: argument.name(),
      args: (value: string) => [
        command.name(),
        ...command.registeredArguments.flatMap((one) => (one === argument ? [value] : one.required ? ['x'] : [])),
      ],
    })),
  ];
}

const TAKERS = createProgram(() => {}).commands.flatMap(takersOf);

async function messageOf(args: readonly string[]): Promise<string> {
  const program = createProgram(() => {});
  for (const command of program.commands) command.configureOutput({ writeErr: () => {} });
  const error: unknown = await program.parseAsync(['node', 'rollcall', ...args]).then(
    () => 'it ran',
    (reason: unknown) => reason,
  );
  return error instanceof Error ? error.message : String(error);
}

describe('every option and argument that takes a value refuses an empty one, by name (B5)', () => {
  test('the list contains options of every command', () => {
    expect(TAKERS.length).toBeGreaterThan(70);
    expect(new Set(TAKERS.map(({ command }) => command)).size).toBe(22);
  });

  test.each(TAKERS.map((taker) => [taker.command, taker.name, taker] as const))('%s %s', async (_, name, { args }) => {
    for (const value of ['', ' ']) {
      const message = await messageOf(args(value));
      expect(message).toContain(name);
      expect(message).toMatch(/must not be empty/);
    }
  });
});
