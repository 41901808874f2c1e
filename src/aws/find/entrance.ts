import { findBalancer, findListeners } from './balancers.ts';
import { ours, type Seeker } from './seeker.ts';

/** `http://` and a load balancer's name in lower case: WordPress compares addresses letter by letter, and browsers send lower case. */
export const addressOf = (dnsName: string): string => `http://${dnsName.toLowerCase()}`;

/** The blog's one entrance, once it is open. */
export async function findEntrance(seeker: Seeker): Promise<string | undefined> {
  const balancer = ours(await findBalancer(seeker))?.balancer;
  if (balancer?.State?.Code !== 'active' || balancer.DNSName === undefined) return undefined;
  const listeners = await findListeners(seeker, balancer.LoadBalancerArn ?? '');
  return listeners.some((listener) => listener.Port === 80) ? addressOf(balancer.DNSName) : undefined;
}
