import ssh2 from 'ssh2';

interface KeyPair {
  readonly private: string;
  readonly public: string;
}

/** A key pair that is one for certain: of those that ssh2 makes, one in 256 is none (src/blog/new-key.ts). */
export function testKey(passphrase?: string): KeyPair {
  const { generateKeyPairSync, parseKey } = ssh2.utils;
  for (;;) {
    const pair = generateKeyPairSync('ed25519', passphrase === undefined ? {} : { passphrase, cipher: 'aes256-ctr', rounds: 4 });
    if (!(parseKey(pair.private, passphrase) instanceof Error) && !(parseKey(pair.public) instanceof Error)) return pair;
  }
}
