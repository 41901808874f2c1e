/** What things are called: the tutorial's names, each with the prefix before it. */
export interface Names {
  readonly server1: string;
  readonly server2: string;
  readonly image: string;
  readonly balancer: string;
  readonly balancerGroup: string;
  readonly targetGroup: string;
}

/** `prefix` goes before every name that this run makes; Web Server1 was there before it, so keeps its own. */
export function tutorialNames(prefix = ''): Names {
  const named = (name: string) => (prefix === '' ? name : `${prefix}${name}`);
  return {
    server1: 'Web Server1',
    server2: named('Web Server2'),
    image: named('Web Server'),
    balancer: named('LB-1'),
    balancerGroup: named('LB-SG-1'),
    targetGroup: named('TG-1'),
  };
}
