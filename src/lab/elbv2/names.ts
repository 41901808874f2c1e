import { Refusal } from '../operation.ts';

const longest = 32;

/** Refuses a load balancer's or target group's name as ELB does. */
export function mustBeName(name: string | undefined, word: 'load balancer' | 'target group'): asserts name is string {
  const refuse = (sentence: string) => new Refusal('ValidationError', sentence);
  if (name === undefined || name === '') throw refuse(`A ${word} name must be specified`);
  const named = `The ${word} name '${name}'`;
  if (name.length > longest) throw refuse(`${named} cannot be longer than '${longest}' characters`);
  if (!/^[A-Za-z0-9-]+$/.test(name)) throw refuse(`${named} can only contain characters that are alphanumeric characters or hyphens(-)`);
  if (name.startsWith('-') || name.endsWith('-')) throw refuse(`${named} cannot begin or end with a hyphen`);
  if (word === 'load balancer' && name.startsWith('internal-')) throw refuse(`${named} cannot begin with 'internal-'`);
}
