// Writes the inputs of the benchmarks: manifests that declare the sandbox's sample contacts, either unchanged or each with a new
// last name, and terraform resources with the same data.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled } from './sources.mjs';

const { filledContact } = await import(bundled('sandbox/omnisend/fill'));

/** The name of the account that `rollcall sandbox --contacts N` fills at the start; it fills others when they are first used. */
export const ACCOUNT = 'default';

/** The seed of the sandbox's sample contacts. */
export const SEED = 1;

/**
 * Returns the YAML of a contact.
 *
 * @param changed true to declare a last name that differs from the live one
 */
function contactLines(number, changed) {
  const live = filledContact(SEED, number);
  const [email, phone] = live.identifiers;
  const { id: _id, identifiers: _i, tags, customProperties, statuses, optIns: _o, consents: _c, ...rest } = live;
  const { segments: _s, createdAt: _created, updatedAt: _updated, ...fields } = rest;
  const declared = changed ? { ...fields, lastName: `Changed-${number}` } : fields;
  const lines = [`email: ${email.id}`, ...(phone === undefined ? [] : [`phone: "${phone.id}"`])];
  // Quote only the values that YAML could take for something else than a string, as people do.
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

/**
 * Writes the manifest that defines the account.
 *
 * @param directory the working directory; its `contacts.d/` must exist
 */
export function writeAccount(directory, account) {
  writeFileSync(join(directory, 'contacts.d', 'accounts.yaml'), accountLines(account));
}

/**
 * Writes the manifests of an account and its contacts to `contacts.d/` in a working directory.
 *
 * @param changed true to change all contacts, or the number of those that change, spread over the files
 * @returns the working directory
 */
export function writeManifests(directory, { contacts, files = 100, changed = false, account }) {
  const manifests = join(directory, 'contacts.d');
  mkdirSync(manifests, { recursive: true });
  writeAccount(directory, account);
  const each = changed === true ? 1 : contacts / Number(changed);
  let next = 1;
  for (let file = 1; file <= files; file += 1) {
    const parts = [];
    for (const end = Math.round((contacts * file) / files); next <= end; next += 1)
      parts.push(contactLines(next, Math.floor(next / each) > Math.floor((next - 1) / each)));
    const name = `contacts-${String(file).padStart(4, '0')}.yaml`;
    if (parts.length > 0) writeFileSync(join(manifests, name), `contacts:\n${parts.join('')}`);
  }
  return directory;
}

/** Writes terraform files that have the same number of files, resources and values as the manifests. Returns the directory. */
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
 * Writes the state file that `terraform apply` of these files would write, because the apply takes minutes. If the file were
 * wrong, `terraform plan` would find changes, which the benchmark reports as an error.
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
