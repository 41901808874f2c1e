/** As OpenSSH writes its two halves. */
interface KeyPair {
  readonly private: string;
  readonly public: string;
}

type Make = (comment: string) => KeyPair;

/**
 * A new ed25519 key pair, which a server will take. `make` is ssh2's own: it drops a leading zero of the public half, so
 * that one of its pairs in 256 is no key to anybody; such a pair is thrown away.
 */
export async function newKeyPair(comment: string, make?: Make): Promise<KeyPair> {
  const { default: ssh2 } = await import('ssh2');
  const { generateKeyPairSync, parseKey } = ssh2.utils;
  const made = make ?? ((said) => generateKeyPairSync('ed25519', { comment: said }));
  for (;;) {
    const pair = made(comment);
    if (!(parseKey(pair.private) instanceof Error) && !(parseKey(pair.public) instanceof Error)) return pair;
  }
}
