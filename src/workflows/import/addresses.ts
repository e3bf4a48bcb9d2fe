// Reads the addresses of --from: a list with one address per line, or a table (CSV) with a column of addresses, such as a vendor's own
// export. Pure.

import { personal } from '../../contact/argument.ts';
import type { Identifier } from '../../contact/contact.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { normaliseEmail } from '../../contact/normalise.ts';
import { sentence } from '../../contact/sentence.ts';

/** Names of the column, in lower case and without anything but letters. */
const COLUMNS: readonly string[] = ['email', 'emailaddress', 'mail', 'contactemail', 'subscriberemail'];
const DELIMITERS = [',', ';', '\t'] as const;

/**
 * Returns the addresses of a file, each once.
 *
 * @param text without a byte order mark
 * @param name of the file, for the error
 * @throws HintedError `contacts-file` if the file has several columns and none of them is called email, or if it has no address
 */
export function addressesIn(text: string, name: string): readonly Identifier[] {
  const [header = '', ...rest] = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const texts = isTable(header) ? columnOf(text, header, name) : [header, ...rest].filter((line) => !isHeading(line));
  const byValue = new Map(texts.map((written) => [normaliseEmail(written), written.trim()] as const));
  const addresses = [...byValue].filter(([value]) => value !== '');
  if (addresses.length === 0) {
    throw new HintedError('contacts-file', sentence`${personal('file', name)} has no address`, { hint: FORMATS });
  }
  return addresses.map(([value, written]) => ({
    kind: 'email',
    value,
    ...(written === value ? {} : { spelling: written }),
  }));
}

const FORMATS = sentence`give one address per line, or a CSV file with a column named email`;

function isTable(header: string): boolean {
  return DELIMITERS.some((delimiter) => header.includes(delimiter));
}

/** A heading above a single column. */
function isHeading(line: string): boolean {
  return COLUMNS.includes(lettersOf(line));
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, '');
}

function columnOf(text: string, header: string, name: string): readonly string[] {
  const delimiter = DELIMITERS.reduce((a, b) => (countOf(header, b) > countOf(header, a) ? b : a));
  const [titles = [], ...rows] = rowsOf(text, delimiter);
  const column = titles.findIndex((title) => COLUMNS.includes(lettersOf(title)));
  if (column === -1) {
    throw new HintedError('contacts-file', sentence`${personal('file', name)} has no column named email`, {
      hint: FORMATS,
    });
  }
  return rows.map((row) => row[column] ?? '');
}

function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** The rows of a table as RFC 4180 describes it: a quoted cell may hold delimiters, line ends and doubled quotes. */
function rowsOf(text: string, delimiter: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endRow = (): void => {
    rows.push([...row, cell]);
    row = [];
    cell = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (char === '"' && cell === '') isQuoted = true;
    else if (char === delimiter) {
      row.push(cell);
      cell = '';
    } else if (char === '\n' || char === '\r') endRow();
    else cell += char;
  }
  endRow();
  return rows.filter((cells) => cells.some((each) => each.trim() !== ''));
}
