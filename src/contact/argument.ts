// Arguments of messages about a plan, an apply or a manifest. A message is a code with named arguments. render/words composes its
// sentence, and redaction masks personal arguments by their class. Arguments are plain JSON and are stored in plans and reports.
//
//   shown      text, numbers, lists of text: account names, field names, rule ids, counts, HTTP statuses, environment variables
//   personal   { is, value }: a class, and a personal value or a text that may quote one

/** Classes of personal arguments. Redaction masks the whole value, except for the last two classes: see the notes on them. */
export const PERSONAL_KINDS = [
  'key', // a contact's key
  'id', // a vendor's id of a contact
  'email',
  'phone',
  'date', // when a person did something
  'value', // any value in a manifest
  'name', // a key in a manifest that the schema does not know
  'vendor', // a message of the vendor
  'parser', // a message of a parser library; it may quote the manifest
  'system', // a message of the operating system; it may contain file names
  'pattern', // a filter given on the command line
  'path', // the path of a request: redaction keeps its fixed segments
  'file', // a file, with an optional position: redaction masks it only if its name contains an @
] as const;

/** Class of a personal argument. */
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

/** A personal value with its class. */
export interface Personal<Kind extends PersonalKind = PersonalKind> {
  readonly is: Kind;
  readonly value: string;
}

/** One argument of a message. Redaction keeps text, numbers and lists of text, and masks personal values. */
export type Argument = string | number | readonly string[] | Personal | readonly Personal[];
/** Arguments of a message, by name. */
export type Arguments = Readonly<Record<string, Argument>>;

/** A message as its code and arguments. `Contract` maps each code to the type of its arguments. */
export type Coded<Contract> = {
  readonly [Code in keyof Contract]: { readonly code: Code; readonly args: Contract[Code] };
}[keyof Contract];

/** Creates a personal argument from its class and value. */
export function personal<Kind extends PersonalKind>(is: Kind, value: string): Personal<Kind> {
  return { is, value };
}

/**
 * Returns the format version that a document states, as an argument of a message. A number is not personal. Any other value may
 * contain anything, so it becomes a personal argument; an object or list is abbreviated.
 */
export function versionArgument(version: unknown): number | Personal<'value'> {
  if (typeof version === 'number') return version;
  const isNested = typeof version === 'object' && version !== null;
  return personal('value', isNested ? (Array.isArray(version) ? '[…]' : '{…}') : JSON.stringify(version));
}

/** True for a single personal value; false for a list of them. */
export function isPersonal(argument: Argument | undefined): argument is Personal {
  return typeof argument === 'object' && 'is' in argument;
}
