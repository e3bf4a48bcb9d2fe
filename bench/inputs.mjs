// What the bench measures on: manifests that say of the sandbox's own contacts exactly what it holds, or a new last name for
// every one of them, and terraform's resources of the same size.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filledContact } from '../dist/sandbox/omnisend/fill.js';

/** The name of the account that `rollcall sandbox --contacts N` fills. */
export const ACCOUNT = 'default';

const SEED = 1;

/** @param changed whether every contact gets a last name that live does not have */
function contactLines(number, changed) {
  const live = filledContact(SEED, number);
  const [email, phone] = live.identifiers;
  const { id: _id, identifiers: _i, tags, customProperties, statuses, optIns: _o, consents: _c, ...rest } = live;
  const { segments: _s, createdAt: _created, updatedAt: _updated, ...fields } = rest;
  const declared = changed ? { ...fields, lastName: `Changed-${number}` } : fields;
  const lines = [`email: ${email.id}`, ...(phone === undefined ? [] : [`phone: "${phone.id}"`])];
  // Quoted, as people do where YAML might read something else.
  for (const [name, value] of Object.entries(declared)) lines.push(`${name}: ${plainOrQuoted(value)}`);
  lines.push(`tags: [${tags.map(plainOrQuoted).join(', ')}]`);
  lines.push('channels:', '  email:', `    status: ${statuses[0].status}`);
  const properties = Object.entries(customProperties).filter(([, value]) => !Array.isArray(value) || value.length > 0);
  if (properties.length > 0) lines.push('customProperties:');
  for (const [name, value] of properties) lines.push(`  ${name}: ${propertyText(value)}`);
  return `  - ${lines.join('\n    ')}\n`;
}

function propertyText(value) {
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  return typeof value === 'string' ? plainOrQuoted(value) : String(value);
}

function plainOrQuoted(text) {
  return /^[\p{L}][\p{L}' -]*$/u.test(text) ? text : JSON.stringify(text);
}

/** As one JSON line: for the sizes at which nobody writes YAML by hand. */
function accountLines({ baseUrl, rateLimit } = {}) {
  const extras = [
    ...(baseUrl === undefined ? [] : [`baseUrl: "${baseUrl}"`]),
    ...(rateLimit === undefined ? [] : [`rateLimit: ${rateLimit}`]),
    'limits: { maxChangedPercent: 100 }',
  ];
  return `accounts:\n  ${ACCOUNT}: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}", ${extras.join(', ')} }\n`;
}

/** @returns the working directory, with `contacts.d/` in it */
export function writeManifests(directory, { contacts, files = 100, changed = false, account }) {
  const manifests = join(directory, 'contacts.d');
  mkdirSync(manifests, { recursive: true });
  writeFileSync(join(manifests, 'accounts.yaml'), accountLines(account));
  let next = 1;
  for (let file = 1; file <= files; file += 1) {
    const parts = [];
    for (const end = Math.round((contacts * file) / files); next <= end; next += 1)
      parts.push(contactLines(next, changed));
    const name = `contacts-${String(file).padStart(4, '0')}.yaml`;
    if (parts.length > 0) writeFileSync(join(manifests, name), `contacts:\n${parts.join('')}`);
  }
  return directory;
}

/** As many resources with as much in them, in as many files. */
export function writeTerraform(directory, { contacts, files = 100 }) {
  mkdirSync(directory, { recursive: true });
  let next = 1;
  for (let file = 1; file <= files; file += 1) {
    const parts = [];
    for (const end = Math.round((contacts * file) / files); next <= end; next += 1) {
      const { identifiers, firstName, lastName, city, address, postalCode, tags } = filledContact(SEED, next);
      const input = { email: identifiers[0].id, firstName, lastName, city, address, postalCode, tags };
      parts.push(`resource "terraform_data" "c${next}" {\n  input = ${JSON.stringify(input)}\n}\n`);
    }
    writeFileSync(join(directory, `contacts-${String(file).padStart(4, '0')}.tf`), parts.join(''));
  }
  return directory;
}
