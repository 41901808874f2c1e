/**
 * DBInstanceStatus values in which the engine serves. In all others it is down: not made yet (`creating`), being restarted
 * (`rebooting`, also while a failover moves it), at rest (`stopping`, `stopped`, `starting`), or gone (`deleting`).
 */
export const runningStatuses = ['available', 'backing-up', 'modifying', 'resetting-master-credentials'] as const;

/** Must the database process of an instance with this status be running? */
export function engineRuns(status: string): boolean {
  return runningStatuses.some((running) => running === status);
}
