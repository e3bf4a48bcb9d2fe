// Parses YAML into a syntax tree. Enters: a text. Leaves: the tree of its only document, or the syntax mistakes. This is the only
// module that calls the parser of the yaml library.

import { type Document, isScalar, type Node, parseAllDocuments, Scalar, visit, type YAMLError } from 'yaml';
import { personal } from '../../../contact/argument.ts';
import { type Mistake, mistake } from '../../mistake.ts';
import type { Range, Report } from '../../read/source.ts';
import { rangeOf } from './values.ts';

/** A syntax tree, or a failure whose mistakes are reported. `root` is undefined for an empty document. */
export type Syntax = { readonly ok: true; readonly root: Node | undefined } | { readonly ok: false };

const OPTIONS = { version: '1.2', schema: 'core', uniqueKeys: false, prettyErrors: false, logLevel: 'silent' } as const;

/** Maximum number of errors to report, because one mistake often causes many more errors after it. */
const MAX_REPORTED = 10;
/**
 * Maximum nesting of brackets and indicators. Deeper nesting can exhaust the parser's stack; real manifests are far less deep.
 */
export const MAX_DEPTH = 500;
/** The mistake for a text that exceeds MAX_DEPTH or the parser's stack. */
export const TOO_DEEP: Mistake = mistake('too-deep', { what: 'file' });

/** From this length on, parse a sample first: parsing a large file that is not YAML at all takes gigabytes of memory. */
const MIN_SAMPLED_LENGTH = 1024 * 1024;
const SAMPLE_LENGTH = 64 * 1024;
/** With this number of errors in the sample, the file is rejected. */
const MIN_SAMPLE_ERRORS = 100;

/** Parses a YAML text into a syntax tree, and reports its mistakes. */
export function readYamlSyntax(text: string, report: Report): Syntax {
  const depth = tooDeepAt(text);
  if (depth !== undefined) return tooDeep({ start: depth, end: depth + 1 }, report);
  if (reportLoneReturn(text, report)) return { ok: false };
  try {
    return reportNonYaml(text, report) ? { ok: false } : documentOf(text, report);
  } catch (error) {
    if (error instanceof RangeError) return tooDeep({ start: 0, end: 0 }, report);
    throw error;
  }
}

function documentOf(text: string, report: Report): Syntax {
  const documents = [...parseAllDocuments(text, OPTIONS)];
  const errors = documents.flatMap((document) => document.errors);
  const warnings = documents.flatMap((document) => document.warnings);
  const [first, second] = documents;
  reportErrors([...errors, ...warnings], text, report, first);
  if (errors.length + warnings.length > 0) return { ok: false };
  if (second !== undefined) return severalDocuments(second, report);
  if (first?.directives?.yaml.explicit === true && first.directives.yaml.version !== '1.2') {
    report({ start: 0, end: 5 }, mistake('yaml-version', {}));
    return { ok: false };
  }
  return { ok: true, root: contentsOf(first) };
}

function contentsOf(document: Document.Parsed | undefined): Node | undefined {
  const root = document?.contents ?? undefined;
  const isEmptyScalar = isScalar(root) && root.type === Scalar.PLAIN && root.source === '';
  return isEmptyScalar ? undefined : root;
}

function severalDocuments(second: Document.Parsed, report: Report): Syntax {
  const start = second.contents === null ? second.range[0] : rangeOf(second.contents).start;
  report({ start, end: start }, mistake('multiple-documents', {}));
  return { ok: false };
}

function reportErrors(errors: readonly YAMLError[], text: string, report: Report, document?: Document.Parsed): void {
  const starts = new Set<number>();
  for (const error of errors.slice(0, MAX_REPORTED)) {
    const { start, end } = errorRange(error, text, document);
    if (starts.has(start)) continue;
    starts.add(start);
    const found = mistakeOf(error, text);
    report({ start, end: Math.max(end, start + 1) }, found);
    // Omit further errors, because which ones the parser finds depends on the remaining stack.
    if (found === TOO_DEEP) return;
  }
}

/** Returns the range to report for an error: the opening quote if the closing one is missing, otherwise the parser's position. */
function errorRange(
  { message, pos: [start, end] }: YAMLError,
  text: string,
  document: Document.Parsed | undefined,
): Range {
  if (message.startsWith('Missing closing') && document !== undefined) {
    const quote = openingQuote(document, start);
    return { start: quote, end: quote + 1 };
  }
  const blanks = /^ */.exec(text.slice(start, start + 200))?.[0].length ?? 0;
  return { start: start + blanks, end: end + blanks };
}

function openingQuote(document: Document.Parsed, before: number): number {
  let quote = before;
  visit(document, {
    Scalar(_key, { type, range }) {
      if ((type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE) && range && range[0] < before)
        quote = range[0];
    },
  });
  return quote;
}

function mistakeOf(error: YAMLError, text: string): Mistake {
  const { code, message } = error;
  const said = personal('parser', message);
  if (code === 'TAB_AS_INDENT' || (code === 'BAD_INDENT' && text[error.pos[0]] === '\t')) {
    return mistake('tab-indentation', {});
  }
  if (code === 'TAG_RESOLVE_FAILED') return mistake('unsupported-tag', { said });
  if (code === 'MISSING_CHAR' && message.startsWith('Missing closing')) return mistake('unclosed-quote', { said });
  if (message.startsWith('Maximum call stack')) return TOO_DEEP;
  const isMisaligned = code === 'BAD_INDENT' || message === 'Sequence item without - indicator';
  if (isMisaligned) return mistake('bad-indentation', { said });
  const quoting = code === 'BAD_SCALAR_START' || code === 'BLOCK_AS_IMPLICIT_KEY' ? { quoting: 'helps' as const } : {};
  return mistake('yaml-syntax', { said, ...quoting });
}

/**
 * Reports the first carriage return without a line feed, and returns whether there is one. YAML defines it as a line break, but
 * the yaml library treats it as text, and editors display it differently.
 */
function reportLoneReturn(text: string, report: Report): boolean {
  const start = text.search(/\r(?!\n)/);
  if (start === -1) return false;
  report({ start, end: start + 1 }, mistake('lone-carriage-return', {}));
  return true;
}

/** Returns whether the beginning of a large text has so many errors that it is not YAML, and reports some of them. */
function reportNonYaml(text: string, report: Report): boolean {
  if (text.length < MIN_SAMPLED_LENGTH) return false;
  const sample = text.slice(0, text.lastIndexOf('\n', SAMPLE_LENGTH) + 1);
  const errors = [...parseAllDocuments(sample, OPTIONS)].flatMap((document) => document.errors);
  if (errors.length < MIN_SAMPLE_ERRORS) return false;
  reportErrors(errors, text, report);
  return true;
}

function tooDeep(range: Range, report: Report): Syntax {
  report(range, mistake('too-deep', { what: 'brackets' }));
  return { ok: false };
}

/** Matches too many nested lists or keys on one line. Parsing them can overflow the stack and end the process. */
const NESTED_INDICATORS = new RegExp(`(?:[-?] {1,8}){${MAX_DEPTH}}`);

/**
 * Returns the offset where nesting exceeds the maximum; undefined if it does not. Counts brackets in quoted strings as well: a
 * manifest is not expected to contain hundreds of unclosed ones.
 */
function tooDeepAt(text: string): number | undefined {
  const indicators = text.search(NESTED_INDICATORS);
  if (indicators !== -1) return indicators;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x5b || code === 0x7b) depth += 1;
    else if ((code === 0x5d || code === 0x7d) && depth > 0) depth -= 1;
    if (depth > MAX_DEPTH) return index;
  }
  return undefined;
}
