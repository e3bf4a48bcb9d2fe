// Reads the addresses of --from: a list with one address per line, or a table (CSV) with a column of addresses, such as a vendor's own
// export. Pure.

import { personal } from '../../contact/argument.ts';
import type { Identifier } from '../../contact/contact.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { normaliseEmail } from '../../contact/normalise.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { isTable, type Row, rowsOf } from '../../manifest/read/delimited.ts';

/** Names that a column of addresses may have, in lower case and with letters only. */
const COLUMNS: readonly string[] = ['email', 'emailaddress', 'mail', 'contactemail', 'subscriberemail'];

/**
 * Returns the addresses of a file, each once.
 *
 * @param text without a byte order mark
 * @param name of the file, for the error
 * @throws HintedError `contacts-file` if the file has no address, or is a table with a quote out of place or without a column of
 *   that name
 */
export function addressesIn(text: string, name: string): readonly Identifier[] {
  const [header = '', ...rest] = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const texts = isTable(header) ? columnOf(text, name) : [header, ...rest].filter((line) => !isHeading(line));
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

/** True for a heading above a single column. */
function isHeading(line: string): boolean {
  return COLUMNS.includes(lettersOf(line));
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, '');
}

function columnOf(text: string, name: string): readonly string[] {
  const all = rowsOf(text);
  for (const row of all) if (row.quotes !== undefined) throw misplacedQuote(row, row.quotes, text, name);
  const [titles, ...rows] = all;
  const column = (titles?.cells ?? []).findIndex((title) => COLUMNS.includes(lettersOf(title.text)));
  if (column === -1) {
    throw new HintedError('contacts-file', sentence`${personal('file', name)} has no column named email`, {
      hint: FORMATS,
    });
  }
  return rows.map(({ cells }) => cells[column]?.text ?? '');
}

/** Returns the error for a row whose quotes may hide the addresses of other rows. */
function misplacedQuote({ cells }: Row, quotes: NonNullable<Row['quotes']>, text: string, name: string): HintedError {
  const lines = text.slice(0, cells[0]?.start).split(/\r\n|\n|\r/).length;
  const place = sentence`${personal('file', name)}, line ${shown(String(lines))}`;
  return new HintedError(
    'contacts-file',
    quotes === 'end'
      ? sentence`${place}: a quote in this row is never closed, so the rest of the file would be one cell`
      : sentence`${place}: a cell of this row goes on after its closing quote`,
    { hint: sentence`close the quote; a quote in a cell is written twice` },
  );
}
