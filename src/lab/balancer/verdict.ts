import type { TargetState } from '../reality.ts';

/** What one health check found. */
export type Finding =
  | { readonly found: 'success' }
  | { readonly found: 'timeout' }
  | { readonly found: 'status'; readonly status: number }
  | { readonly found: 'failure' };

/** What the checks so far say. `streak`: how many in a row have spoken against `phase`. */
export interface Verdict {
  readonly phase: 'initial' | 'healthy' | 'unhealthy';
  readonly streak: number;
  readonly last: Finding | undefined;
}

export const unknown: Verdict = { phase: 'initial', streak: 0, last: undefined };

/** One more check: a first success is enough, after that the thresholds decide. */
export function judge(verdict: Verdict, finding: Finding, thresholds: { readonly healthy: number; readonly unhealthy: number }): Verdict {
  const success = finding.found === 'success';
  if (verdict.phase === 'initial' && success) return { phase: 'healthy', streak: 0, last: finding };
  const against = (verdict.phase === 'unhealthy') === success;
  if (!against) return { ...verdict, streak: 0, last: finding };
  const streak = verdict.streak + 1;
  if (streak < (success ? thresholds.healthy : thresholds.unhealthy)) return { ...verdict, streak, last: success ? verdict.last : finding };
  return { phase: success ? 'healthy' : 'unhealthy', streak: 0, last: finding };
}

/** The verdict in AWS's words. */
export function stateOf({ phase, last }: Verdict): TargetState {
  switch (phase) {
    case 'initial':
      return { state: 'initial', reason: 'Elb.InitialHealthChecking', description: 'Initial health checks in progress' };
    case 'healthy':
      return { state: 'healthy' };
    case 'unhealthy':
      return { state: 'unhealthy', ...faultOf(last) };
  }
}

function faultOf(finding: Finding | undefined): { reason: string; description: string } {
  switch (finding?.found) {
    case 'timeout':
      return { reason: 'Target.Timeout', description: 'Request timed out' };
    case 'status':
      return { reason: 'Target.ResponseCodeMismatch', description: `Health checks failed with these codes: [${finding.status}]` };
    default:
      return { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
  }
}
