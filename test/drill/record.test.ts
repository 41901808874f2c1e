import { expect, test } from 'vitest';
import { createJournal, openJournal } from '../../src/journal.ts';
import { drillsOf, keepDrill } from '../../src/drill/record.ts';
import type { DrillKind, DrillResult } from '../../src/drill/result.ts';
import { systemClock } from '../../src/clock.ts';
import { tempFolder } from '../support/temp.ts';

const place = (stateDir: string) => ({
  stateDir,
  run: { id: '0badcafe', account: '123456789012', region: 'ap-northeast-1' },
  endpoint: undefined,
  clock: systemClock(),
});

const found = (drill: DrillKind, at: string): DrillResult => ({
  drill,
  at,
  pace: 1,
  struck: ['Web Server2'],
  struckAtMs: 1_000,
  mendedAtMs: 2_000,
  usualMs: [0, 60_000],
  resolutionMs: 200,
  sent: 1,
  failed: 0,
  failedBy: {},
  longestGapMs: 0,
  gapsMs: { shallow: 0, deep: 0 },
  failingMs: 0,
  survived: true,
  answeredBy: {},
  lanes: [],
  asked: [{ page: 'deep', sentMs: 0, tookMs: 12, ok: true, saw: '200' }],
  told: [],
  healthCheck: { intervalSeconds: 30, unhealthyThreshold: 2, timeoutSeconds: 5 },
});

test('every drill that was kept is read back whole, oldest first, by another process', async () => {
  const here = place(tempFolder());
  const journal = createJournal({ ...here, tool: 'test' });
  const drills = [found('web', '2026-11-23T10:00:00.000Z'), found('database', '2026-11-23T11:00:00.000Z'), found('zone', '2026-11-23T12:00:00.000Z')];
  const [web, database, zone] = drills;
  if (web === undefined || database === undefined || zone === undefined) throw new Error('three');
  await keepDrill(journal.memory('drill-database'), database);
  await keepDrill(journal.memory('drill-web'), web);
  await keepDrill(journal.memory('drill-web'), zone);
  journal.close();
  const again = openJournal(here);
  expect(drillsOf(again)).toEqual(drills);
  again.close();
});

test('a run without a drill has none', () => {
  expect(drillsOf(createJournal({ ...place(tempFolder()), tool: 'test' }))).toEqual([]);
});
