import type { World } from '../world.ts';
import { invalid } from './refusals.ts';

/** `arn:aws:rds:<region>:<account>:<part>:<name>`. */
export const rdsArn = (world: World, part: 'db' | 'snapshot' | 'subgrp', name: string) => `arn:aws:rds:${world.region}:${world.account}:${part}:${name}`;

/** What an RDS ARN names. */
export function parseArn(arn: string): { part: string; name: string } {
  const found = /^arn:aws[a-z-]*:rds:[a-z0-9-]+:\d{12}:([a-z]+):(.+)$/.exec(arn);
  if (found === null) throw invalid(`Invalid resource name: ${arn}`);
  return { part: found[1] ?? '', name: found[2] ?? '' };
}
