import type { BlogShape } from '../../src/aws/find/shape.ts';
import type { Asked, DrillResult } from '../../src/drill/result.ts';
import type { Report, StepReport } from '../../src/report/report.ts';
import { risks } from '../../src/report/risks.ts';
import type { StepId } from '../../src/step.ts';
import { en } from '../../src/ui/language/en.ts';
import type { Words } from '../../src/ui/language/words.ts';
import { singlePoints } from '../../src/ui/picture.ts';

const began = Date.UTC(2026, 10, 23, 6, 0, 0);
const iso = (ms: number) => new Date(began + ms).toISOString();

export const before: BlogShape = {
  region: 'ap-northeast-1',
  address: 'http://203.0.113.7',
  servers: [{ name: 'Web Server1', id: 'i-0c1b33a6f5ac79d12', zone: 'ap-northeast-1a', state: 'running', open: true, address: 'http://203.0.113.7' }],
  database: { name: 'database-1', state: 'available', zone: 'ap-northeast-1a', multiAz: false },
};

export const now: BlogShape = {
  region: 'ap-northeast-1',
  address: 'http://lb-1-571701307.ap-northeast-1.elb.amazonaws.com',
  balancer: {
    name: 'LB-1',
    dnsName: 'LB-1-571701307.ap-northeast-1.elb.amazonaws.com',
    state: 'active',
    zones: ['ap-northeast-1a', 'ap-northeast-1c'],
    open: true,
  },
  servers: [
    { name: 'Web Server1', id: 'i-0c1b33a6f5ac79d12', zone: 'ap-northeast-1a', state: 'running', open: false, health: 'healthy' },
    { name: 'Web Server2', id: 'i-0fca618b50f27ac1d', zone: 'ap-northeast-1c', state: 'running', open: false, health: 'healthy' },
  ],
  database: { name: 'database-1', state: 'available', zone: 'ap-northeast-1c', multiAz: true, standbyZone: 'ap-northeast-1a' },
};

/** Five a second, to each server in turn; between `from` and `until` every `nth` fails. */
function asking(endMs: number, from: number, until: number, nth: number, kind: Asked['kind'], servers: readonly string[]): readonly Asked[] {
  return Array.from({ length: Math.floor(endMs / 200) }, (_, index): Asked => {
    const sentMs = index * 200;
    const out = sentMs >= from && sentMs < until;
    const shared = { page: index % 2 === 0 ? 'deep' : 'shallow', sentMs, tookMs: 38 } as const;
    if (out && index % nth === 0) return { ...shared, ok: false, saw: kind === '5xx' ? '502' : 'ETIMEDOUT', kind: kind ?? 'other' };
    return { ...shared, ok: true, saw: '200', server: servers[out ? 0 : index % servers.length] ?? '' };
  });
}

export function webDrill(over: Partial<DrillResult> = {}): DrillResult {
  const asked = asking(240_000, 10_000, 38_000, 2, '5xx', ['Web Server1', 'Web Server2']);
  return {
    drill: 'web',
    at: iso(1_500_000),
    pace: 1,
    struck: ['Web Server2'],
    struckAtMs: 10_000,
    mendedAtMs: 120_000,
    failingMs: 28_000,
    guessMs: 30_000,
    usualMs: [0, 60_000],
    resolutionMs: 200,
    sent: asked.length,
    failed: asked.filter(({ ok }) => !ok).length,
    failedBy: { '5xx': asked.filter(({ ok }) => !ok).length },
    longestGapMs: 400,
    gapsMs: { shallow: 0, deep: 400 },
    longestGap: { fromMs: 12_400, untilMs: 12_800 },
    detectedAfterMs: 28_000,
    redundantAfterMs: 205_000,
    survived: true,
    answeredBy: { 'Web Server1': 700, 'Web Server2': 430 },
    lanes: [
      { of: 'server', name: 'Web Server1', zone: 'ap-northeast-1a', spans: [{ fromMs: 0, untilMs: 240_000, state: 'healthy' }] },
      {
        of: 'server',
        name: 'Web Server2',
        zone: 'ap-northeast-1c',
        spans: [
          { fromMs: 0, untilMs: 10_000, state: 'healthy' },
          { fromMs: 10_000, untilMs: 38_000, state: 'stopping' },
          { fromMs: 38_000, untilMs: 120_000, state: 'unused (Target.InvalidState)' },
          { fromMs: 120_000, untilMs: 215_000, state: 'pending' },
          { fromMs: 215_000, untilMs: 240_000, state: 'healthy' },
        ],
      },
      { of: 'database', name: 'database-1', zone: 'ap-northeast-1a', spans: [{ fromMs: 0, untilMs: 240_000, state: 'available' }] },
      { of: 'readers', name: '', spans: [] },
    ],
    asked,
    told: [],
    healthCheck: { intervalSeconds: 30, unhealthyThreshold: 2, timeoutSeconds: 5 },
    ...over,
  } as DrillResult;
}

export function databaseDrill(over: Partial<DrillResult> = {}): DrillResult {
  const asked = asking(160_000, 14_000, 76_000, 1, '5xx', ['Web Server1', 'Web Server2']);
  const failed = asked.filter(({ ok }) => !ok).length;
  return webDrill({
    drill: 'database',
    at: iso(3_600_000),
    struck: ['database-1'],
    struckAtMs: 12_000,
    mendedAtMs: 76_000,
    failingMs: 62_000,
    guessMs: 20_000,
    usualMs: [60_000, 120_000],
    sent: asked.length,
    failed,
    failedBy: { '5xx': failed },
    longestGapMs: 62_000,
    gapsMs: { shallow: 0, deep: 62_000 },
    longestGap: { fromMs: 14_000, untilMs: 76_000 },
    detectedAfterMs: 21_000,
    redundantAfterMs: 138_000,
    zones: { before: 'ap-northeast-1a', after: 'ap-northeast-1c' },
    lanes: [
      { of: 'server', name: 'Web Server1', zone: 'ap-northeast-1a', spans: [{ fromMs: 0, untilMs: 160_000, state: 'healthy' }] },
      { of: 'server', name: 'Web Server2', zone: 'ap-northeast-1c', spans: [{ fromMs: 0, untilMs: 160_000, state: 'healthy' }] },
      {
        of: 'database',
        name: 'database-1',
        zone: 'ap-northeast-1a',
        spans: [
          { fromMs: 0, untilMs: 13_000, state: 'available' },
          { fromMs: 13_000, untilMs: 150_000, state: 'rebooting' },
          { fromMs: 150_000, untilMs: 160_000, state: 'available' },
        ],
      },
    ],
    asked,
    ...over,
  });
}

const took: readonly (readonly [StepId, number])[] = [
  ['preflight', 4_200],
  ['mark-server-1', 6_100],
  ['create-image', 271_000],
  ['launch-server-2', 172_000],
  ['mark-server-2', 5_900],
  ['balancer-firewall', 1_800],
  ['target-group', 3_100],
  ['load-balancer', 166_000],
  ['site-address', 14_300],
  ['web-firewall', 9_700],
  ['drill-web', 241_000],
  ['multi-az', 702_000],
  ['drill-database', 163_000],
  ['finish', 1_200],
];

function stepsIn(words: Words): readonly StepReport[] {
  let at = 0;
  return took.map(([id, tookMs]) => {
    const start = at;
    at += tookMs + 20_000;
    const claims = [
      { claim: words.steps['create-image'].claims.available, held: 'yes', seen: 'available' },
      { claim: words.steps['create-image'].claims.source, held: 'yes', seen: 'i-0c1b33a6f5ac79d12' },
    ] as const;
    const told = words.steps[id as keyof Words['steps']] as { readonly title: string };
    return {
      id,
      title: told.title,
      state: 'done',
      begun: id === 'multi-az' ? 2 : 1,
      began: iso(start),
      ended: iso(start + tookMs),
      tookMs,
      proved: 'then',
      claims,
    };
  });
}

const covered: readonly string[] = ['server', 'database', 'zone', 'rehearsed', 'backups', 'server-copy', 'engine-support'];
const unseen: readonly string[] = ['alarm', 'restore'];

/** A finished journey on AWS, with both drills held. */
export function sampleReport(over: Partial<Report> = {}, words: Words = en): Report {
  const judged = risks.map(({ id }) => {
    const state = covered.includes(id) ? 'covered' : unseen.includes(id) ? 'unseen' : 'open';
    return { id, state, seen: state === 'unseen' ? '' : id === 'burst' ? 't3.micro, t3.micro, db.t3.micro' : 'ap-northeast-1' } as const;
  });
  const count = (state: string) => judged.filter((one) => one.state === state).length;
  return {
    type: 'report',
    format: 1,
    tool: '0.1.0',
    made: iso(7_200_000),
    timeZone: 'Asia/Tokyo',
    pace: 1,
    run: { account: '123456789012', region: 'ap-northeast-1', id: '0badcafe', arn: 'arn:aws:iam::123456789012:user/hanako' },
    journal: 'here',
    begun: true,
    before,
    now,
    singlePoints: singlePoints(now),
    steps: stepsIn(words),
    drills: [
      webDrill(),
      databaseDrill(),
      webDrill({
        at: iso(5_400_000),
        guessMs: 5_000,
        longestGapMs: 200,
        detectedAfterMs: 9_000,
        healthCheck: { intervalSeconds: 5, unhealthyThreshold: 2, timeoutSeconds: 2 },
      }),
    ],
    summaries: { 'drill-web': { sent: 1200, failed: 70, longestGapMs: 400, at: iso(1_500_000) } },
    costs: {
      before: 36.09,
      now: 97.62,
      stillBilling: [
        { thing: 'EC2 Web Server1 (t3.micro)', id: 'i-0c1b33a6f5ac79d12', usdPerMonth: 14.35 },
        { thing: 'EC2 Web Server2 (t3.micro)', id: 'i-0fca618b50f27ac1d', usdPerMonth: 14.35 },
        { thing: 'ALB LB-1', id: 'LB-1-571701307.ap-northeast-1.elb.amazonaws.com', usdPerMonth: 25.04 },
        { thing: 'AMI Web Server (EBS snapshot)', id: 'ami-0ea012f453513be75', usdPerMonth: 0.4 },
        { thing: 'RDS db.t3.micro Multi-AZ', id: 'database-1', usdPerMonth: 43.48 },
      ],
      prices: { date: '2026-11', region: 'ap-northeast-1' },
    },
    score: { covered: count('covered'), open: count('open'), unseen: count('unseen'), of: judged.length, risks: judged },
    ...over,
  };
}
