// Names that vendors and other programs use for fields, and the names that manifests have for them. Pure.

/**
 * Map from a name that people write to the fields that it may mean; the first of them that is allowed at the place is suggested.
 * Names are compared without case, `_`, `-` and blanks.
 */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  // Contacts.
  name: ['firstName'],
  fullname: ['firstName'],
  givenname: ['firstName'],
  surname: ['lastName'],
  familyname: ['lastName'],
  sex: ['gender'],
  birthday: ['birthdate'],
  dob: ['birthdate'],
  dateofbirth: ['birthdate'],
  jobtitle: ['title'],
  position: ['title'],
  role: ['title'],
  organisation: ['company'],
  organization: ['company'],
  org: ['company'],
  employer: ['company'],
  homepage: ['website'],
  locale: ['language'],
  lang: ['language'],
  street: ['address'],
  address1: ['address'],
  addressline1: ['address'],
  addressline2: ['address2'],
  town: ['city'],
  province: ['state'],
  region: ['state'],
  zip: ['postalCode'],
  zipcode: ['postalCode'],
  postcode: ['postalCode'],
  plz: ['postalCode'],
  mail: ['email'],
  emailaddress: ['email'],
  mobile: ['phone'],
  cell: ['phone'],
  tel: ['phone'],
  telephone: ['phone'],
  phonenumber: ['phone'],
  externalid: ['userId'],
  remoteid: ['userId'],
  customerid: ['userId'],
  contactid: ['id', 'userId'],
  labels: ['tags'],
  mailinglists: ['lists'],
  interests: ['lists'],
  usergroup: ['group'],
  status: ['channels'],
  emailstatus: ['channels'],
  consent: ['channels'],
  consentstatus: ['channels'],
  subscribed: ['status', 'channels'],
  subscription: ['channels'],
  optin: ['channels'],
  identifiers: ['email'],
  properties: ['customProperties'],
  attributes: ['customProperties'],
  customfields: ['customProperties'],
  custom: ['customProperties'],
  metadata: ['customProperties'],
  ignore: ['unmanaged'],
  oldemail: ['previously'],
  previousemail: ['previously'],
  // Accounts.
  vendor: ['provider'],
  type: ['provider'],
  key: ['apiKey'],
  token: ['apiKey'],
  secret: ['apiKey'],
  version: ['apiVersion'],
  url: ['baseUrl', 'website'],
  endpoint: ['baseUrl'],
  brand: ['team'],
  // A file.
  people: ['contacts'],
  users: ['contacts'],
  members: ['contacts'],
  subscribers: ['contacts'],
  blocklist: ['suppressions'],
  unsubscribes: ['suppressions'],
  stages: ['environments'],
  // Consent.
  date: ['statusChangedAt', 'createdAt', 'requestedAt'],
  statusdate: ['statusChangedAt'],
  legalbasis: ['basis'],
  ipaddress: ['ip'],
  timestamp: ['createdAt'],
};

/** The path to suggest for a field whose name alone does not say where the value belongs. */
const PATHS: Readonly<Record<string, string>> = { channels: 'channels.email' };

/** Returns the field that a name of another program means here, if this place has it: `zip` → `postalCode`. */
export function synonymOf(name: string, known: readonly string[]): { readonly suggestion?: string } {
  const folded = name.toLowerCase().replaceAll(/[\s_-]/g, '');
  const meant = Object.hasOwn(SYNONYMS, folded) ? SYNONYMS[folded] : undefined;
  const field = meant?.find((one) => known.includes(one));
  return field === undefined ? {} : { suggestion: PATHS[field] ?? field };
}
