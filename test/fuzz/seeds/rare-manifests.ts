// What manifests can say and no scenario does: every setting of an account, limits, and rare syntax of YAML.

export const RARE_MANIFESTS: readonly string[] = [
  `limits: { maxDeletes: 3, maxRequests: 100 }
accounts:
  shop:
    provider: omnisend
    apiVersion: "2026-03-15"
    apiKey: "\${SHOP_KEY}"
    baseUrl: https://api.omnisend.com
    rateLimit: 300/min
    keyField: email
    onMissing: skip
    onRemoved: unsubscribe
    resubscribe: with-consent
    limits: { maxChangedPercent: 30, minContacts: 1, maxDeletes: 0, maxUnsubscribes: 5 }
    expect: { creates: 1, updates: 2 }
  app: { provider: loops, apiKey: "\${APP_KEY}", team: red }
  news: { provider: envoke, apiKey: "\${NEWS_KEY}", apiId: "\${NEWS_ID}", sender: news@example.com }
`,
  `accounts:
  shop: { provider: omnisend, apiVersion: v3, apiKey: "\${SHOP_KEY}", facts: [{ fact: tags.replace, result: proved, date: 2026-05-30, apiVersion: v3 }] }
  app:
    facts:
      - { fact: clear.firstName, result: refused, date: 2026-05-30, apiVersion: v1, environment: staging }
contacts:
  - { email: jane@example.com, accounts: [shop], tags: [a] }
`,
  `contacts:
  - { email: jane@example.com, lastName: 'O''Hara ''the second''' }
  - email: joe@example.com
    company: 'O''Hara ''&'' Sons'
`,
  `# anchors, aliases, tags and block scalars
defaults: &common
  accounts: [shop, news]
  tags: { vip: true, old: false, gone: null }
contacts:
  - &jane
    email: Jane@Example.com
    userId: u_1
    phone: "+370 600 00001"
    previously: { email: jane.old@example.com }
    firstName: |
      Jane
    lastName: >-
      Doe
      Roe
    city: !!str 12
    birthdate: 1997-05-02
    gender: f
    customProperties: { age: 34, size: 1.0, hex: 0x1f, list: [a, b], on: true, none: null, when: 2024-01-01 }
    channels:
      email: { status: subscribed, statusChangedAt: 2024-01-01T00:00:00Z, basis: express,
               consent: { source: form, createdAt: 2024-01-01, ip: 127.0.0.1, userAgent: x, supersedesOptOut: true } }
      sms: unsubscribed
    prune: [customProperties]
    unmanaged: [state, tags.vip, customProperties.age]
    welcome: false
    protect: true
    at:
      shop: { id: 66f0c0ffee, country: Lithuania, countryCode: LT }
      news: { lists: [promo], autoresponders: { series: true } }
  - *jane
  - <<: *common
    email: joe@example.com
? email
: x
`,
  `contacts:
  - email: jane@example.com
    customProperties:
      age: 34
      rate: 1.5
      active: true
      city: null
      code: "007"
      colors: [blue, 'dark green']
    tags:
      vip: true
    channels:
      email:
        status: subscribed # by hand
        consent: { source: form, supersedesOptOut: true }
`,
  `%YAML 1.1
---
contacts:
  - &self { email: a@example.com, customProperties: { again: *self } }
  - { ? [a, b] : c, email: !!binary aGk= }
  - *nobody
`,
  `a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
contacts: [{ email: a@example.com, customProperties: { c: *c, d: *c } }]
`,
  `accounts:
  shop: { provider: omnisend, apiKey: sk_live_literal, baseUrl: "http://user:pass@evil.example/?a#b", rateLimit: 0/h, sender: x, apiId: "\${X}" }
  app: { provider: loops, baseUrl: "https://evil.example", keyField: id, onRemoved: delete, limits: { maxDeletes: -1 } }
  news: { provider: envoke, apiVersion: v9, apiKey: "\${}", apiId: "\${NEWS_ID}", resubscribe: always }
contacts:
  - { email: nobody, phone: 12, accounts: [shop, app, news, none], birthdate: 2024-02-30, website: x, language: xyz, countryCode: 99, gender: x }
  - { email: a@example.com, accounts: [app], lists: [a], autoresponders: { b: true }, channels: { sms: subscribed, email: { status: subscribed, basis: express } } }
  - { email: a@example.com, accounts: [news, shop], tags: [a], tagz: [b], group: g, customProperties: { id: 1, email: x, long: ${'x'.repeat(300)}, n: 1.23456 }, welcome: true }
  - { userId: u, accounts: [shop], at: { shop: { email: A@example.com, city: null }, none: {} }, previously: { email: b@example.com } }
`,
  `contacts:
  - { email: a@example.com, firstName: !!set { a, b }, customProperties: { x: !!binary aGk=, y: !!timestamp 2024-01-01 } }
`,
  `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
  app: { provider: loops, apiKey: "\${APP_KEY}" }
environments:
  staging:
    contacts: ["*@example.com"]
    accounts:
      shop: { apiKey: "\${STAGING_KEY}", contacts: ["*@our.example", "!boss@*"], behind: allow, onRemoved: keep, limits: { maxDeletes: 9 }, baseUrl: "http://127.0.0.1:4010/omnisend" }
      app: false
  production: {}
optOuts: spread
contacts: [{ email: a@example.com, accounts: [shop, app] }, { email: boss@our.example, accounts: [shop] }]
`,
  `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
erasures:
  - { digest: "k1:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", requestedAt: 2026-03-03T10:00:00Z, accounts: [shop], ids: { shop: ["66f0a1b2c3d4e5f6a7b8c9d0"] } }
suppressions:
  - { email: left@example.com, accounts: [shop] }
  - { digest: "k1:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", reason: asked }
  - { from: data/left.csv }
contacts: [{ email: a@example.com }]
`,
  `{ "limits": { "maxDeletes": 3 }, "contacts": [ { "id": "66f0c0ffee", "accounts": ["shop"], "lastName": null } ] }\n`,
];

/** Aliases of aliases, whose values are more than any manifest needs. They take long to read. */
export const ALIAS_BOMB = `contacts:
  - email: a@example.com
    customProperties:
      a: &a [x, x, x, x, x, x, x, x, x, x]
      b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
      c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
      d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
      e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
      f: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
`;
