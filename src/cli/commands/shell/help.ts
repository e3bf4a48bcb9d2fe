import { Command } from 'commander';
import { HintedError } from '../../../contact/hinted-error.ts';
import { sentence, shown } from '../../../contact/sentence.ts';
import type { SetExit } from '../../exit-codes.ts';
import { openTerminal } from '../../terminal/terminal.ts';

/** The topic that lists the rules; no rule has this id. */
const ALL_RULES = 'rules';

/** The command `help`, for commands and for rules. */
export function helpCommand(_setExit: SetExit): Command {
  return new Command('help')
    .description('Show the help of a command, or explain a rule that a plan names.')
    .argument('[topic...]', 'a command, such as plan or record drop; or a rule, such as resubscribe; rules lists them')
    .option('--no-color', 'no colours, even on a terminal')
    .helpOption('-h, --help', 'show this help')
    .action(async (topic: readonly string[], options: { readonly color: boolean }, { parent }: Command) => {
      const command = parent === null ? undefined : commandNamed(topic, parent);
      if (command === undefined) await explainRule(topic, options.color);
      else command.outputHelp();
    });
}

/**
 * Returns the command with these names, such as `record drop`; the program itself if there are no names; undefined if there is no
 * such command.
 */
function commandNamed([name, ...rest]: readonly string[], command: Command): Command | undefined {
  if (name === undefined) return command;
  const next = command.commands.find((one) => one.name() === name);
  return next === undefined ? undefined : commandNamed(rest, next);
}

/**
 * Prints the explanation of a rule, or the list of all rules.
 *
 * @throws HintedError `usage` if there is no such rule
 */
async function explainRule(topic: readonly string[], color: boolean): Promise<void> {
  const { renderRule, renderRules, ruleNames } = await import('../../../render/text/rule.ts');
  const { painter } = await import('../../../render/text/paint.ts');
  const terminal = openTerminal(color);
  const name = topic.join(' ');
  const look = { paint: painter(terminal.color), width: terminal.width };
  const text = name === ALL_RULES ? renderRules(look) : renderRule(name, look);
  if (text !== undefined) return terminal.out(text);
  const { suggestion } = await import('../../../manifest/schema/suggest.ts');
  const near = suggestion(name, ruleNames()).suggestion;
  throw new HintedError('usage', sentence`there is no command and no rule of this name`, {
    hint:
      near === undefined
        ? sentence`\`rollcall help\` lists the commands, \`rollcall help rules\` the rules`
        : sentence`did you mean ${shown(near)}?`,
  });
}
