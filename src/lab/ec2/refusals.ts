import { Refusal } from '../operation.ts';

/** A value EC2 does not take. */
export const invalid = (message: string): Refusal => new Refusal('InvalidParameterValue', message);

/** Parameters that do not go together. */
export const combination = (message: string): Refusal => new Refusal('InvalidParameterCombination', message);

/** A parameter that is not there. */
export const missing = (parameter: string): Refusal => new Refusal('MissingParameter', `The request must contain the parameter ${parameter}`);

/** The value, or EC2's refusal naming the parameter that should have held it. */
export function required<Value>(value: Value | undefined, parameter: string): Value {
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) throw missing(parameter);
  return value;
}
