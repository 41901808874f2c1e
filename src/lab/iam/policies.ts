import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../store.ts';
import { readPolicy, type Policy } from './policy.ts';

/** The policy of each account that has one. */
export interface Policies {
  of(account: string): Policy | undefined;
  /** Puts a policy in force, or (null) takes it away; throws `MalformedPolicy` and changes nothing when it cannot be enforced whole. */
  attach(account: string, folder: string, text: string | null): void;
  /** Puts in force what was attached before the lab was last stopped. */
  restore(account: string, folder: string): void;
  forget(account: string): void;
}

const fileName = 'policy.json';

export function createPolicies(log: (line: string) => void): Policies {
  const policies = new Map<string, Policy>();
  return {
    of: (account) => policies.get(account),
    attach(account, folder, text) {
      if (text === null) {
        rmSync(join(folder, fileName), { force: true });
        policies.delete(account);
        return;
      }
      const policy = readPolicy(text);
      replaceFile(join(folder, fileName), text);
      policies.set(account, policy);
    },
    restore(account, folder) {
      const file = join(folder, fileName);
      if (existsSync(file)) policies.set(account, readAgain(file, log));
    },
    forget: (account) => void policies.delete(account),
  };
}

// A policy that somebody damaged must not turn into "everything is allowed".
function readAgain(file: string, log: (line: string) => void): Policy {
  try {
    return readPolicy(readFileSync(file, 'utf8'));
  } catch (error) {
    log(`${file} cannot be read, so nothing is allowed: ${String(error)}`);
    return { statements: [] };
  }
}
