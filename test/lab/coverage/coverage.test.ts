import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { begin, coverageTable, end } from './table.ts';

const file = join(import.meta.dirname, '../../../src/lab/README.md');

it("the README's coverage table is what the code says (else: npm run lab:table)", async () => {
  const text = readFileSync(file, 'utf8');
  const [before = '', rest = ''] = text.split(begin);
  const [, after = ''] = rest.split(end);
  const fresh = `${before}${await coverageTable()}${after}`;
  if (process.env['LAB_TABLE'] === 'write') writeFileSync(file, fresh);
  expect(readFileSync(file, 'utf8')).toBe(fresh);
});

it('the table knows refusals that are met in the tests', async () => {
  const table = await coverageTable();
  const row = (operation: string) => table.split('\n').find((line) => line.startsWith(`| ${operation} |`)) ?? '';
  expect(row('CreateSecurityGroup')).toContain('InvalidGroup.Duplicate');
  expect(row('DeleteSecurityGroup')).toContain('DependencyViolation');
  expect(row('DeleteSecurityGroup')).toContain('InvalidGroup.NotFound');
  expect(row('DescribeVpcs')).toContain('InvalidVpcID.NotFound');
  expect(row('CreateListener')).toContain('DuplicateListener');
  expect(row('RebootDBInstance')).toContain('DBInstanceNotFound');
  expect(row('SendSSHPublicKey')).toContain('EC2InstanceNotFoundException');
  expect(row('GetCallerIdentity')).toBe('| GetCallerIdentity | – | – |');
});
