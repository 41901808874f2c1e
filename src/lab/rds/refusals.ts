import { Refusal } from '../operation.ts';

/** A value that RDS does not take. */
export const invalid = (sentence: string) => new Refusal('InvalidParameterValue', sentence);

/** Parameters that do not go together, or not with the instance. */
export const combination = (sentence: string) => new Refusal('InvalidParameterCombination', sentence);

/** What AWS has and the lab has no real thing for: refused, never accepted and forgotten. */
export const notServed = (what: string) => combination(`${what} not supported by this practice cloud.`);

export const missing = (parameter: string) => new Refusal('MissingParameter', `The request must contain the parameter ${parameter}.`);

/** The instance is not in the state that this needs. */
export const wrongState = (sentence: string) => new Refusal('InvalidDBInstanceState', sentence);
