// Measures plans of a million contacts, in one .ndjson file and in one .csv file that a source maps, with the default heap: without
// changes, and with one contact in a hundred changed. Each plan runs only once, because it takes minutes. The sandbox runs in another
// process, so its memory is not included.

import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SEED, writeAccount } from './inputs.mjs';
import { rollcall, startSandbox } from './processes.mjs';
import { bundled } from './sources.mjs';
import { bar, info } from './statistics.mjs';

const { filledContact } = await import(bundled('sandbox/omnisend/fill'));

/** Maximum peak memory of a plan, in MB. */
const MOST_MB = 900;
const LINES_A_WRITE = 5000;
const PAGE = 250;

export async function million(directory, { contacts, changedEvery }) {
  const sandbox = await startSandbox(contacts);
  const rows = [];
  for (const format of ['ndjson', 'csv']) {
    for (const every of [undefined, changedEvery]) {
      const cwd = writeInput(join(directory, 'lines'), { format, contacts, every });
      await sandbox.requests();
      const args = ['plan', '--sandbox', sandbox.url, '--quiet', '--no-cache'];
      const { ms, cpuMs, peakMb, stdout } = rollcall(args, { cwd });
      const said =
        every === undefined ? /^No changes\./m : new RegExp(`\\b${(contacts / every).toLocaleString('en')}\\b`);
      if (!said.test(stdout)) throw new Error(`not the plan that was expected: ${stdout.slice(0, 500)}`);
      const requests = (await sandbox.requests()).length;
      const what = every === undefined ? 'no changes' : `1 in ${every} changed`;
      const name = `plan of ${contacts.toLocaleString('en')} contacts in ${format.toUpperCase()}, ${what}`;
      rows.push(
        info(`${name}: seconds`, ms / 1000, { cpuMs }),
        bar(`${name}: peak memory in MB`, peakMb, MOST_MB, {}),
        bar(`${name}: requests ÷ pages`, requests / Math.ceil(contacts / PAGE), 1, { requests }),
      );
      rmSync(cwd, { recursive: true });
    }
  }
  await sandbox.close();
  return rows;
}

const SOURCE = `sources:
  people:
    from: data/people.csv
    accounts: [default]
    key: Email
    fields:
      email: Email
      phone: Phone
      firstName: First name
      lastName: Last name
      address: Address
      postalCode: Postcode
      city: City
      tags: { column: Tags, split: ";" }
`;
const TITLES = 'Email,Phone,First name,Last name,Address,Postcode,City,Tags\n';

function writeInput(directory, { format, contacts, every }) {
  mkdirSync(join(directory, 'contacts.d'), { recursive: true });
  mkdirSync(join(directory, 'data'));
  writeAccount(directory);
  const isTable = format === 'csv';
  if (isTable) writeFileSync(join(directory, 'contacts.d', 'sources.yaml'), SOURCE);
  const file = openSync(join(directory, isTable ? 'data/people.csv' : 'contacts.d/contacts.ndjson'), 'w');
  if (isTable) writeSync(file, TITLES);
  for (let first = 1; first <= contacts; first += LINES_A_WRITE) {
    const count = Math.min(LINES_A_WRITE, contacts - first + 1);
    const lines = Array.from({ length: count }, (_, index) => (isTable ? record : line)(first + index, every));
    writeSync(file, lines.join(''));
  }
  closeSync(file);
  return directory;
}

function record(number, every) {
  const { email, phone = '', firstName, lastName, address, postalCode, city, tags } = contactOf(number, every);
  const cells = [email, phone, firstName, lastName, address, postalCode, city, tags.join(';')];
  return `${cells.map((cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}

function line(number, every) {
  return `${JSON.stringify(contactOf(number, every))}\n`;
}

function contactOf(number, every) {
  const live = filledContact(SEED, number);
  const [email, phone] = live.identifiers;
  const { id: _id, identifiers: _i, statuses, optIns: _o, consents: _c, segments: _s, ...rest } = live;
  const { createdAt: _created, updatedAt: _updated, customProperties, ...fields } = rest;
  const properties = Object.entries(customProperties).filter(([, value]) => !Array.isArray(value) || value.length > 0);
  return {
    email: email.id,
    ...(phone === undefined ? {} : { phone: phone.id }),
    ...fields,
    ...(every !== undefined && number % every === 0 ? { lastName: `Changed-${number}` } : {}),
    channels: { email: { status: statuses[0].status } },
    customProperties: Object.fromEntries(properties),
  };
}
