// What the bench measures on: manifests that say of the sandbox's own contacts exactly what it holds, or a new last name for
// every one of them, and terraform's resources of the same size.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled } from './sources.mjs';

const { filledContact } = await import(bundled('sandbox/omnisend/fill'));

/** The name of the account that `rollcall sandbox --contacts N` fills. */
export const ACCOUNT = 'default';

/** Of the contacts that the sandbox holds. */
export const SEED = 1;

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

function accountLines({ baseUrl, rateLimit } = {}) {
  const extras = [
    ...(baseUrl === undefined ? [] : [`baseUrl: "${baseUrl}"`]),
    ...(rateLimit === undefined ? [] : [`rateLimit: ${rateLimit}`]),
    'limits: { maxChangedPercent: 100 }',
  ];
  return `accounts:\n  ${ACCOUNT}: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}", ${extras.join(', ')} }\n`;
}

/** @param directory the working directory, whose `contacts.d/` exists */
export function writeAccount(directory, account) {
  writeFileSync(join(directory, 'contacts.d', 'accounts.yaml'), accountLines(account));
}

/** @returns the working directory, with `contacts.d/` in it */
export function writeManifests(directory, { contacts, files = 100, changed = false, account }) {
  const manifests = join(directory, 'contacts.d');
  mkdirSync(manifests, { recursive: true });
  writeAccount(directory, account);
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
      parts.push(
        `resource "terraform_data" "c${next}" {\n  input = ${JSON.stringify(terraformInput(next).value)}\n}\n`,
      );
    }
    writeFileSync(join(directory, `contacts-${String(file).padStart(4, '0')}.tf`), parts.join(''));
  }
  return directory;
}

/**
 * The state that one `terraform apply` of these files leaves, written by hand: the apply itself takes minutes and is measured
 * elsewhere. That terraform finds no changes against it shows that it is right.
 */
export function writeTerraformState(directory, contacts) {
  const resources = Array.from({ length: contacts }, (_, index) => {
    const { value, type } = terraformInput(index + 1);
    const attributes = {
      id: `00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`,
      input: { value, type },
      output: { value, type },
      triggers_replace: null,
    };
    return {
      mode: 'managed',
      type: 'terraform_data',
      name: `c${index + 1}`,
      provider: 'provider["terraform.io/builtin/terraform"]',
      instances: [{ schema_version: 0, attributes, sensitive_attributes: [] }],
    };
  });
  const state = { version: 4, terraform_version: '1.11.4', serial: 1, lineage: 'bench', outputs: {}, resources };
  writeFileSync(join(directory, 'terraform.tfstate'), JSON.stringify({ ...state, check_results: null }));
}

function terraformInput(number) {
  const { identifiers, firstName, lastName, city, address, postalCode, tags } = filledContact(SEED, number);
  const value = { email: identifiers[0].id, firstName, lastName, city, address, postalCode, tags };
  const types = Object.entries(value).map(([name, item]) => [
    name,
    Array.isArray(item) ? ['tuple', item.map(() => 'string')] : 'string',
  ]);
  return { value, type: ['object', Object.fromEntries(types)] };
}
