// Turns the values of a Parquet column into texts, exactly. A type whose values have no exact text has no function here. Pure.

import {
  bigEndian,
  type Decimals,
  dateText,
  decimalText,
  doubleText,
  floatText,
  instantText,
  timeText,
} from '../exact-text.ts';
import type { Element, Thrift } from './footer.ts';

/** A value as the file stores it. */
export type Stored = boolean | number | bigint | Uint8Array;

/** Returns the text of a value; undefined if the value has none, such as bytes that are not UTF-8. */
export type TextOf = (value: Stored) => string | undefined;

/** Physical types, by their numbers in the format. */
const PHYSICAL = { boolean: 0, int32: 1, int64: 2, int96: 3, float: 4, double: 5, bytes: 6, fixed: 7 } as const;

/** What the bits of a value mean. */
type Meaning =
  | { readonly kind: 'plain' | 'text' | 'date' | 'uuid' | 'unsigned' | 'unknown' }
  | { readonly kind: 'decimal'; readonly scale: number }
  | { readonly kind: 'time'; readonly decimals: Decimals }
  | { readonly kind: 'instant'; readonly decimals: Decimals; readonly zone: 'Z' | '' };

/** Returns the function for the values of a column; undefined if their type has no exact text. */
export function textsOf(element: Element): TextOf | undefined {
  const meaning = meaningOf(element);
  switch (element.type) {
    case PHYSICAL.boolean:
      return meaning.kind === 'plain' ? String : undefined;
    case PHYSICAL.int32:
    case PHYSICAL.int64:
      return wholeNumbers(meaning, element.type === PHYSICAL.int32 ? 32 : 64);
    case PHYSICAL.int96:
      return meaning.kind === 'plain' ? (value) => int96Text(value as bigint) : undefined;
    case PHYSICAL.float:
      return meaning.kind === 'plain' ? (value) => floatText(value as number) : undefined;
    case PHYSICAL.double:
      return meaning.kind === 'plain' ? (value) => doubleText(value as number) : undefined;
    case PHYSICAL.bytes:
    case PHYSICAL.fixed:
      return bytes(meaning, element.type);
    default:
      return undefined;
  }
}

function wholeNumbers(meaning: Meaning, bits: 32 | 64): TextOf | undefined {
  const whole = (value: Stored): bigint => BigInt(value as number | bigint);
  switch (meaning.kind) {
    case 'plain':
      return String;
    case 'unsigned':
      return (value) => String(BigInt.asUintN(bits, whole(value)));
    case 'decimal':
      return (value) => decimalText(whole(value), meaning.scale);
    case 'date':
      return bits === 32 ? (value) => dateText(value as number) : undefined;
    case 'time':
      return (value) => timeText(whole(value), meaning.decimals);
    case 'instant':
      return bits === 64 ? (value) => instantText(whole(value), meaning.decimals, meaning.zone) : undefined;
    default:
      return undefined;
  }
}

function bytes(meaning: Meaning, type: number): TextOf | undefined {
  switch (meaning.kind) {
    case 'text':
    case 'plain':
      // Text is often written without saying that it is text. Bytes of a fixed length are not text.
      return type === PHYSICAL.bytes || meaning.kind === 'text' ? (value) => utf8Text(value as Uint8Array) : undefined;
    case 'decimal':
      return (value) => decimalText(bigEndian(value as Uint8Array), meaning.scale);
    case 'uuid':
      return (value) => uuidText(value as Uint8Array);
    default:
      return undefined;
  }
}

function meaningOf(element: Element): Meaning {
  return logicalMeaning(element.logicalType) ?? convertedMeaning(element);
}

/** Numbers of the logical types in the format. */
const LOGICAL = {
  string: 1,
  enum: 4,
  decimal: 5,
  date: 6,
  time: 7,
  timestamp: 8,
  integer: 10,
  json: 12,
  uuid: 14,
} as const;

function logicalMeaning(logical: Thrift): Meaning | undefined {
  const [name] = Object.keys(logical);
  if (name === undefined) return undefined;
  const of = logical[name as `field_${number}`] as Thrift;
  switch (Number(name.slice('field_'.length))) {
    case LOGICAL.string:
    case LOGICAL.enum:
    case LOGICAL.json:
      return { kind: 'text' };
    case LOGICAL.decimal:
      return decimal(Number(of.field_1 ?? 0));
    case LOGICAL.date:
      return { kind: 'date' };
    case LOGICAL.time:
      return { kind: 'time', decimals: decimalsOf(of.field_2 as Thrift) };
    case LOGICAL.timestamp:
      return { kind: 'instant', decimals: decimalsOf(of.field_2 as Thrift), zone: of.field_1 === true ? 'Z' : '' };
    case LOGICAL.integer:
      return { kind: of.field_2 === false ? 'unsigned' : 'plain' };
    case LOGICAL.uuid:
      return { kind: 'uuid' };
    default:
      return { kind: 'unknown' };
  }
}

/** Maximum number of decimals of a decimal number. The format allows any; 76 is the most that programs write. */
const MAX_SCALE = 100;

function decimal(scale: number): Meaning {
  return scale >= 0 && scale <= MAX_SCALE ? { kind: 'decimal', scale } : { kind: 'unknown' };
}

function decimalsOf(unit: Thrift | undefined): Decimals {
  if (unit?.field_1 !== undefined) return 3;
  return unit?.field_2 === undefined ? 9 : 6;
}

/** Meanings of the types with which older files say what their values are, by their numbers in the format. */
const CONVERTED: Readonly<Record<number, Meaning>> = {
  0: { kind: 'text' },
  4: { kind: 'text' },
  6: { kind: 'date' },
  7: { kind: 'time', decimals: 3 },
  8: { kind: 'time', decimals: 6 },
  9: { kind: 'instant', decimals: 3, zone: 'Z' },
  10: { kind: 'instant', decimals: 6, zone: 'Z' },
  11: { kind: 'unsigned' },
  12: { kind: 'unsigned' },
  13: { kind: 'unsigned' },
  14: { kind: 'unsigned' },
  15: { kind: 'plain' },
  16: { kind: 'plain' },
  17: { kind: 'plain' },
  18: { kind: 'plain' },
  19: { kind: 'text' },
};

function convertedMeaning({ convertedType, scale }: Element): Meaning {
  if (convertedType === undefined) return { kind: 'plain' };
  return convertedType === 5 ? decimal(scale) : (CONVERTED[convertedType] ?? { kind: 'unknown' });
}

const NANOSECONDS_A_DAY = 86_400_000_000_000n;

/** Julian day of 1970-01-01. */
const JULIAN_1970 = 2_440_588n;

/** Returns the text of a time in the form of older files: nanoseconds of a day, and a Julian day. It does not say the zone. */
function int96Text(value: bigint): string | undefined {
  const days = BigInt.asIntN(32, value >> 64n) - JULIAN_1970;
  return instantText(days * NANOSECONDS_A_DAY + BigInt.asIntN(64, value), 9, '');
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function utf8Text(value: Uint8Array): string | undefined {
  try {
    return decoder.decode(value);
  } catch {
    return undefined;
  }
}

function uuidText(value: Uint8Array): string | undefined {
  if (value.length !== 16) return undefined;
  const hex = Buffer.from(value).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
