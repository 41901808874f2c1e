import { invalid } from './refusals.ts';

const longest = 32;

/** Refuses a load balancer's or target group's name as ELB does. */
export function mustBeName(name: string | undefined, word: 'load balancer' | 'target group'): asserts name is string {
  if (name === undefined || name === '') throw invalid(`A ${word} name must be specified`);
  const named = `The ${word} name '${name}'`;
  if (name.length > longest) throw invalid(`${named} cannot be longer than '${longest}' characters`);
  if (!/^[A-Za-z0-9-]+$/.test(name)) throw invalid(`${named} can only contain characters that are alphanumeric characters or hyphens(-)`);
  if (name.startsWith('-') || name.endsWith('-')) throw invalid(`${named} cannot begin or end with a hyphen`);
  if (word === 'load balancer' && name.startsWith('internal-')) throw invalid(`${named} cannot begin with 'internal-'`);
}
