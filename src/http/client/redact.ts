/** Minimum length of a secret, in characters. Shorter texts are not credentials, and redacting them would garble messages. */
const MIN_SECRET_LENGTH = 4;

/**
 * Returns a function that replaces every secret in a text with `***`. It finds a secret in plain text and in its URL-encoded,
 * base64, base64url and JSON string forms, and also finds two secrets joined as `id:key`.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const spellings = [...new Set([...secrets, ...basicPairs(secrets)].flatMap(spellingsOf))]
    .filter((spelling) => spelling.length >= MIN_SECRET_LENGTH)
    // Longest first, because one secret may contain another.
    .sort((a, b) => b.length - a.length);
  if (spellings.length === 0) return (text) => text;
  const pattern = new RegExp(spellings.map(escapeRegExp).join('|'), 'g');
  return (text) => text.replace(pattern, '***');
}

/** Returns the values of authentication headers and their parts: the credential without its scheme, the Basic id and key. */
export function secretsInHeaders(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => /auth|key|token|secret|cookie/i.test(name))
    .flatMap(([, value]) => [value, ...withoutScheme(value)]);
}

function withoutScheme(value: string): readonly string[] {
  const [, scheme, credential] = /^(\S+)\s+(.+)$/.exec(value) ?? [];
  if (scheme === undefined || credential === undefined) return [];
  if (scheme.toLowerCase() !== 'basic') return [credential];
  const plain = Buffer.from(credential, 'base64').toString();
  const colon = plain.indexOf(':');
  return [credential, plain, plain.slice(0, Math.max(0, colon)), plain.slice(colon + 1)];
}

/** Joins every pair of secrets as `id:key`, in both orders, as Basic authentication does. */
function basicPairs(secrets: readonly string[]): readonly string[] {
  return secrets.flatMap((first) => secrets.filter((second) => second !== first).map((second) => `${first}:${second}`));
}

function spellingsOf(secret: string): readonly string[] {
  if (secret.length < MIN_SECRET_LENGTH) return [];
  const encoded = encodeURIComponent(Buffer.from(secret).toString());
  const base64 = Buffer.from(secret).toString('base64');
  return [
    secret,
    encoded,
    encoded.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase()),
    encoded.replaceAll('%20', '+'),
    JSON.stringify(secret).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
    encodeURIComponent(base64),
    Buffer.from(secret).toString('base64url'),
  ];
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
