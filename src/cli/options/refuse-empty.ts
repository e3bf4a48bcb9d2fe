// Rejects empty values of options and arguments. They usually come from a variable that a script forgot to set, and would silently
// mean something else: the working directory, or no filter.

import { type Argument, type Command, InvalidArgumentError, type Option } from 'commander';

/** Makes every option and argument of a command reject an empty value as a usage error. */
export function refuseEmptyValues({ options, registeredArguments }: Command): void {
  for (const option of options) if (option.required || option.optional) refuseEmpty(option);
  for (const argument of registeredArguments) refuseEmpty(argument);
}

function refuseEmpty(target: Option | Argument): void {
  const parse: unknown = target.parseArg;
  target.argParser((value: string, previous: unknown) => {
    if (value.trim() === '') throw new InvalidArgumentError('It must not be empty.');
    if (typeof parse === 'function') return parse(value, previous);
    // Collect several values here, because commander does so only for arguments without a parser.
    return target.variadic ? [...(Array.isArray(previous) ? previous : []), value] : value;
  });
}
