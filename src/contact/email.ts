// Normalises email addresses for comparison, and knows the other texts by which a vendor may have the same address. Pure.
//
//   normal form   how addresses are compared: 'Straße@Bücher.example' → 'strasse@xn--bcher-kva.example'
//   written form  how a declared address is sent and shown: 'straße@bücher.example'
//   text          the address as a manifest or a vendor has it

import { domainToAscii, domainToUnicode } from './idna.ts';
import { INVISIBLE } from './invisible.ts';

/** Printable ASCII without spaces: needs no trimming, removal or composition. */
const PLAIN_TEXT = /^[\x21-\x7e]*$/;

/**
 * Returns the form in which addresses are compared. Two texts that vendors or readers may take for one address have the same form:
 * without invisible characters and surrounding blanks, in compatibility composition (NFKC), with case folded (also ß, ſ, final sigma
 * and the dotted and dotless i), and with the domain in its ASCII form. A domain that has no such form is only put into lower case:
 * it then equals itself, so that an opt-out at the vendor still holds.
 */
export function normaliseEmail(text: string): string {
  if (PLAIN_TEXT.test(text)) return withoutRootDot(text.toLowerCase());
  const [local, domain] = parts(text.replace(INVISIBLE, '').normalize('NFKC').trim());
  return domain === undefined ? foldCase(local) : `${foldCase(local)}@${comparableDomain(domain)}`;
}

/**
 * Returns the form in which a declared address is sent: its own text in lower case and composed (NFC), with the domain in the form
 * that was declared, ASCII or Unicode.
 */
export function writtenEmail(text: string): string {
  if (PLAIN_TEXT.test(text)) return text.toLowerCase();
  const [local, domain] = parts(text.replace(INVISIBLE, '').trim().normalize('NFC').toLowerCase());
  if (domain === undefined) return local;
  return `${local}@${(PLAIN_TEXT.test(domain) ? undefined : domainToUnicode(domain)) ?? domain}`;
}

/** True unless the address has a domain outside ASCII that has no ASCII form, so that no mail can be sent to it. */
export function hasAsciiDomain(text: string): boolean {
  const [, domain = ''] = parts(text);
  return PLAIN_TEXT.test(domain) || domainToAscii(domain) !== undefined;
}

/**
 * Returns the texts by which a vendor may find an address, each once: first the written form, which is the vendor's if rollcall created
 * the contact, then the normal form, the declared text, and the written form with the domain in either form.
 *
 * @param normal the address in its normal form
 * @param declared the address as declared, if that is another text
 */
export function textsOfEmail(normal: string, declared?: string): readonly string[] {
  if (declared === undefined && !normal.includes('xn--')) return [normal];
  const written = writtenEmail(declared ?? normal);
  const [local, domain = ''] = parts(written);
  const domains = [domainToUnicode(domain), comparableDomain(domain)].filter((form) => form !== undefined);
  return [...new Set([written, normal, (declared ?? normal).trim(), ...domains.map((form) => `${local}@${form}`)])];
}

function parts(text: string): readonly [local: string, domain: string | undefined] {
  const at = text.lastIndexOf('@');
  return at < 0 ? [text, undefined] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function comparableDomain(text: string): string {
  const domain = withoutRootDot(text);
  return PLAIN_TEXT.test(domain) ? domain.toLowerCase() : (domainToAscii(domain) ?? domain.toLowerCase());
}

/**
 * A dot at the end names the same domain: it stands for the root of the DNS. Blanks before it are left out, too. U+3002 is the one
 * other dot that is still there after NFKC.
 */
function withoutRootDot(text: string): string {
  return /[.\u3002]$/u.test(text) ? text.replace(/[\s.\u3002]+$/u, '') : text;
}

/** Folds case by way of capitals, which ß and ss have in common, as have ſ and s, and σ and ς. */
function foldCase(text: string): string {
  const folded = text.toLowerCase().toUpperCase().toLowerCase();
  return folded.replaceAll('i\u0307', 'i').replaceAll('ς', 'σ').normalize('NFKC');
}
