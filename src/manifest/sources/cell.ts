// Turns the text of one cell into the value of a field, or says what is wrong with it. Pure.

import { personal } from '../../contact/argument.ts';
import type { Json } from '../../contact/canonical.ts';
import { normaliseInstant } from '../../contact/normalise.ts';
import { type Mistake, mistake } from '../mistake.ts';
import type { Column } from './declaration.ts';

/** What a cell says, or the mistake in it. `value` is undefined if the cell says nothing, so that its field stays undeclared. */
export type CellValue = { readonly value: Json | undefined } | { readonly mistake: Mistake };

const NOTHING: CellValue = { value: undefined };

/**
 * Where a cell comes from:
 *
 *   table     delimited text, which a spreadsheet may have written
 *   objects   JSON, where a value may be a list or an object
 *   typed     a Parquet file or a database, where a value that has no exact text is an empty object
 */
export type CellOrigin = 'table' | 'objects' | 'typed';

/**
 * Reads a cell.
 *
 * @param given text of the cell or, in an object, the value of the member; undefined if the object has no such member
 */
export function readCell(given: Json | undefined, column: Column, origin: CellOrigin): CellValue {
  if (given === undefined) return NOTHING;
  if (given === null || given === '' || (typeof given === 'string' && given.trim() === '')) return blankOf(column);
  if (origin === 'typed' && typeof given === 'object' && !Array.isArray(given)) {
    return { mistake: mistake('invalid-cell', { what: 'no-text' }) };
  }
  if (typeof given !== 'string') return readNested(given, column);
  if (given.includes('\0')) return { mistake: mistake('invalid-cell', { what: 'nul' }) };
  const formula = origin === 'table' ? formulaIn(given) : undefined;
  if (formula !== undefined) return { mistake: formula };
  if (column.values !== undefined) return meant(given, column.values, column);
  return column.split === undefined && column.kind !== 'set' ? typed(given, column) : split(given, column);
}

/** Returns what a blank cell says. It never removes an identifier or anything of a channel. */
function blankOf({ kind, blank }: Column): CellValue {
  if (blank === 'unmanaged' || kind === 'identity') return NOTHING;
  if (kind === 'set') return { value: [] };
  return { value: null };
}

/**
 * Reads a value that is not text. Only JSON objects have such values, and only a list of texts is allowed, where the field takes
 * one.
 */
function readNested(given: Json, { kind, split: separator }: Column): CellValue {
  const takesList = kind === 'set' || (kind === 'property' && separator === undefined);
  const isTexts = Array.isArray(given) && given.every((member) => typeof member === 'string');
  return takesList && isTexts ? { value: given } : { mistake: mistake('invalid-cell', { what: 'nested' }) };
}

function split(text: string, { split: separator }: Column): CellValue {
  if (separator === undefined) return { value: [text] };
  const members = text.split(separator).map((member) => member.trim());
  return { value: members.filter((member) => member !== '') };
}

function meant(text: string, values: Readonly<Record<string, string>>, column: Column): CellValue {
  const value = Object.hasOwn(values, text) ? values[text] : undefined;
  if (value !== undefined) return typed(value, column);
  const known = Object.keys(values).map((name) => personal('value', name));
  return { mistake: mistake('invalid-cell', { what: 'values', value: personal('value', text), known }) };
}

function typed(text: string, { type }: Column): CellValue {
  switch (type) {
    case 'text':
      return { value: text };
    case 'number':
      return checked(numberOf(text), type, text);
    case 'boolean':
      return checked(BOOLEANS.get(text.trim().toLowerCase()), type, text);
    case 'date':
      return checked(isDate(text) ? text : undefined, type, text);
  }
}

function checked(value: Json | undefined, type: 'number' | 'boolean' | 'date', text: string): CellValue {
  if (value !== undefined) return { value };
  return { mistake: mistake('invalid-cell', { what: type, value: personal('value', text) }) };
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Number of digits that a JavaScript number always keeps. */
const SAFE_DIGITS = 15;

/**
 * Returns the number that a text says exactly; undefined for any other text, and for a number with more digits than can be kept.
 */
function numberOf(text: string): number | undefined {
  const trimmed = text.trim();
  const number = Number(trimmed);
  if (!NUMBER.test(trimmed) || !Number.isFinite(number)) return undefined;
  const digits = trimmed
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '');
  return digits.length <= SAFE_DIGITS || String(number) === trimmed ? number : undefined;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return normaliseInstant(text) !== undefined;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Matches what a spreadsheet writes for a value that it could not compute. */
const SHEET_ERROR = /^#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!|SPILL!|CALC!|FIELD!|GETTING_DATA|ERROR!)$/;

/** Matches the beginning of a formula, which a spreadsheet would run: `=…` or a call, but not a lone `=`. */
const FORMULA = /^(?:=\s*\S|[+@-]\s*[A-Za-z_][\w.]*\()/;

function formulaIn(text: string): Mistake | undefined {
  const value = personal('value', text);
  if (SHEET_ERROR.test(text)) return mistake('looks-like-formula', { what: 'error', value });
  const isFormula = FORMULA.test(text) || isExchange(text);
  return isFormula ? mistake('looks-like-formula', { what: 'formula', value }) : undefined;
}

/** Returns whether a text looks like a command of dynamic data exchange: `+cmd|' /C calc'!A0`. */
function isExchange(text: string): boolean {
  const bar = /^[+@-]/.test(text) ? text.indexOf('|') : -1;
  return bar !== -1 && text.lastIndexOf('!') > bar;
}
