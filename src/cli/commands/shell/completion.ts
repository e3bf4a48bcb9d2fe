import { Argument, Command } from 'commander';
import { type CompletedCommand, completionFor, SHELLS, type Shell } from '../../completion.ts';
import type { SetExit } from '../../exit-codes.ts';
import { withExamples } from '../../options/examples.ts';
import { openTerminal } from '../../terminal/terminal.ts';

/** The command `completion`. */
export function completionCommand(_setExit: SetExit): Command {
  const command = new Command('completion')
    .description('Print a script that completes commands and options in a shell.')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action(async (shell: Shell, _options: unknown, { parent }: Command) => {
      const { ruleNames } = await import('../../../render/text/rule.ts');
      const names = (parent?.commands ?? []).map((one) => one.name());
      const commands = (parent?.commands ?? []).map((one) => {
        const described = describe(one);
        return one.name() === 'help' ? { ...described, choices: [...names, ...ruleNames()] } : described;
      });
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
  const { commands } = command;
  return {
    name: command.name(),
    description: command.description(),
    choices:
      commands.length > 0
        ? commands.map((subcommand) => subcommand.name())
        : command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    options: optionsOf(command),
  };
}

/** Returns the options of a command and of its subcommands, each once. */
function optionsOf(command: Command): CompletedCommand['options'] {
  const own = command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, short, description, required, optional, argChoices }) => ({
      long: long ?? '',
      short: short ?? undefined,
      description,
      takes: required ? ('a value' as const) : optional ? ('maybe a value' as const) : ('nothing' as const),
      choices: argChoices ?? [],
    }));
  const all = [...own, ...command.commands.flatMap(optionsOf)];
  return [...new Map(all.map((option) => [option.long, option])).values()];
}
