// Generates a shell completion script from the commands and options of the program. The script never runs the program. Pure.

import { shellQuoted } from '../contact/shell-word.ts';

/** The supported shells. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
/** A supported shell. */
export type Shell = (typeof SHELLS)[number];

interface CompletedOption {
  /** Long name: `--format`. */
  readonly long: string;
  /** Short name: `-d`; undefined if there is none. */
  readonly short?: string | undefined;
  readonly description: string;
  /** Whether the option takes a value. */
  readonly takes: 'nothing' | 'maybe a value' | 'a value';
  readonly choices: readonly string[];
}

/** A command to complete. */
export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  /** Possible values of the argument; empty if it is a file. */
  readonly choices: readonly string[];
  readonly options: readonly CompletedOption[];
}

/**
 * Generates the completion script.
 *
 * @param program name of the executable
 */
export function completionFor(shell: Shell, program: string, commands: readonly CompletedCommand[]): string {
  const render = { bash, zsh, fish }[shell];
  return `${render(program, commands).join('\n')}\n`;
}

function bash(program: string, commands: readonly CompletedCommand[]): readonly string[] {
  const reply = (words: readonly string[]): string => `COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$current"))`;
  const values = commands.flatMap(({ name, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(({ long, choices }) => `    "${name} ${long}") ${reply(choices)}; return ;;`),
  );
  const words = commands.map(({ name, options, choices }) => {
    const flags = options.flatMap(({ long, short }) => (short === undefined ? [long] : [long, short]));
    const rest = choices.length === 0 ? '' : `; [[ $current == -* ]] || ${reply(choices)}`;
    return `    ${name}) if [[ $current == -* ]]; then ${reply(flags)}; fi${rest} ;;`;
  });
  return [
    `# ${program}: eval "$(${program} completion bash)"`,
    `_${program}() {`,
    `  local command=${'$'}{COMP_WORDS[1]} current=${'$'}{COMP_WORDS[COMP_CWORD]} previous=${'$'}{COMP_WORDS[COMP_CWORD-1]}`,
    '  COMPREPLY=()',
    '  # bash splits --format=json into three words.',
    '  if [ "$previous" = = ]; then previous=$' + '{COMP_WORDS[COMP_CWORD-2]}; fi',
    '  if [ "$current" = = ]; then current=; fi',
    `  if [ "$COMP_CWORD" -eq 1 ]; then ${reply(commands.map(({ name }) => name))}; return; fi`,
    '  case "$command $previous" in',
    ...values,
    '  esac',
    '  case "$command" in',
    ...words,
    '  esac',
    '}',
    '# Without a match, complete file names.',
    `complete -o default -F _${program} ${program}`,
  ];
}

function zsh(program: string, commands: readonly CompletedCommand[]): readonly string[] {
  const names = commands.map(({ name, description }) => `    ${shellQuoted(`${name}:${description}`)}`);
  const cases = commands.map(({ name, options, choices }) => {
    const rest = choices.length === 0 ? '*:file:_files' : `1:${name}:(${choices.join(' ')})`;
    const specs = [...options.flatMap(zshOption), rest].map((spec) => `      ${shellQuoted(spec)}`);
    return [`    ${name}) _arguments \\`, `${specs.join(' \\\n')} ;;`].join('\n');
  });
  return [
    `#compdef ${program}`,
    `# eval "$(${program} completion zsh)", or a file _${program} in a directory of $fpath`,
    `_${program}() {`,
    '  local -a commands=(',
    ...names,
    '  )',
    "  if (( CURRENT == 2 )); then _describe 'command' commands; return; fi",
    '  local command=$words[2]',
    '  shift words; (( CURRENT-- ))',
    '  case $command in',
    ...cases,
    '  esac',
    '}',
    `if [ "$funcstack[1]" = "_${program}" ]; then _${program} "$@"; else compdef _${program} ${program}; fi`,
  ];
}

function zshOption({ long, short, description, takes, choices }: CompletedOption): readonly string[] {
  const explained = `[${description.replace(/[[\]]/g, '\\$&')}]`;
  const values = choices.length === 0 ? '_files' : `(${choices.join(' ')})`;
  const colons = { nothing: '', 'maybe a value': `::value:${values}`, 'a value': `:value:${values}` }[takes];
  // With the equals sign, both `--format json` and `--format=json` are completed.
  const named = takes === 'nothing' ? long : `${long}=`;
  return [named, ...(short === undefined ? [] : [short])].map((flag) => `*${flag}${explained}${colons}`);
}

function fish(program: string, commands: readonly CompletedCommand[]): readonly string[] {
  return [
    `# ${program} completion fish | source`,
    ...commands.map(
      ({ name, description }) =>
        `complete -c ${program} -f -n __fish_use_subcommand -a ${name} -d ${shellQuoted(description)}`,
    ),
    ...commands.flatMap(({ name, choices, options }) => {
      const when = `complete -c ${program} -n ${shellQuoted(`__fish_seen_subcommand_from ${name}`)}`;
      const first = choices.length === 0 ? [] : [`${when} -f -a ${shellQuoted(choices.join(' '))}`];
      return [...first, ...options.map((option) => `${when} ${fishOption(option)}`)];
    }),
  ];
}

function fishOption({ long, short, description, takes, choices }: CompletedOption): string {
  const flags = [`-l ${long.slice(2)}`, ...(short === undefined ? [] : [`-s ${short.slice(1)}`])];
  const values = choices.length > 0 ? [`-x -a ${shellQuoted(choices.join(' '))}`] : takes === 'a value' ? ['-r'] : [];
  return [...flags, ...values, `-d ${shellQuoted(description)}`].join(' ');
}
