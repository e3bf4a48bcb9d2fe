// What canary.test.ts hides: values that no output may hold, and where they stand.

export const credentials = {
  OMNISEND_API_KEY: 'brand-5f3a9c1e7b2d4086',
  LOOPS_API_KEY: 'loops0c4e8a2f6b1d3975',
  ENVOKE_API_ID: '9081726354',
  ENVOKE_API_KEY: 'envoke-7d1b5f9e3a8c2064',
} as const;

export interface Canaries {
  readonly given: readonly string[];
  /** A value that was never given before, found again by its digits. */
  next(before: string, after?: string): string;
  phone(): string;
}

export function newCanaries(): Canaries {
  const given: string[] = [];
  const next = (before: string, after = ''): string => {
    const value = `${before}${10_000_019 + given.length * 104_729}${after}`;
    given.push(value);
    return value;
  };
  const phone = (): string => {
    const value = `+3706${String(1_234_567 + given.length * 7919).slice(0, 7)}`;
    given.push(value);
    return value;
  };
  return { given, next, phone };
}

const CONTACTS = 10;
/** Looked up one by one, and so each costs of the quota. */
const LOOKED_UP = 2;
const NOTES = 13;

/** The same contacts at every call, with other values. Names of tags are no canaries: what a manifest calls them is shown. */
export function manifestOf(sandboxUrl: string, canaries: Canaries): string {
  const contacts = Array.from({ length: CONTACTS }, (_, index) => contactOf(index, canaries));
  return `${accountsAt(sandboxUrl)}contacts:\n${contacts.join('')}`;
}

function accountsAt(sandboxUrl: string): string {
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
  /** Of those that go to Omnisend. */
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
  const known = emails.get(`${account}${index}`) ?? canaries.next('person', '@example.com');
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
`;
}

/** A stranger's values and this account's own credentials in one sentence. */
function quoting(canaries: Canaries, ...secrets: readonly string[]): string {
  return `${canaries.next('person', '@example.com')} with ${secrets.join(' and ')} of ${canaries.next('Ada')}, ${canaries.phone()}`;
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
    return { request: { email }, responseCode: 400, response };
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
