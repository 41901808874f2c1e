import { cpus, release, totalmem, type as system } from 'node:os';

/** What the figures were measured on, in one line. */
export function machine(): string {
  const [first] = cpus();
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  return `${first?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, ${gigabytes} GB; ${system()} ${release()}; Node ${process.versions.node}`;
}
