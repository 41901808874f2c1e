import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DrillKind, DrillResult } from './result.ts';

const second = 1_000;

/** ELB's own defaults for a target group of instances over HTTP ("Health checks for your target groups"), which the tutorial leaves as they are. */
export const tutorialCheck = { intervalSeconds: 30, timeoutSeconds: 5, healthyThreshold: 5, unhealthyThreshold: 2 } as const;

/** What `--tuned` compares them with: a failure is noticed in a third of the time, for three times as many small requests. */
export const tunedCheck = { intervalSeconds: 10, timeoutSeconds: 5, healthyThreshold: 2, unhealthyThreshold: 2 } as const;

export type HealthCheck = Readonly<Record<keyof typeof tutorialCheck, number>>;

/** How a target group asks its servers, in AWS's seconds. */
export function healthCheckOf(group: TargetGroup): HealthCheck {
  return {
    intervalSeconds: group.HealthCheckIntervalSeconds ?? tutorialCheck.intervalSeconds,
    timeoutSeconds: group.HealthCheckTimeoutSeconds ?? tutorialCheck.timeoutSeconds,
    healthyThreshold: group.HealthyThresholdCount ?? tutorialCheck.healthyThreshold,
    unhealthyThreshold: group.UnhealthyThresholdCount ?? tutorialCheck.unhealthyThreshold,
  };
}

/**
 * The longest gap that is usual on AWS, from and to, in ms of AWS's time.
 *
 * - A server: none at all while the other one answers its share, and at most until the failing one is off the list: that many
 *   checks in a row must fail, each an interval apart, the last one after its timeout (ELB, "Health checks for your target groups").
 * - The database: "failover times are typically 60–120 seconds" (RDS User Guide, "Failing over a Multi-AZ DB instance").
 * - A zone: both at once, so the longer of the two.
 */
export function usualGap(drill: DrillKind, check: HealthCheck): DrillResult['usualMs'] {
  const noticed = (check.intervalSeconds * check.unhealthyThreshold + check.timeoutSeconds) * second;
  const failover = [60 * second, 120 * second] as const;
  if (drill === 'web') return [0, noticed];
  return drill === 'database' ? failover : [failover[0], Math.max(failover[1], noticed)];
}

/**
 * How long after a failover another one may be given up, in ms of AWS's time: the call succeeds, and event RDS-EVENT-0034 says that it
 * was not carried out since one had just been. AWS does not say how recent that is; ten minutes are our assumption.
 */
export const coolDownMs = 600 * second;
