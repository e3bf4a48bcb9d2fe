// The values that canary.test.ts hides and no output may contain, and where they are hidden.

export const credentials = {
  OMNISEND_API_KEY: 'brand-5f3a9c1e7b2d4086',
  LOOPS_API_KEY: 'loops0c4e8a2f6b1d3975',
  ENVOKE_API_ID: '9081726354',
  ENVOKE_API_KEY: 'envoke-7d1b5f9e3a8c2064',
} as const;

export interface Canaries {
  /** What each is found by, also where an escaped or a folded spelling is shown. */
  readonly given: readonly string[];
  /** A value that was never given before, found again by its digits. */
  next(before: string, after?: string): string;
  phone(): string;
  /** A word in lower case like those of our own sentences. */
  word(): string;
}

export function newCanaries(): Canaries {
  const given: string[] = [];
  const give = (value: string, token: string): string => {
    given.push(token);
    return value;
  };
  const serial = (): number => 10_000_019 + given.length * 104_729;
  return {
    given,
    next(before, after = '') {
      const value = `${before}${serial()}${after}`;
      return give(value, value.replace(/\D/g, ''));
    },
    phone() {
      const value = `+3706${String(1_234_567 + given.length * 7919).slice(0, 7)}`;
      return give(value, value.slice(1));
    },
    word() {
      const value = `canary${String(serial()).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))}`;
      return give(value, value);
    },
  };
}

const CONTACTS = 10;
/** Looked up one by one, and so each costs of the quota. */
const LOOKED_UP = 2;
const NOTES = 13;

/**
 * The same contacts at every call, with other values. Names of tags are no canaries: what a manifest calls them is shown.
 *
 * @param extra members and properties that the vendors then have, and no later manifest names
 */
export function manifestOf(sandboxUrl: string, canaries: Canaries, extra: 'with-extra' | 'plain' = 'plain'): string {
  const contacts = Array.from({ length: CONTACTS }, (_, index) => contactOf(index, canaries));
  const forgotten = Array.from({ length: FORGOTTEN }, (_, index) => forgottenOf(index, canaries, extra));
  const listed = extra === 'with-extra' ? vendorLists(canaries) : { app: [], news: [] };
  const members = (['app', 'news'] as const).map((account) => listedOf(account, listed[account], canaries));
  return `${accountsAt(sandboxUrl)}contacts:\n${contacts.join('')}${forgotten.join('')}${members.join('')}`;
}

const FORGOTTEN = 3;

/** Lists that the manifests own as a whole: they name one at each account, and the vendors have the contact on others, too. */
export const KNOWN_LISTS = { app: 'Known updates', news: 'known-offers' } as const;

let inLists: Readonly<Record<'app' | 'news', readonly string[]>> | undefined;

/** Names of lists that only the vendors have: Loops writes them by id, Envoke calls them interests. */
function vendorLists(canaries: Canaries): NonNullable<typeof inLists> {
  inLists ??= { app: [canaries.word(), canaries.next('VIP ')], news: [canaries.word(), canaries.next('VIP ')] };
  return inLists;
}

/** The lists of both kinds, as the sandbox defines them. */
export function listDefinitions(canaries: Canaries): object {
  const { app, news } = vendorLists(canaries);
  const lists = [KNOWN_LISTS.app, ...app].map((name, index) => ({ id: `clmlist${index}`, name }));
  const interests = [KNOWN_LISTS.news, ...news].map((name) => ({ name }));
  return { accounts: { app: { loops: { lists } }, news: { envoke: { interests } } } };
}

function listedOf(account: 'app' | 'news', others: readonly string[], canaries: Canaries): string {
  const lists = JSON.stringify([KNOWN_LISTS[account], ...others]);
  const channels = account === 'app' ? ', channels: { email: subscribed }' : '';
  return `  - { accounts: [${account}], email: ${emailOf(`forgotten-${account}`, 0, canaries)}, lists: ${lists}${channels} }\n`;
}

/** Later manifests own the tags, prune the properties, or leave both alone. */
function forgottenOf(index: number, canaries: Canaries, extra: 'with-extra' | 'plain'): string {
  const who = `accounts: [shop], email: ${emailOf('forgotten', index, canaries)}, firstName: ${canaries.word()}`;
  if (extra === 'with-extra') {
    return `  - { ${who}, tags: { ${canaries.word()}: true, ${canaries.word()}: true }, customProperties: { ${canaries.word()}: x, ${canaries.word()}: y } }\n`;
  }
  const rest = ['tags: [vip]', 'prune: [customProperties], customProperties: { note0: x }', 'city: London'][index];
  return `  - { ${who}, ${rest} }\n`;
}

export function accountsAt(sandboxUrl: string): string {
  return `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}", baseUrl: "${sandboxUrl}/@shop/omnisend" }
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}", baseUrl: "${sandboxUrl}/@app/loops" }
  news: { provider: envoke, apiId: "\${ENVOKE_API_ID}", apiKey: "\${ENVOKE_API_KEY}", baseUrl: "${sandboxUrl}/@news/envoke" }
`;
}

/** So many creates that Omnisend takes them as one batch. */
const ARRIVALS = 6;

export interface Arrivals {
  readonly manifest: string;
  /** Addresses of the arrivals that go to Omnisend. */
  readonly emails: readonly string[];
}

export function arrivals(sandboxUrl: string, canaries: Canaries): Arrivals {
  const email = (): string => canaries.next('arrival', '@example.com');
  const emails = Array.from({ length: ARRIVALS }, email);
  const shop = emails.map((one) => `  - { accounts: [shop], email: ${one}, firstName: ${canaries.next('Ada')} }\n`);
  const others = `  - { accounts: [app], email: ${email()}, channels: { email: subscribed } }
  - { accounts: [news], email: ${email()}, firstName: ${canaries.next('Ada')} }
`;
  return { manifest: `${accountsAt(sandboxUrl)}contacts:\n${shop.join('')}${others}`, emails };
}

const emails = new Map<string, string>();

function emailOf(account: string, index: number, canaries: Canaries): string {
  const known = emails.get(`${account}${index}`) ?? canaries.next(account, '@example.com');
  emails.set(`${account}${index}`, known);
  return known;
}

function contactOf(index: number, canaries: Canaries): string {
  const names = (): string => `firstName: ${canaries.next('Ada')}, lastName: ${canaries.next('O’Hara-')}`;
  const address = (): string => `address: "${canaries.next('')} Main St", city: ${canaries.next('São ')}`;
  const notes = Array.from({ length: NOTES }, (_, note) => `note${note}: "${canaries.next('likes ')}"`).join(', ');
  const shop = `  - { accounts: [shop], email: ${emailOf('shop', index, canaries)}, ${names()}, ${address()}, postalCode: "${canaries.next('N')}", tags: [vip], customProperties: { ${notes} } }\n`;
  if (index >= LOOKED_UP) return shop;
  return `${shop}  - { accounts: [app], email: ${emailOf('app', index, canaries)}, ${names()}, channels: { email: subscribed } }
  - { accounts: [news], email: ${emailOf('news', index, canaries)}, ${names()}, ${address()} }
`;
}

/** Every kind of place in which a mistake quotes what stands there. */
export function brokenManifest(canaries: Canaries): string {
  const email = (): string => canaries.next('someone', '@example.com');
  const twice = email();
  return `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "${credentials.OMNISEND_API_KEY}" }
contacts:
  - { email: ${email()}, firstNam: ${canaries.next('Ada')} }
  - { email: ${canaries.next('not-an-address-')}, firstName: ${canaries.next('Ada')} }
  - { email: ${email()}, phone: "${canaries.next('12')}" }
  - { email: ${email()}, countryCode: ${canaries.next('Land')} }
  - { email: ${email()}, birthdate: ${canaries.next('born')} }
  - { email: ${email()}, customProperties: { "${canaries.next('k ')}": { deep: ${canaries.next('v')} } } }
  - { email: ${email()}, channels: { email: ${canaries.next('sub')} } }
  - { email: ${email()}, phone: "${canaries.phone()}", tags: ${canaries.next('tag')} }
  - { email: ${twice}, city: ${canaries.next('Ville')} }
  - { email: ${twice}, city: ${canaries.next('Stadt')} }
  - { ${canaries.next('field')}: ${canaries.next('value')} }
  - { email: "o'${canaries.word()}" }
  - { email: 'o''${canaries.word()}' }
  - { email: "${escaped(canaries.word())}" }
  - { email: ${email()}, ${canaries.word()}: ${canaries.word()} }
  - { email: ${email()}, gender: ${canaries.word()}, phone: ${canaries.word()} } # ${canaries.word()}
  - { email: ${email()}, customProperties: { ${canaries.word()}: [1, ${canaries.word()}], "${canaries.word()} x": 1 } }
  - { email: ${email()}, tags: { ${canaries.word()}: ${canaries.word()} }, lists: { ${canaries.word()}: true } }
  - { email: ${email()}, accounts: [${canaries.word()}], at: { ${canaries.word()}: { city: X } } }
  - email: ${email()}
    birthdate: >-
      ${canaries.word()}
      email: ${canaries.word()}
    countryCode: |
      ${canaries.word()}
    website: "${canaries.word()}
      ${canaries.word()}: ${canaries.word()}"
    unmanaged: [${canaries.word()}]
`;
}

/** As escape sequences of YAML and JSON. */
function escaped(word: string): string {
  return [...word].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}

/** Generated JSON on one line, as long as it gets, with mistakes far apart. */
export function brokenJson(canaries: Canaries): string {
  const contacts = Array.from({ length: 400 }, (_, index) =>
    index % 100 === 50
      ? { email: canaries.word(), [canaries.word()]: canaries.word(), accounts: ['shop'] }
      : { email: canaries.next('a', '@example.com'), firstName: canaries.word(), accounts: ['shop'] },
  );
  return JSON.stringify({ contacts });
}

/** Not even YAML: the parser's own words may quote it. */
export function brokenSyntax(canaries: Canaries): string {
  return `contacts:\n  - email: !${canaries.word()} *${canaries.word()}\n   ${canaries.word()}: "${canaries.word()}\n`;
}

/** Names a file of suppressions and a source of contacts, each with mistakes (`listedFiles`). */
export function listedManifest(canaries: Canaries): string {
  return `${accountsAt('http://127.0.0.1:1')}suppressions: [{ from: gone.csv }, { email: "${canaries.word()}" }]
erasures: [{ digest: "${canaries.word()}", requestedAt: 2026-01-01 }]
sources:
  people: { from: rows.csv, key: email, accounts: [shop], fields: { email: Email, birthdate: Born, phone: Phone } }
`;
}

/** Files of people with a mistake in every row. */
export function listedFiles(canaries: Canaries): Readonly<Record<string, string>> {
  const row = (): string => `${canaries.word()},${canaries.word()},${canaries.next('12')}\n`;
  return {
    'gone.csv': `Email\n${canaries.word()}\n"${canaries.next('not@', '')}"\n${canaries.word()} "${canaries.word()}"\n`,
    'rows.csv': `Email,Born,Phone\n${row()}${row()}${canaries.next('x', '@example.com')},"${canaries.word()}\n`,
  };
}

/** A stranger's values and this account's own credentials in one sentence. */
function quoting(canaries: Canaries, ...secrets: readonly string[]): string {
  const who = `${canaries.next('person', '@example.com')} or ${canaries.word()}`;
  return `${who} with ${secrets.join(' and ')} of ${canaries.next('Ada')}, ${canaries.phone()}`;
}

const { OMNISEND_API_KEY, LOOPS_API_KEY, ENVOKE_API_ID, ENVOKE_API_KEY } = credentials;

/** Each vendor's refusal in its own form, quoting the credential and somebody's values. */
export function refusals(canaries: Canaries, methods: readonly string[], status: number): readonly object[] {
  const shop = quoting(canaries, OMNISEND_API_KEY);
  const bodies = {
    shop: { title: shop, status, detail: shop, errors: [{ field: 'firstName', code: 'x', message: shop }] },
    app: { success: false, message: quoting(canaries, LOOPS_API_KEY) },
    news: { result_text: quoting(canaries, ENVOKE_API_ID, ENVOKE_API_KEY), errors: [] },
  };
  return Object.entries(bodies).flatMap(([account, body]) =>
    methods.map((method) => ({ match: { account, method }, times: 1000, status, body })),
  );
}

/** Successes whose bodies and headers refuse, as each vendor words it: items of a batch, `success: false`. */
export function refusingSuccesses(canaries: Canaries, emails: readonly string[]): readonly object[] {
  const batches = '/api/batches';
  const errors = emails.map((email) => {
    const words = quoting(canaries, OMNISEND_API_KEY);
    const response = {
      title: words,
      detail: words,
      instance: OMNISEND_API_KEY,
      errors: [{ field: 'x', message: words }],
    };
    return { request: { identifiers: [{ type: 'email', id: email }] }, responseCode: 400, response };
  });
  const headers = { 'x-request-id': `${OMNISEND_API_KEY} ${LOOPS_API_KEY} ${ENVOKE_API_KEY}` };
  const news = quoting(canaries, ENVOKE_API_ID, ENVOKE_API_KEY);
  const app = { success: false, message: quoting(canaries, LOOPS_API_KEY) };
  const answers = [
    { match: { path: batches }, status: 202, body: { batchID: 'b1' } },
    { match: { path: `${batches}/b1` }, status: 200, body: { batchID: 'b1', status: 'finished' } },
    { match: { path: `${batches}/b1/items` }, status: 200, body: { errors, responses: [], paging: { next: null } } },
    ...['POST', 'PATCH', 'PUT'].flatMap((method) => [
      { match: { account: 'app', method }, status: 200, body: app },
      {
        match: { account: 'news', method },
        status: 200,
        body: { success: false, result_text: news, errors: [{ message: news }, news] },
      },
    ]),
  ];
  return answers.map((answer) => ({ times: 1000, headers, ...answer }));
}

/** Pages and look-ups that succeed and are not what the vendors document. */
export function oddPages(canaries: Canaries): readonly object[] {
  const [shop, app, news] = [[OMNISEND_API_KEY], [LOOPS_API_KEY], [ENVOKE_API_ID, ENVOKE_API_KEY]].map((secrets) =>
    quoting(canaries, ...secrets),
  );
  const bodies = {
    shop: { contacts: [], paging: { next: `https://x.example/${shop}`, hasMore: true, cursors: { after: [shop] } } },
    app: { [`${app}`]: app, message: app },
    news: { result_text: news, contacts: news },
  };
  return Object.entries(bodies).map(([account, body]) => ({
    match: { account, method: 'GET' },
    times: 1000,
    status: 200,
    headers: { 'x-request-id': JSON.stringify(body) },
    body,
  }));
}
