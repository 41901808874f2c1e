import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { amazonAuthorities, authoritiesFor } from '../../src/blog/database-ca.ts';
import { tempFolder } from '../support/temp.ts';

describe("the certificate authorities of Amazon's databases", () => {
  test('come along for an RDS endpoint, and only there', async () => {
    expect(await authoritiesFor('database-1.abc.ap-northeast-1.rds.amazonaws.com', undefined)).toEqual(await amazonAuthorities());
    expect(await authoritiesFor('database-1.abc.ap-northeast-1.rds.localhost', undefined)).toBeUndefined();
    expect(await authoritiesFor('rds.amazonaws.com.example.org', undefined)).toBeUndefined();
  });

  test('are those of the named file instead, when one is named', async () => {
    const file = join(tempFolder(), 'ca.pem');
    writeFileSync(file, 'own');
    expect(await authoritiesFor('database-1.abc.ap-northeast-1.rds.amazonaws.com', file)).toBe('own');
  });

  test('hold one of Tokyo that is valid for decades', async () => {
    const tokyo = (await amazonAuthorities()).map((pem) => new X509Certificate(pem)).filter(({ subject }) => subject.includes('ap-northeast-1'));
    expect(tokyo.some(({ validTo }) => new Date(validTo) > new Date('2060-01-01'))).toBe(true);
  });

  test('are the very ones that ARCHITECTURE.md speaks of', async () => {
    const authorities = await amazonAuthorities();
    const said = readFileSync(join(import.meta.dirname, '..', '..', 'ARCHITECTURE.md'), 'utf8');
    expect(said).toContain(`${authorities.length} of them`);
    expect(said).toContain(createHash('sha256').update(authorities.join('\n')).digest('hex'));
  });
});
