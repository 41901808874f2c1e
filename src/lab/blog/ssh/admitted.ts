/** Keys that may log in for a moment (EC2 Instance Connect). */
export interface Admitted {
  admit(user: string, publicKey: string, ms: number): void;
  /** The public keys that this user may use now. */
  keys(user: string): readonly string[];
}

export function createAdmitted(now: () => number = () => performance.now()): Admitted {
  let entries: readonly { user: string; publicKey: string; until: number }[] = [];
  return {
    admit: (user, publicKey, ms) => {
      entries = [...entries.filter((entry) => entry.until > now()), { user, publicKey, until: now() + ms }];
    },
    keys: (user) => entries.filter((entry) => entry.user === user && entry.until > now()).map((entry) => entry.publicKey),
  };
}
