import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { standsAt, writeReport } from '../../src/report/file.ts';
import { forms, written } from '../../src/report/forms.ts';
import { en } from '../../src/ui/language/en.ts';
import { tempFolder } from '../support/temp.ts';
import { sampleReport } from './sample.ts';

const telling = { words: en, language: 'en' } as const;

describe('the report file', () => {
  test.for(forms)('as %s is known as ours again, and only that', async (form) => {
    const path = join(tempFolder(), `report.${form}`);
    expect(await standsAt(path)).toBe('nothing');
    await writeReport(path, written(sampleReport(), form, telling));
    expect(await standsAt(path)).toBe('report');
    writeFileSync(path, '<!doctype html><p>my thesis on redundant-blog-report</p>');
    expect(await standsAt(path)).toBe('other');
  });

  test('takes the place of the old one whole, and leaves nothing beside it', async () => {
    const folder = tempFolder();
    const path = join(folder, 'report.json');
    writeFileSync(path, 'old');
    await writeReport(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['report.json']);
  });

  test('says which file could not be written, and why', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'x.html'));
    await expect(standsAt(join(folder, 'x.html'))).rejects.toMatchObject({ code: 'report-unwritable', values: [join(folder, 'x.html'), 'EISDIR'] });
    await expect(writeReport(join(folder, 'none', 'x.html'), '')).rejects.toMatchObject({
      code: 'report-unwritable',
      values: [join(folder, 'none', 'x.html'), 'ENOENT'],
    });
  });

  test('as JSON is the report itself', () => {
    expect(JSON.parse(written(sampleReport(), 'json', telling))).toEqual(JSON.parse(JSON.stringify(sampleReport())));
  });
});
