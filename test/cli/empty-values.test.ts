// Empty values on the command line, which come from variables that a script forgot to set, are rejected.

import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

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
    expect(new Set(TAKERS.map(({ command }) => command)).size).toBe(18);
  });

  test.each(TAKERS.map((taker) => [taker.command, taker.name, taker] as const))('%s %s', async (_, name, { args }) => {
    for (const value of ['', ' ']) {
      const message = await messageOf(args(value));
      expect(message).toContain(name);
      expect(message).toMatch(/must not be empty/);
    }
  });
});

describe('the program', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await openWorkplace();
  });
  afterAll(() => place.remove());

  test.each([
    [['plan', '--base', ''], '--base'],
    [['plan', '--base='], '--base'],
    [['plan', '--contact='], '--contact'],
    [['plan', '--contact', 'a', '--contact', ''], '--contact'],
    [['plan', '--contacts-from', ''], '--contacts-from'],
    [['validate', '--contacts-from='], '--contacts-from'],
    [['apply', '--account', ''], '--account'],
    [['apply', ''], 'plan'],
    [['apply', '--resume='], '--resume'],
    [['plan', '-d', ''], '--dir'],
    [['explain', ''], 'contact'],
  ])('%j is a mistake of usage', async (args, name) => {
    const run = await place.rollcall(...args, '--json');
    expect(run.code).toBe(64);
    expect(JSON.parse(run.stdout)).toMatchObject({
      error: { code: 'usage', message: expect.stringMatching(new RegExp(`${name}.*must not be empty`)) },
    });
    expect(run.stderr).toContain('must not be empty');
  });
});
