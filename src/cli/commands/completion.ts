import { Argument, Command } from 'commander';
import { type CompletedCommand, completionFor, SHELLS, type Shell } from '../completion.ts';
import type { SetExit } from '../exit-codes.ts';
import { withExamples } from '../options/options.ts';
import { openTerminal } from '../terminal/terminal.ts';

/** The command `completion`. */
export function completionCommand(_setExit: SetExit): Command {
  const command = new Command('completion')
    .description('Print a script that completes commands and options in a shell.')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action(async (shell: Shell, _options: unknown, { parent }: Command) => {
      const commands = (parent?.commands ?? []).map(describe);
      await openTerminal(false).out(completionFor(shell, 'rollcall', commands));
    });
  return withExamples(
    command,
    [
      ['eval "$(rollcall completion bash)"', 'in ~/.bashrc; for zsh, the same in ~/.zshrc'],
      ['rollcall completion fish > ~/.config/fish/completions/rollcall.fish', 'once'],
    ],
    '0 done, 64 usage',
  );
}

function describe(command: Command): CompletedCommand {
  return {
    name: command.name(),
    description: command.description(),
    choices: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    options: command
      .createHelp()
      .visibleOptions(command)
      .map(({ long, short, description, required, optional, argChoices }) => ({
        long: long ?? '',
        short: short ?? undefined,
        description,
        takes: required ? 'a value' : optional ? 'maybe a value' : 'nothing',
        choices: argChoices ?? [],
      })),
  };
}
