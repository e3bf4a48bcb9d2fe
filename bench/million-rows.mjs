// Measures plans of a million contacts in one .ndjson file with a heap of 4 GB: without changes, and with one contact in a
// hundred changed. Each plan runs only once, because it takes minutes. The sandbox runs in another process, so its memory is not
// included.

import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SEED, writeAccount } from './inputs.mjs';
import { rollcall, startSandbox } from './processes.mjs';
import { bundled } from './sources.mjs';
import { bar, info } from './statistics.mjs';

const { filledContact } = await import(bundled('sandbox/omnisend/fill'));

const HEAP_MB = 4096;
const LINES_A_WRITE = 5000;
const PAGE = 250;

export async function million(directory, { contacts, changedEvery }) {
  const sandbox = await startSandbox(contacts);
  const rows = [];
  for (const every of [undefined, changedEvery]) {
    const cwd = writeLines(join(directory, 'lines'), { contacts, every });
    await sandbox.requests();
    const args = ['plan', '--sandbox', sandbox.url, '--quiet', '--no-cache'];
    const { ms, cpuMs, peakMb, stdout } = rollcall(args, { cwd, nodeOptions: [`--max-old-space-size=${HEAP_MB}`] });
    const said = every === undefined ? /^No changes\./ : new RegExp(`\\b${(contacts / every).toLocaleString('en')}\\b`);
    if (!said.test(stdout)) throw new Error(`not the plan that was expected: ${stdout.slice(0, 500)}`);
    const requests = (await sandbox.requests()).length;
    const name = `plan of ${contacts.toLocaleString('en')} lines, ${every === undefined ? 'no changes' : `1 in ${every} changed`}`;
    rows.push(
      info(`${name}: seconds`, ms / 1000, { cpuMs }),
      bar(`${name}: peak memory in MB`, peakMb, HEAP_MB, {}),
      bar(`${name}: requests ÷ pages`, requests / Math.ceil(contacts / PAGE), 1, { requests }),
    );
    rmSync(cwd, { recursive: true });
  }
  await sandbox.close();
  return rows;
}

function writeLines(directory, { contacts, every }) {
  mkdirSync(join(directory, 'contacts.d'), { recursive: true });
  writeAccount(directory);
  const file = openSync(join(directory, 'contacts.d', 'contacts.ndjson'), 'w');
  for (let first = 1; first <= contacts; first += LINES_A_WRITE) {
    const count = Math.min(LINES_A_WRITE, contacts - first + 1);
    const lines = Array.from({ length: count }, (_, index) => line(first + index, every));
    writeSync(file, lines.join(''));
  }
  closeSync(file);
  return directory;
}

function line(number, every) {
  const live = filledContact(SEED, number);
  const [email, phone] = live.identifiers;
  const { id: _id, identifiers: _i, statuses, optIns: _o, consents: _c, segments: _s, ...rest } = live;
  const { createdAt: _created, updatedAt: _updated, customProperties, ...fields } = rest;
  const properties = Object.entries(customProperties).filter(([, value]) => !Array.isArray(value) || value.length > 0);
  const contact = {
    email: email.id,
    ...(phone === undefined ? {} : { phone: phone.id }),
    ...fields,
    ...(every !== undefined && number % every === 0 ? { lastName: `Changed-${number}` } : {}),
    channels: { email: { status: statuses[0].status } },
    customProperties: Object.fromEntries(properties),
  };
  return `${JSON.stringify(contact)}\n`;
}
