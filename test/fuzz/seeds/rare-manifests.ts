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
  `{ "limits": { "maxDeletes": 3 }, "contacts": [ { "id": "66f0c0ffee", "accounts": ["shop"], "lastName": null } ] }\n`,
];
