// Rules that need all declarations of a contact, at one account or at all its accounts.

import { personal } from '../../contact/argument.ts';
import { CHANNELS } from '../../contact/fields.ts';
import { normaliseEmail } from '../../contact/normalise.ts';
import type { Account } from '../configuration.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import { COUNTRY_CODES } from '../resolve/country-codes.ts';
import type { ChannelDeclaration, Declaration } from '../resolve/declarations.ts';
import type { Entry } from '../resolve/identifiers.ts';
import type { DeclarationMap } from '../resolve/layers.ts';
import { codeOfCountry } from './country-names.ts';

/** One contact at one account, after its layers are overlaid. */
export interface AccountContact {
  readonly account: Account;
  /** The contact's first entry, where missing fields are reported. */
  readonly entry: Entry;
  readonly declarations: DeclarationMap;
  /** Whether every entry was parsed completely. If not, a value that seems to be missing may be in an unparsed part. */
  readonly fullyParsed: boolean;
}

const RULES = [
  canBeLookedUp,
  countryGoesWithCode,
  countryAgreesWithCode,
  statusIsDeclared,
  emailReallyChanges,
  welcomeIsPossible,
  dateIsKept,
  removalIsPossible,
];

/** Applies the rules that concern one contact at one account. */
export function checkWhole(contact: AccountContact): readonly Problem[] {
  return RULES.flatMap((rule) => rule(contact));
}

function canBeLookedUp({ account, entry, declarations, fullyParsed }: AccountContact): readonly Problem[] {
  const { lookUp } = account.capabilities.identity;
  if (!fullyParsed || lookUp.some((kind) => declarations.has(kind))) return [];
  const kinds = lookUp.filter((kind) => kind !== 'id');
  const { label } = account.capabilities;
  return [problem(placeOf(entry.item, []), 'no-identifier', { account: account.name, label, kinds })];
}

function countryGoesWithCode({ account, declarations }: AccountContact): readonly Problem[] {
  const country = declarations.get('country');
  if (!account.capabilities.countryNeedsCode || country?.kind !== 'scalar' || country.value === null) return [];
  const code = declarations.get('countryCode');
  if (code?.kind === 'scalar' && code.value !== null) return [];
  // A country name whose code is known is sufficient: resolve/desired.ts adds the code.
  if (code === undefined && codeOfCountry(country.value) !== undefined) return [];
  return [problem(country.place, 'country-needs-code', { label: account.capabilities.label })];
}

/** Reports a country that does not belong to the declared code: at some vendors one of the two would silently win. */
function countryAgreesWithCode({ account: { capabilities }, declarations }: AccountContact): readonly Problem[] {
  const country = declarations.get('country');
  const code = declarations.get('countryCode');
  if (country?.kind !== 'scalar' || code?.kind !== 'scalar') return [];
  if (country.value === null || code.value === null || !capabilities.fields.country.has) return [];
  const meant = codeOfCountry(country.value);
  if (meant === undefined || meant === code.value || !COUNTRY_CODES.has(code.value)) return [];
  const place = code.layer === 'defaults' ? country.place : code.place;
  return [problem(place, 'country-mismatch', { country: personal('value', country.value), meant })];
}

function statusIsDeclared({ account, declarations }: AccountContact): readonly Problem[] {
  return CHANNELS.flatMap((channel) => {
    const declaration = declarations.get(`channels\0${channel}`);
    if (declaration?.kind !== 'channel' || declaration.value.status !== undefined) return [];
    if (!account.capabilities.fields[declaration.field].has || declaration.place.item.partiallyParsed) return [];
    return [problem(declaration.place, 'missing-field', { what: 'status', channel: declaration.channel })];
  });
}

function emailReallyChanges({ declarations }: AccountContact): readonly Problem[] {
  const previously = declarations.get('previously');
  const email = declarations.get('email');
  if (previously?.kind !== 'setting' || email?.kind !== 'identifier') return [];
  if (normaliseEmail(String(previously.value)) !== normaliseEmail(email.value)) return [];
  const place = { ...previously.place, path: [...previously.place.path, 'email'] };
  return [problem(place, 'previously-equal', {})];
}

function welcomeIsPossible({ account, declarations }: AccountContact): readonly Problem[] {
  const welcome = declarations.get('welcome');
  if (welcome?.kind !== 'setting' || welcome.value !== true || account.capabilities.creates.welcome) return [];
  if (welcome.layer !== 'at') return [];
  return [problem(welcome.place, 'field-not-supported', { what: 'welcome', label: account.capabilities.label })];
}

function dateIsKept({ account, declarations }: AccountContact): readonly Problem[] {
  const createdAt = declarations.get('createdAt');
  const { label, creates } = account.capabilities;
  if (createdAt?.kind !== 'setting' || createdAt.layer !== 'at' || creates.keepsCreatedAt === true) return [];
  const place = { ...createdAt.place, target: 'key' } as const;
  return [problem(place, 'field-not-supported', { what: 'setting', label, field: 'createdAt' })];
}

function removalIsPossible({ account: { capabilities }, declarations }: AccountContact): readonly Problem[] {
  const removed = declarations.get('onRemoved');
  if (removed?.kind !== 'setting' || removed.value !== 'delete' || capabilities.deletes) return [];
  return [problem(removed.place, 'cannot-delete', { label: capabilities.label })];
}

/** Reports subscriptions that would reach accounts of several senders, because consent is given to one sender only. */
export function consentStaysWithSender(
  declarations: Iterable<Declaration>,
  accounts: readonly Account[],
): readonly Problem[] {
  return [...declarations].filter(isSubscription).flatMap((declaration) => {
    const reached = accounts.filter((account) => account.capabilities.fields[declaration.field].has);
    if (new Set(reached.map((account) => account.sender)).size < 2) return [];
    const place = { ...declaration.place, path: [...declaration.place.path, 'status'] };
    return [problem(place, 'consent-sender', { accounts: reached.map(({ name }) => name) })];
  });
}

function isSubscription(declaration: Declaration): declaration is ChannelDeclaration {
  return declaration.kind === 'channel' && declaration.value.status === 'subscribed';
}

/** Reports fields that none of the contact's accounts has. A field that only some of them have is valid and is sent to those. */
export function someAccountHasField(
  declarations: Iterable<Declaration>,
  accounts: readonly Account[],
): readonly Problem[] {
  if (accounts.length === 0) return [];
  const missing = [...declarations].filter((declaration) => !accounts.some((account) => applies(declaration, account)));
  return missing.map((declaration) => {
    const field = declaration.kind === 'setting' ? declaration.setting : declaration.field;
    const labels = [...new Set(accounts.map((account) => account.capabilities.label))];
    return problem({ ...declaration.place, target: 'key' }, 'field-not-supported', { what: 'nowhere', labels, field });
  });
}

function applies(declaration: Declaration, { capabilities }: Account): boolean {
  if (declaration.kind !== 'setting') return capabilities.fields[declaration.field].has;
  if (declaration.setting === 'createdAt') return capabilities.creates.keepsCreatedAt === true;
  return declaration.setting !== 'welcome' || declaration.value !== true || capabilities.creates.welcome;
}

/** Reports fields under `at` that the account's vendor does not have: they are declared for this account alone. */
export function notSupportedAt(declarations: Iterable<Declaration>, { capabilities }: Account): readonly Problem[] {
  return [...declarations].flatMap((declaration) => {
    if (declaration.kind === 'setting' || capabilities.fields[declaration.field].has) return [];
    const place = { ...declaration.place, target: 'key' } as const;
    const unsupported = { what: 'field', label: capabilities.label, field: declaration.field } as const;
    return [problem(place, 'field-not-supported', unsupported)];
  });
}
