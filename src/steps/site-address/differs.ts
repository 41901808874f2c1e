import type { Instance } from '@aws-sdk/client-ec2';
import { findServers } from '../../aws/find/servers.ts';
import type { SiteAddress } from '../../blog/database.ts';
import { moved } from '../../blog/site-address.ts';
import { UserError } from '../../errors.ts';
import type { Difference, StepContext } from '../../step.ts';

/** The two rows, and what in a server's wp-config.php outranks them. */
export async function differsOf(ctx: StepContext, address: string, now: SiteAddress | undefined, servers: readonly string[]): Promise<readonly Difference[]> {
  const { drift } = ctx.words.steps;
  const should = now === undefined ? { siteurl: address, home: address } : moved(now, address);
  const rows = (['siteurl', 'home'] as const).map((row) => ({ what: drift.address(row), is: now?.[row] ?? drift.unseen, should: should[row] }));
  const all = (await findServers(ctx)).filter(({ InstanceId = '' }) => servers.includes(InstanceId));
  const fixed = await Promise.all(all.map((server) => fixedOn(ctx, server)));
  return [...rows, ...fixed.map((is, index) => ({ what: drift.fixed(all[index]?.InstanceId ?? ''), is: is.join(', ') || drift.none, should: drift.none }))];
}

/** Constants there that outrank the rows; none as well when nobody can log in. */
async function fixedOn(ctx: StepContext, server: Instance): Promise<readonly string[]> {
  if (server.State?.Name !== 'running') return [];
  return ctx.blog.config(server).then(
    ({ overrides }) => overrides,
    (error: unknown) => {
      if (error instanceof UserError) return [];
      throw error;
    },
  );
}
