// Sets of manifests in which the loader's rarer rules find something, most of them a mistake.

import type { TextFile } from './scenarios.ts';

const ACCOUNTS = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
  old: { provider: omnisend, apiVersion: v3, apiKey: "\${SHOP_KEY}" }
  app: { provider: loops, apiKey: "\${APP_KEY}" }
  news: { provider: envoke, apiKey: "\${NEWS_KEY}", apiId: "\${NEWS_ID}" }
`;

const alone = (text: string): readonly TextFile[] => [{ name: 'mistaken.yaml', text }];

/** A text of this many characters. */
const long = (length: number): string => 'x'.repeat(length);

export const MISTAKEN_SETS: readonly (readonly TextFile[])[] = [
  alone(`accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}", rateLimit: 900000/s, keyField: userId, team: red }
  app: { provider: loops, apiKey: "\${APP_KEY}", onRemoved: delete, defineProperties: true, rateLimit: 5/s }
  news: { provider: envoke, apiKey: "\${NEWS_KEY}", apiId: "\${NEWS_ID}", keyField: remote_id, onRemoved: delete, defineProperties: true }
contacts: [{ email: a@example.com, accounts: [shop] }]
`),
  alone(`accounts:
  shop: { provider: omnisend, apiVersion: v3, apiKey: "\${SHOP_KEY}" }
  app:
    provider: loops
    apiKey: "\${APP_KEY}"
    facts:
      - { fact: clear.firstName, result: refused, date: 2026-05-30, apiVersion: v1 }
      - { fact: clear.lastName, result: proved, date: 2026-05-30, apiVersion: v1 }
      - { fact: clear.lastNam, result: proved, date: 2026-05-30, apiVersion: v1 }
      - { fact: clear.firstName, result: proved, date: 2026-05-30, apiVersion: v1 }
  news:
    provider: envoke
    apiKey: "\${NEWS_KEY}"
    apiId: "\${NEWS_ID}"
    facts:
      - { fact: dates.time, result: proved, date: 2026-05-30, apiVersion: v1 }
      - { fact: dates.time, result: refused, date: 2026-05-30, apiVersion: v1, environment: staging }
contacts: [{ email: a@example.com, accounts: [app, news], firstName: null }]
`),
  alone(`${ACCOUNTS}environments:
  Staging: {}
  stages: { accounts: { shop: {}, nobody: {} } }
contacts: [{ email: a@example.com, accounts: [shop] }]
`),
  alone(`${ACCOUNTS}environments:
  stages: { provider: omnisend, accounts: { shop: { provider: loops, keyField: id } } }
  other: { accounts: { shop: {}, old: {}, app: {}, news: {} } }
defaults: { id: "1", email: a@example.com, channels: { email: subscribed } }
contacts: [{ email: a@example.com, accounts: [shop] }]
`),
  [
    {
      name: 'a.yaml',
      text: `${ACCOUNTS}environments: { staging: { contacts: ["*@example.com"], behind: allow, accounts: { shop: {}, app: {} } } }
contacts: [{ email: a@example.com, accounts: [shop] }]
`,
    },
    {
      name: 'b.yaml',
      text: 'environments: { staging: { contacts: ["*@example.org"], behind: refuse, accounts: { shop: { contacts: [x] }, old: false, news: {} } } }\n',
    },
  ],
  alone(`${ACCOUNTS}defaults:
  phoneRegion: XX
  accounts: [shop]
  unmanaged: [tags.vip, "customProperties.*"]
  firstName: Jane
  channels: { email: { status: unsubscribed, statusChangedAt: 2024-01-01 } }
contacts:
  - { email: a@example.com, accounts: [app], firstName: Joe, unmanaged: [] }
`),
  alone(`${ACCOUNTS}stage: done
defaults: { accounts: [shop, old], unmanaged: [tags.vip], channels: { email: { status: unsubscribed } } }
contacts:
  - { email: a@example.com, website: "a b", birthdate: 2024-02-30, countryCode: lt, language: LT, createdAt: 2999-01-01 }
  - { email: b@example.com, country: Lithuania, countryCode: DE, tags: [""], gender: x }
  - { email: c@example.com, channels: { email: { statusChangedAt: 2999-01-01T00:00:00Z } }, previously: { email: C@example.com } }
  - { email: d@example.com, accounts: [old], tags: [], country: Nowhere, countryCode: null }
  - { email: e@example.com, accounts: [old], tags: { a: true }, phone: "0123", gender: null }
  - { email: f@example.com, phone: "+37060000001;ext=7", at: { shop: { tags: { "": true } } } }
`),
  alone(`${ACCOUNTS}contacts:
  - { email: a@example.com, accounts: [news], country: Nowhere, phone: "${long(40)}", tags: [a], at: { news: { welcome: true, createdAt: 2024-01-01, onRemoved: delete } } }
  - { email: b@example.com, accounts: [app, news], createdAt: 2024-01-01, welcome: true, city: Vilnius, address: x }
  - { email: c@example.com, accounts: [app, shop], channels: { email: { status: subscribed } }, welcome: true }
  - { email: d@example.com, accounts: [app], onRemoved: delete, lists: ["${long(600)}"], firstName: "${long(600)}", userId: e@example.com }
  - { email: e@example.com, accounts: [app], source: null, customProperties: { id: 1, "a b": 1, ${long(300)}: 1, empty: "", list: [a, b], text: "${long(600)}" } }
  - { userId: e@example.com, accounts: [app] }
  - { phone: "+37060000001", accounts: [app, news] }
  - { email: h@example.com, accounts: [news], channels: { email: { status: nonSubscribed }, sms: { status: unsubscribed } }, at: { news: { channels: { email: { status: subscribed } } } } }
`),
  alone(`${ACCOUNTS}contacts:
  - { email: a@example.com, accounts: [shop], userId: u1 }
  - { userId: u1, accounts: [shop], firstName: Jane }
  - { email: a@example.com, accounts: [shop], firstName: Joe, "<<": { firstName: x } }
  - { email: a@example.com, accounts: [shop], tags: [${Array.from({ length: 101 }, (_, n) => `t${n}`).join(', ')}] }
  - { email: b@example.com, accounts: [shop], at: { app: { firstName: x }, shop: { group: x } }, gender: {}, language: null }
`),
  alone(`${ACCOUNTS}erasures:
  - { digest: "k1:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", requestedAt: 2026-13-03, doneAt: yesterday, accounts: [none] }
  - { requestedAt: 2026-03-03 }
suppressions:
  - { phone: "8 612 34567" }
  - { email: a@example.com, phone: "+37060000001" }
  - { column: x, accounts: [none] }
  - {}
  - { from: "../x.csv", column: Email }
  - { digest: "k2:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
`),
];
