/** What is said on the way to the blog's servers and database. */
export const access = {
  passphrase: (path: string) => `The key ${path} is locked. Its passphrase:`,
  hostKey: (server: string, fingerprint: string) =>
    `AWS no longer shows the key by which the server ${server} is known, so nobody vouches for it. It says it is ${fingerprint}. Is that right?`,
  notEncrypted: (host: string) =>
    `The database ${host} offers no encryption (TLS), so the way from the server to it is in the clear. The way from here to the server is encrypted.`,
};
