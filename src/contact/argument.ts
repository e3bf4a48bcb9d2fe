// Arguments of what is said about a plan, a run or a manifest. A statement is a code and named arguments; render/words makes a
// sentence of them, and redaction masks arguments by the class that they carry. JSON as it stands: plans and reports hold it.
//
//   shown      text, numbers, lists of text: account names, field names, rule ids, counts, HTTP statuses, environment variables
//   personal   { is, value }: a value of somebody's, or a text that may quote one

/** Classes of personal arguments. Each is masked by its name, apart from the last two, which keep what is nobody's. */
export const PERSONAL_KINDS = [
  'key', // a contact's key
  'id', // a vendor's id of a contact
  'email',
  'phone',
  'date', // when a person did something
  'value', // whatever stands in a manifest
  'name', // a key that a manifest gives, and no schema knows
  'vendor', // the vendor's own words
  'parser', // the words of a library that read a manifest; it may quote the text
  'system', // the words of the operating system; it may name files
  'pattern', // a filter that was asked for
  'path', // the path of a request: the vendor's own words stay
  'file', // a file, and where in it: stays unless somebody put an address into its name
] as const;

export type PersonalKind = (typeof PERSONAL_KINDS)[number];

export interface Personal<Kind extends PersonalKind = PersonalKind> {
  readonly is: Kind;
  readonly value: string;
}

export type Argument = string | number | readonly string[] | Personal | readonly Personal[];
export type Arguments = Readonly<Record<string, Argument>>;

/** A code of a contract (code → arguments) with its own arguments. */
export type Coded<Contract> = {
  readonly [Code in keyof Contract]: { readonly code: Code; readonly args: Contract[Code] };
}[keyof Contract];

export function personal<Kind extends PersonalKind>(is: Kind, value: string): Personal<Kind> {
  return { is, value };
}

export function isPersonal(argument: Argument | undefined): argument is Personal {
  return typeof argument === 'object' && 'is' in argument;
}
