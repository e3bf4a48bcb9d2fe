// Files of people who must not be mailed, in every format.

/** A digest under the key `k1`. */
export const DIGEST = `k1:${'0a'.repeat(32)}`;

/** Name of each file, and its text. */
export const SUPPRESSION_FILES: readonly (readonly [name: string, text: string])[] = [
  ['list.txt', `jane@example.com\n\n# a comment\n  +1 416 555 0132 \r\n${DIGEST}\n`],
  ['list.csv', `Name,email,phone\n"Doe, Jane",Jane@Example.com,\nKim,,+14165550132\n`],
  ['list.csv', `Reason;Digest;Address\n"two\nlines";${DIGEST};\n"said ""no""";;joe@example.com\n`],
  ['list.tsv', 'phone\temail\n\tjane@example.com\n+14165550132\t\n'],
  ['list.ndjson', `{"email":"jane@example.com","reason":"x"}\n{"phone":"+14165550132","digest":"${DIGEST}"}\n`],
  ['list.jsonl', '{"Address":"jane@example.com"}\n{"Address":"+14165550132"}\n'],
  ['list', 'email,phone\njane@example.com,+14165550132\n'],
];

/** Files that hide somebody, or that nobody should hand in. */
export const HOSTILE_SUPPRESSIONS: readonly (readonly [name: string, text: string])[] = [
  ['list.csv', 'email,name\na@example.com,"A\nb@example.com,B\n'],
  ['list.csv', 'email,name\na@example.com,"A\nb@example.com,"B"\nc@example.com,C\n'],
  ['list.csv', 'name,city,email\nDoe, Jane,Oslo,jane@example.com\nJoe\n'],
  ['list.csv', 'email,email\na@example.com,b@example.com\n'],
  ['list.csv', 'PK\u0003\u0004\u0014\u0000'],
  ['list.csv', 'email\na\u0000@example.com\n'],
  ['list.csv', ''],
  ['list.txt', '# all, email\na@example.com\n'],
  ['list.txt', `k1:${'0A'.repeat(32)}\n0123\n`],
  ['list.ndjson', '{"email":"a@example.com","email":"b@example.com"}\n'],
  [
    'list.ndjson',
    '{"email":["a@example.com"],"phone":"+14165550132"}\n{"reason":"a@example.com","Email":"a@example.com"}\n',
  ],
  ['list.ndjson', '{"email":null}\n{}\n[]\n{"email":\n{"email":"\\u0061@example.com"}\n'],
];

/** The same, so large that they take long. */
export const LARGE_SUPPRESSIONS: readonly (readonly [name: string, text: string])[] = [
  ['list.txt', `${'x'.repeat(200_000)}@example.com\n`],
  ['list.csv', `email${',x'.repeat(9_999)}\na@example.com\n`],
  ['list.txt', 'nobody\n'.repeat(1100)],
  ['list.ndjson', '{}\n'.repeat(1100)],
  ['list.csv', `email,name\na@example.com,"${'b@example.com,B\n'.repeat(20_000)}`],
];
