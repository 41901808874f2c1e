import type { Instance } from '@aws-sdk/client-ec2';
import { findBalancer } from '../../aws/find/balancers.ts';
import { addressOf } from '../../aws/find/entrance.ts';
import { ours } from '../../aws/find/seeker.ts';
import { httpAddress } from '../../blog/reach.ts';
import { shownAddresses } from '../../blog/site-address.ts';
import type { StepContext } from '../../step.ts';

type Context = StepContext<'load-balancer'>;

/**
 * The address that this run gave the blog: its balancer's, also when somebody has deleted that one since. Undefined: none.
 * Who has no journal either sees it in what the blog still says of itself; AWS builds such a name of the balancer's, digits and the region.
 */
export async function givenAddress(ctx: Context, server: Instance | undefined): Promise<string | undefined> {
  const found = await findBalancer(ctx);
  const dnsName = ours(found)?.balancer.DNSName;
  if (dnsName !== undefined) return addressOf(dnsName);
  // Nobody to ask, and nobody to send readers to.
  if (server === undefined) return undefined;
  // Only where the journal knows it; undo goes on without what is not there any more.
  if ('load-balancer' in ctx.outputs) return addressOf(ctx.outputs['load-balancer'].dnsName);
  const own = httpAddress(server);
  if (found.is !== 'absent' || own === undefined) return undefined;
  const [shown] = await shownAddresses(ctx, own);
  return shown !== undefined && isOfDeletedBalancer(ctx, shown.home) ? new URL(shown.home).origin : undefined;
}

function isOfDeletedBalancer({ names, run }: Context, home: string): boolean {
  const host = URL.canParse(home) ? new URL(home).hostname : '';
  const [first = '', region, service] = host.split('.');
  return first.replace(/-\d+$/, '') === names.balancer.toLowerCase() && first !== names.balancer.toLowerCase() && region === run.region && service === 'elb';
}
