import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { services } from '../../../src/lab/services.ts';

const readme = readFileSync(join(import.meta.dirname, '../../../src/lab/README.md'), 'utf8');

it.each(Object.entries(services))('the README names the operations of %s, all of them and no others', (service, operations) => {
  const named = new RegExp(`^- \\*\\*${service}\\*\\*: (.*)$`, 'm').exec(readme)?.[1]?.split(' ');
  expect(named).toEqual(Object.keys(operations).toSorted());
});
