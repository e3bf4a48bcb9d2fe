// An empty value is a variable that a script forgot to set. Taken as a value, it would stand for the working directory, for no
// filter, or for nothing at all.

import { type Argument, type Command, InvalidArgumentError, type Option } from 'commander';

/** Makes every option and argument of a command refuse an empty value, as a mistake of usage. */
export function refuseEmptyValues({ options, registeredArguments }: Command): void {
  for (const option of options) if (option.required || option.optional) refuseEmpty(option);
  for (const argument of registeredArguments) refuseEmpty(argument);
}

function refuseEmpty(target: Option | Argument): void {
  const parse: unknown = target.parseArg;
  target.argParser((value: string, previous: unknown) => {
    if (value.trim() === '') throw new InvalidArgumentError('It must not be empty.');
    return typeof parse === 'function' ? parse(value, previous) : value;
  });
}
