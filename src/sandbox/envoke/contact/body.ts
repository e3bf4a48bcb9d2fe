// Parses the body of POST and PATCH. Enters: a JSON object. Leaves: a validated write, or all errors in the body. The vendor does
// not document three cases: the sandbox ignores unknown and read-only members, treats null as absent, and refuses a text that is
// too long.

import type { Clearing } from '../../clearing.ts';
import type { JsonObject } from '../../json.ts';
import type { AddressBook } from '../address-book.ts';
import type { Refusal, Report } from '../json.ts';
import { allowsSending, isSystemStatus, statusNamed } from './consent.ts';
import { type ConsentStatus, type ContactWrite, LENGTHS, TEXT_FIELDS, type TextField } from './contact.ts';
import { readCustomFields } from './custom-fields-body.ts';
import { readMemberships } from './memberships-body.ts';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Parses and validates the members of a contact. */
export function readContactBody(body: JsonObject, book: AddressBook): ContactWrite | Refusal {
  const errors: string[] = [];
  const report: Report = (message) => errors.push(message);
  const consentStatus = consentStatusOf(body, report);
  const write: ContactWrite = {
    texts: textsOf(body, book.settings.clearing, report),
    ...(consentStatus === undefined ? {} : { consentStatus }),
    interests: readMemberships('interests', body.interests, book.interests, report),
    autoresponders: readMemberships('autoresponders', body.autoresponders, book.autoresponders, report),
    customFields: readCustomFields(body.custom_fields, book, report),
  };
  return errors.length > 0 ? { errors } : write;
}

function textsOf(body: JsonObject, clearing: Clearing, report: Report): ContactWrite['texts'] {
  const entries = TEXT_FIELDS.map((name) => [name, textOf(name, body[name], report)] as const);
  const emptied = entries.filter(([name, value]) => value === '' && clearing[name] !== undefined);
  for (const [name] of emptied) if (clearing[name] === 'refused') report(`'${name}' may not be empty`);
  return Object.fromEntries(entries.filter((entry) => entry[1] !== undefined && !emptied.includes(entry)));
}

function textOf(name: TextField, value: unknown, report: Report): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') {
    report(`'${name}' is not a valid text`);
    return undefined;
  }
  const text = String(value);
  if (text.length > LENGTHS[name]) report(`'${name}' is longer than ${LENGTHS[name]} characters`);
  if (name === 'email' && !EMAIL.test(text)) report("'email' is not a valid email address");
  return text;
}

function consentStatusOf(body: JsonObject, report: Report): ConsentStatus | undefined {
  const { consent_status: value, consent_description: description } = body;
  if (value === undefined || value === null) return undefined;
  const status = typeof value === 'string' ? statusNamed(value) : undefined;
  if (status === undefined || isSystemStatus(status)) {
    report("'consent_status' is not a valid consent status");
    return undefined;
  }
  // The description is required with every status that allows sending, even if the contact already has one.
  if (allowsSending(status) && (typeof description !== 'string' || description.trim() === ''))
    report("'consent_description' is required");
  return status;
}
