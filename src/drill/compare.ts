import type { DrillResult } from './result.ts';
import { findScene, type DrillContext, type DrillOptions } from './scene.ts';
import { forget, noteCheck, restoreCheck, setCheck } from './unfinished.ts';
import { tunedCheck, tutorialCheck, type HealthCheck } from './usual.ts';
import { drillWeb, type Which } from './web.ts';

/** Drills twice, with the tutorial's health check and with a tuned one, and shows both side by side. The settings of before are put back, unless the tuned ones are to stay. */
export async function compareChecks(ctx: DrillContext, which: Which, options: DrillOptions, keep: boolean): Promise<readonly DrillResult[]> {
  const { words, say } = ctx;
  const { compare } = words.drill;
  const { subjects, healthCheck: before } = await findScene(ctx);
  const { targetGroupArn } = subjects;
  say.line(compare.begin(told(ctx, tutorialCheck), told(ctx, tunedCheck)));
  await noteCheck(ctx, targetGroupArn, before);
  try {
    await setCheck(ctx, targetGroupArn, tutorialCheck);
    const first = await drillWeb(ctx, which, options);
    await setCheck(ctx, targetGroupArn, tunedCheck);
    const second = await drillWeb(ctx, which, options);
    showBoth(ctx, first, second);
    if (keep) {
      await forget(ctx, 'check');
      say.good(compare.kept);
    } else say.line(compare.keep);
    return [first, second];
  } finally {
    if (await restoreCheck(ctx)) say.good(compare.restored);
  }
}

const told = ({ words }: DrillContext, { intervalSeconds, unhealthyThreshold }: HealthCheck) => words.drill.check(intervalSeconds, unhealthyThreshold);

function showBoth({ say, words }: DrillContext, first: DrillResult, second: DrillResult): void {
  const { compare, rows, check, time } = words.drill;
  const known = (ms: number | undefined) => (ms === undefined ? '-' : time(ms));
  const row = (name: string, value: (result: DrillResult) => string) => [name, value(first), value(second)];
  say.table([
    ['', compare.first, compare.second],
    row(rows.check, ({ healthCheck }) => check(healthCheck.intervalSeconds, healthCheck.unhealthyThreshold)),
    row(rows.detected, ({ detectedAfterMs }) => known(detectedAfterMs)),
    row(rows.requests, ({ sent, failed }) => compare.failedOf(failed, sent)),
    row(rows.failing, ({ failingMs }) => time(failingMs)),
    row(rows.gap, ({ longestGapMs }) => time(longestGapMs)),
    row(rows.redundant, ({ redundantAfterMs }) => known(redundantAfterMs)),
  ]);
}
