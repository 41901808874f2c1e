import { Refusal } from '../operation.ts';
import { missing } from './refusals.ts';

/** An identifier as RDS stores it: in lower case, letters, digits and single hyphens, beginning with a letter. */
export function mustBeIdentifier(value: string | undefined, parameter: string, longest: number): string {
  if (value === undefined || value === '') throw missing(parameter);
  const fits = value.length <= longest && /^[a-zA-Z][a-zA-Z0-9]*(-[a-zA-Z0-9]+)*$/.test(value);
  if (fits) return value.toLowerCase();
  throw new Refusal(
    'InvalidParameterValue',
    `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
  );
}

export const longestInstanceName = 63;
export const longestSnapshotName = 255;
