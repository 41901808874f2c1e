import { Refusal } from '../operation.ts';

/** A value or a combination that ELB does not take. */
export const invalid = (sentence: string) => new Refusal('ValidationError', sentence);

/** What AWS has and the lab has no real thing for: refused, never accepted and forgotten. */
export const notServed = (what: string) => new Refusal('InvalidConfigurationRequest', `${what} not supported by this practice cloud`);

export const badAction = (sentence: string) => new Refusal('InvalidLoadBalancerAction', sentence);
