// Normalises email addresses for comparison, and lists the texts under which a vendor may store the same address. Pure.
//
//   normal form   how addresses are compared: 'Straße@Bücher.example' → 'strasse@xn--bcher-kva.example'
//   written form  how a declared address is sent and shown: 'straße@bücher.example'
//   text          the address exactly as it stands in a manifest or at a vendor

import { domainToAscii, domainToUnicode } from './idna.ts';
import { INVISIBLE } from './invisible.ts';

/** Matches printable ASCII without spaces. Such a text needs no trimming and no Unicode normalisation. */
const PLAIN_TEXT = /^[\x21-\x7e]*$/;

/**
 * Returns the form in which addresses are compared. Two texts that vendors or readers may take for one address have the same
 * form: without invisible characters and surrounding blanks, in compatibility composition (NFKC), with case folded (also ß, ſ,
 * final sigma and the dotted and dotless i), and with the domain in its ASCII form. A domain without an ASCII form is only put
 * into lower case: the address then still equals itself, so that its opt-out at the vendor is found.
 */
export function normaliseEmail(text: string): string {
  if (PLAIN_TEXT.test(text)) return withoutRootDot(text.toLowerCase());
  const [local, domain] = parts(text.replace(INVISIBLE, '').normalize('NFKC').trim());
  return domain === undefined ? foldCase(local) : `${foldCase(local)}@${comparableDomain(domain)}`;
}

/**
 * Returns the form in which a declared address is sent: its own text in lower case and composed (NFC), with the domain in the
 * form that was declared, ASCII or Unicode.
 */
export function writtenEmail(text: string): string {
  if (PLAIN_TEXT.test(text)) return text.toLowerCase();
  const [local, domain] = parts(text.replace(INVISIBLE, '').trim().normalize('NFC').toLowerCase());
  if (domain === undefined) return local;
  return `${local}@${(PLAIN_TEXT.test(domain) ? undefined : domainToUnicode(domain)) ?? domain}`;
}

/** True if mail can be sent to the address's domain: the domain is ASCII, or it has an ASCII form. */
export function hasAsciiDomain(text: string): boolean {
  const [, domain = ''] = parts(text);
  return PLAIN_TEXT.test(domain) || domainToAscii(domain) !== undefined;
}

/**
 * Returns the texts by which a vendor may find an address, each once: first the written form, which the vendor stores if rollcall
 * created the contact, then the normal form, the declared text, and the written form with the domain in Unicode and in ASCII.
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
 * Removes dots at the end of a domain, with the blanks before them. Such a dot stands for the root of the DNS, so the domain is
 * the same without it. U+3002 (ideographic full stop) is the only other dot that NFKC does not replace by `.`.
 */
function withoutRootDot(text: string): string {
  return /[.\u3002]$/u.test(text) ? text.replace(/[\s.\u3002]+$/u, '') : text;
}

/** Folds case by converting to upper case and back: ß and ss have the same capitals, and so have ſ and s, and σ and ς. */
function foldCase(text: string): string {
  const folded = text.toLowerCase().toUpperCase().toLowerCase();
  return folded.replaceAll('i\u0307', 'i').replaceAll('ς', 'σ').normalize('NFKC');
}
