// Arguments of messages about a plan, a run or a manifest. A message is a code with named arguments; render/words composes its
// sentence, and redaction masks arguments by their class. Arguments are plain JSON, stored in plans and reports.
//
//   shown      text, numbers, lists of text: account names, field names, rule ids, counts, HTTP statuses, environment variables
//   personal   { is, value }: a personal value, or a text that may quote one

/** Classes of personal arguments. Redaction masks the whole value, except in the last two classes, where it keeps the impersonal part. */
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
  'path', // the path of a request: its fixed segments are kept
  'file', // a file, with an optional position: kept unless its name contains an address
] as const;

/** Class of a personal argument. */
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

/** A personal value with its class. */
export interface Personal<Kind extends PersonalKind = PersonalKind> {
  readonly is: Kind;
  readonly value: string;
}

/** One argument of a message: shown as it is, or personal. */
export type Argument = string | number | readonly string[] | Personal | readonly Personal[];
/** Arguments of a message, by name. */
export type Arguments = Readonly<Record<string, Argument>>;

/** Union of `{ code, args }` over a contract that maps each code to the type of its arguments. */
export type Coded<Contract> = {
  readonly [Code in keyof Contract]: { readonly code: Code; readonly args: Contract[Code] };
}[keyof Contract];

/** Marks a value as personal. */
export function personal<Kind extends PersonalKind>(is: Kind, value: string): Personal<Kind> {
  return { is, value };
}

/** True for a single personal value; false for a list of them. */
export function isPersonal(argument: Argument | undefined): argument is Personal {
  return typeof argument === 'object' && 'is' in argument;
}
