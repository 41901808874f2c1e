const secretName = /password|passphrase|secret|privatekey|credential|user_?data/i;

/** The same value with everything under a telling name left out: no secret is ever written down. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, secretName.test(name) ? '(not kept)' : withoutSecrets(inner)]));
}
