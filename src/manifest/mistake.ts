// Catalogue of all manifest mistakes: codes and their argument types. render/words/diagnostics composes the sentences. Names
// known to a schema or a capability table are plain strings; all other manifest content, including a misplaced key, is marked
// as personal.

import { type Argument, type Arguments, type Coded, isPersonal, type Personal } from '../contact/argument.ts';
import type { IdentifierKind } from '../contact/fields.ts';
import type { EnvironmentMistakes } from './environments/mistakes.ts';
import type { FactMistakes } from './facts/mistakes.ts';
import type { SourceMistakes } from './sources/mistakes.ts';
import type { SuppressionMistakes } from './suppressions/mistakes.ts';

type Nothing = Readonly<Record<never, never>>;
/** A name chosen in a manifest: a key, a tag or a property. */
type Given = Personal<'name'>;
type Value = Personal<'value'>;
/** A known field, or a member or property named in a manifest. */
type Name = string | Given;
/** Position of a conflicting declaration, `file:line:column`. toDiagnostics adds it. */
type Elsewhere = Partial<Readonly<Record<'other', Personal<'file'>>>>;

/** Accounts under which one of two conflicting values could be declared with `at`; absent if that is no remedy. */
type Remedy = Partial<Readonly<Record<'at', readonly string[]>>>;

/** Mistakes of whole files and of their syntax. */
export type SyntaxMistakes = {
  readonly 'no-manifests': { readonly commit?: string };
  readonly 'no-contacts': Nothing;
  /** A file that looks like data and is not read. `commit`: the base's commit that contains it. */
  readonly 'file-ignored': { readonly commit?: string };
  /** A path that holds an email address or a phone number: paths are shown in redacted output, too. */
  readonly 'personal-file-name': { readonly what: 'email' | 'phone' };
  readonly 'unreadable-file': { readonly why: 'not-a-file' } | { readonly why: 'system'; readonly error: string };
  /** `whole`: exceeds the limit for all manifests; `unusual`: exceeds the lower limit for syntax that needs the slow parser. */
  readonly 'file-too-large': { readonly what: 'whole' | 'unusual'; readonly megabytes: number };
  /** A link that leads out of the repository or, without one, out of the parent of the manifests' directory. */
  readonly 'link-leaves': Nothing;
  readonly 'link-not-followed': Nothing;
  readonly 'submodule-not-followed': Nothing;
  readonly 'not-text': { readonly encoding?: 'UTF-16' };
  readonly 'empty-file': Nothing;
  readonly 'invalid-key': Nothing;
  readonly 'duplicate-key': { readonly name: Given };
  /** `name`: the key without a value; absent for an item of a list. */
  readonly 'empty-value': { readonly name?: Given };
  readonly 'unknown-alias': { readonly why: 'no-anchor' | 'contains-itself'; readonly name: Given };
  readonly 'alias-limit': { readonly most: number };
  /** `read`: the number that `source` is parsed as; `number`: the same, absent if it is infinite or not a number. */
  readonly 'ambiguous-number': { readonly source: Value; readonly read: Value; readonly number?: Value };
  readonly 'ambiguous-null': { readonly source: Value };
  readonly 'unsupported-tag': { readonly said?: Personal<'parser'> };
  readonly 'yaml-version': Nothing;
  readonly 'multiple-documents': Nothing;
  readonly 'tab-indentation': Nothing;
  readonly 'unclosed-quote': { readonly said: Personal<'parser'> };
  readonly 'bad-indentation': { readonly said: Personal<'parser'> };
  readonly 'yaml-syntax': { readonly said: Personal<'parser'>; readonly quoting?: 'helps' };
  readonly 'too-deep': { readonly what: 'file' | 'brackets' };
  readonly 'lone-carriage-return': Nothing;
  readonly 'json-syntax': { readonly what: JsonMistake } | WrongBracket | MissingComma;
};

/** Reasons why a text is not valid JSON. */
export type JsonMistake =
  | 'key'
  | 'value'
  | 'number'
  | 'unquoted'
  | 'colon'
  | 'end-of-value'
  | 'control-character'
  | 'unclosed-string'
  | 'escape'
  | 'cut-short'
  | 'comment'
  | 'single-quote'
  | 'anchor'
  | 'invisible'
  | 'comma-first'
  | 'comma-last';

type WrongBracket = {
  readonly what: 'bracket';
  readonly found: string;
  readonly opening: string;
  readonly closing: string;
};
type MissingComma = { readonly what: 'comma'; readonly closing: string };

/** Mistakes that the schema finds, and unknown names. */
export type ShapeMistakes = {
  readonly 'unknown-field':
    | { readonly what: 'field'; readonly name: Given; readonly suggestion?: string; readonly known: readonly string[] }
    | { readonly what: 'id' }
    | { readonly what: 'section'; readonly name: Given; readonly suggestion?: string }
    | { readonly what: 'next-to-defaults' };
  readonly 'merge-key': Nothing;
  /** `subscription`: the defaults declare the status `subscribed`; `field`: they declare a field that belongs to one person. */
  readonly 'not-in-defaults': { readonly what: 'subscription' } | { readonly what: 'field'; readonly field: string };
  readonly 'missing-field':
    | { readonly what: 'field'; readonly field: string }
    | { readonly what: 'credential'; readonly field: string; readonly variable: string }
    | { readonly what: 'status'; readonly channel: string };
  readonly 'null-not-allowed':
    | { readonly what: 'set' | 'field'; readonly name: Name }
    | { readonly what: 'section'; readonly name: string; readonly expected: string };
  readonly 'nested-object': { readonly name: Name; readonly expected: readonly string[] };
  readonly 'wrong-type':
    | { readonly what: 'field'; readonly name: Name; readonly expected: readonly string[]; readonly given: string }
    | { readonly what: 'section'; readonly name: string; readonly expected: string }
    | { readonly what: 'manifest' };
  readonly 'empty-string':
    | { readonly what: 'setting' | 'field'; readonly name: Name }
    | { readonly what: 'identifier'; readonly field: string }
    | { readonly what: 'member' }
    | { readonly what: 'removal'; readonly label: string; readonly name: Given };
  readonly 'invalid-value':
    | {
        readonly what: 'choice';
        readonly name: Name;
        readonly value: Value;
        /** Suggested correction; personal if the value is. */
        readonly suggestion?: string | Value;
        readonly allowed: readonly string[];
      }
    | {
        readonly what: 'not-taken';
        readonly label: string;
        readonly field: string;
        readonly value: Value;
        /** Suggested correction; personal if the value is. */
        readonly suggestion?: string | Value;
        readonly allowed: readonly string[];
      }
    | { readonly what: 'choice-type'; readonly name: Name; readonly given: string; readonly allowed: readonly string[] }
    | { readonly what: 'empty-list'; readonly name: Name }
    | { readonly what: 'form'; readonly name: Name; readonly example?: string }
    | { readonly what: 'field'; readonly name: Given }
    | { readonly what: 'country-code'; readonly value: Value; readonly capitals?: Value }
    | { readonly what: 'language-code' | 'web-address' | 'ip-address'; readonly value: Value };
};

/** Mistakes in accounts and credentials. */
export type AccountMistakes = {
  readonly 'duplicate-account': { readonly account: string } & Elsewhere;
  /** Two accounts whose credentials lead to the same account at the vendor. */
  readonly 'same-destination': { readonly account: string; readonly label: string } & Elsewhere;
  /** Limits over all accounts stand in more than one file. */
  readonly 'duplicate-limits': Elsewhere;
  /** `optOuts` stands in more than one file. */
  readonly 'duplicate-opt-outs': Elsewhere;
  readonly 'invalid-account-name': { readonly name: Given };
  readonly 'unknown-api-version': {
    readonly provider: string;
    readonly version: Value;
    readonly suggestion?: string;
    readonly known: readonly string[];
  };
  readonly 'cannot-delete': { readonly label: string };
  readonly 'risky-key-field': { readonly consequence: string; readonly advice: string };
  readonly 'rate-limit-too-high': { readonly rate: string; readonly label: string; readonly most: number };
  readonly 'literal-secret': { readonly field: string; readonly variable: string };
  readonly 'missing-variable': { readonly variable: string };
  readonly 'invalid-variable': { readonly variable: string };
  readonly 'invalid-url':
    | { readonly what: 'address'; readonly origin: string }
    | { readonly what: 'credentials' | 'query' | 'http' };
  readonly 'host-not-allowed': { readonly host: string; readonly origin: string };
  readonly 'unknown-account': { readonly name: Given; readonly suggestion?: string; readonly known: readonly string[] };
  /** `more`: the number of other patterns of the same file that match no contact either. */
  readonly 'no-contact-matches': { readonly pattern: Personal<'pattern'>; readonly more?: number };
};

/** Invalid values, and values that a vendor does not support. */
export type ValueMistakes = {
  /** No vendor has ids of this form. In the path of a request, some of them would lead to another address. */
  readonly 'invalid-id': { readonly value: Personal<'id'> };
  readonly 'invalid-email': { readonly value: Personal<'email'> };
  readonly 'invalid-phone': { readonly value: Personal<'phone'> };
  /** The vendor's phones are numbers alone, so that an extension would be lost. */
  readonly 'phone-extension': { readonly label: string };
  /** The value has the form of an international number, but the numbering plan of its country has no numbers of this length. */
  readonly 'phone-not-in-plan': { readonly value: Personal<'phone'> };
  /** `phoneRegion` is no country whose numbers can be read. */
  readonly 'unknown-phone-region': { readonly value: Value };
  readonly 'invisible-character': { readonly what: 'email' | 'phone' };
  /** Half of a character, which an escape such as `\\ud83d` writes. */
  readonly 'lone-surrogate': Nothing;
  /** A placeholder that nobody filled in, or what a program wrote instead of a missing value. */
  readonly 'looks-like-template': { readonly value: Value };
  readonly 'invalid-date': { readonly what: 'day' | 'instant'; readonly value: Value };
  /** `clock`: the time that this machine's clock shows. */
  readonly 'date-in-future': { readonly value: Value; readonly clock: string };
  readonly 'field-read-only': { readonly label: string; readonly field: string };
  readonly 'field-not-supported':
    | { readonly what: 'field' | 'setting'; readonly label: string; readonly field: string }
    | { readonly what: 'nowhere'; readonly labels: readonly string[]; readonly field: string }
    | {
        readonly what: 'key-field';
        readonly label: string;
        readonly field: string;
        readonly allowed: readonly string[];
      }
    | { readonly what: 'welcome'; readonly label: string };
  /**
   * `found`: the day on which a rehearsal found this at the account; `result`: what the vendor did; `environment`: the environment
   * whose account that is. Absent if the vendor's documents say so.
   */
  readonly 'cannot-clear': {
    readonly label: string;
    readonly name: Name;
    readonly found?: string;
    readonly result?: string;
    readonly environment?: string;
  };
  readonly 'value-too-long': { readonly length: number; readonly label: string; readonly most: number };
  /** `form`: the form that is declared; `other`: whether the vendor supports the other one. */
  readonly 'set-form-not-supported': {
    readonly label: string;
    readonly field: string;
    readonly form: 'list' | 'map';
    readonly other: 'possible' | 'impossible';
  };
  readonly 'too-many-members': {
    readonly members: number;
    readonly field: string;
    readonly label: string;
    readonly most: number;
  };
  readonly 'property-type-not-supported': {
    readonly label: string;
    readonly type: string;
    readonly types: readonly string[];
  };
  readonly 'reserved-property-name': { readonly label: string; readonly name: string };
  readonly 'invalid-property-name':
    | { readonly what: 'length'; readonly length: number; readonly label: string; readonly most: number }
    | { readonly what: 'form'; readonly label: string; readonly name: Given; readonly rule: string };
  readonly 'status-not-writable': {
    readonly label: string;
    readonly status: string;
    readonly channel: string;
    readonly statuses: readonly string[];
  };
  readonly 'basis-required': { readonly label: string };
};

/** Mistakes in a contact as a whole, and conflicts between contacts. */
export type ContactMistakes = {
  readonly 'no-identifier': { readonly account: string; readonly label: string; readonly kinds: readonly string[] };
  readonly 'country-needs-code': { readonly label: string };
  /** `meant`: the code of the country. */
  readonly 'country-mismatch': { readonly country: Value; readonly meant: string };
  readonly 'previously-equal': Nothing;
  readonly 'consent-sender': { readonly accounts: readonly string[] };
  readonly 'ambiguous-key': Elsewhere;
  readonly 'at-without-account': { readonly account: string };
  readonly 'no-accounts': Nothing;
  readonly 'accounts-needed': { readonly account: string };
  /** `layer`: the layer that contains both declarations; `contact` also stands for overrides under `at`. */
  readonly 'duplicate-field': {
    readonly layer: 'defaults' | 'contact';
    readonly field: string;
    readonly member?: Given;
  } & Remedy &
    Elsewhere;
  readonly 'identifier-claimed-twice': { readonly identifier: IdentifierKind } & Remedy & Elsewhere;
  readonly 'declared-and-unmanaged': { readonly field: string; readonly member?: Given };
  /** `block`: the file of the defaults has no contacts. */
  readonly 'unused-default':
    | { readonly what: 'value'; readonly field: string; readonly member?: Given }
    | { readonly what: 'block' };
};

/** Argument types of all mistakes, by code. */
export type MistakeArguments = SyntaxMistakes &
  ShapeMistakes &
  EnvironmentMistakes &
  FactMistakes &
  AccountMistakes &
  ValueMistakes &
  ContactMistakes &
  SourceMistakes &
  SuppressionMistakes;
/** Code of a mistake. */
export type MistakeCode = keyof MistakeArguments;

/** Severity of a diagnostic; only an `error` makes the configuration unusable. */
export type Severity = 'error' | 'warning' | 'note';

/** A code with its arguments; the severity defaults to `error`. */
export type Mistake = Coded<MistakeArguments> & { readonly severity?: Severity };

/** Most characters of one argument. A manifest may have a value of megabytes, and a thousand mistakes about such values. */
const MAX_ARGUMENT = 300;

/** Creates a mistake; checks the arguments against the code at compile time. Long arguments are cut. */
export function mistake<Code extends MistakeCode>(
  code: Code,
  args: MistakeArguments[Code],
  severity?: Severity,
): Mistake {
  const cut = Object.fromEntries(Object.entries(args as Arguments).map(([name, value]) => [name, shortened(value)]));
  return { code, args: cut, ...(severity === undefined ? {} : { severity }) } as unknown as Mistake;
}

function shortened(argument: Argument): Argument {
  if (typeof argument === 'number') return argument;
  if (typeof argument === 'string') return shortText(argument);
  // The end of a file's argument is the position in it.
  if (isPersonal(argument)) {
    return argument.is === 'file' ? argument : { ...argument, value: shortText(argument.value) };
  }
  return argument.map((one: string | Personal) => shortened(one)) as readonly string[] | readonly Personal[];
}

function shortText(text: string): string {
  if (text.length <= MAX_ARGUMENT) return text;
  // Not between the halves of a surrogate pair.
  return `${text.slice(0, MAX_ARGUMENT).replace(/[\ud800-\udbff]$/, '')}…`;
}
