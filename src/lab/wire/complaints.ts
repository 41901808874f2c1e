import { Refusal } from '../operation.ts';
import type { Api } from './apis.ts';

/** What each service says about a request that cannot be understood: AWS's codes differ by service, so they are told here once. */
export interface Complaints {
  unknownAction(action: string, known: boolean): Refusal;
  wrongVersion(version: string, action: string): Refusal;
  unknownParameter(name: string): Refusal;
  missing(name: string): Refusal;
  invalid(name: string, value: string): Refusal;
  unread(name: string): Refusal;
}

const notHere = (known: boolean) => (known ? ' AWS has it; this practice cloud does not.' : '');

const ec2: Complaints = {
  unknownAction: (action, known) => new Refusal('InvalidAction', `The action ${action} is not valid for this web service.${notHere(known)}`),
  wrongVersion: (version) => new Refusal('NoSuchVersion', `The requested version (${version}) of service AmazonEC2 does not exist`),
  unknownParameter: (name) => new Refusal('UnknownParameter', `The parameter ${name} is not recognized`),
  missing: (name) => new Refusal('MissingParameter', `The request must contain the parameter ${name}`),
  invalid: (name, value) => new Refusal('InvalidParameterValue', `Value (${value}) for parameter ${name} is invalid.`),
  unread: (name) => new Refusal('UnsupportedOperation', `The parameter ${name} is not supported by this practice cloud.`),
};

const query: Complaints = {
  unknownAction: (action, known) => new Refusal('InvalidAction', `Could not find operation ${action}.${notHere(known)}`),
  wrongVersion: (version, action) => new Refusal('InvalidAction', `Could not find operation ${action} for version ${version}`),
  unknownParameter: (name) => new Refusal('InvalidQueryParameter', `The parameter ${name} is not recognized`),
  missing: (name) =>
    new Refusal('ValidationError', `1 validation error detected: Value null at '${lowerFirst(name)}' failed to satisfy constraint: Member must not be null`),
  invalid: (name, value) => new Refusal('ValidationError', `Value '${value}' at '${lowerFirst(name)}' is not valid`),
  unread: (name) => new Refusal('ValidationError', `The parameter ${name} is not supported by this practice cloud.`),
};

const rds: Complaints = {
  ...query,
  missing: (name) => new Refusal('MissingParameter', `The request must contain the parameter ${name}.`),
  invalid: (name, value) => new Refusal('InvalidParameterValue', `Invalid value ${value} for the parameter ${name}.`),
  unread: (name) => new Refusal('InvalidParameterCombination', `The parameter ${name} is not supported by this practice cloud.`),
};

const json: Complaints = {
  ...query,
  unknownAction: (action, known) => new Refusal('UnknownOperationException', `Could not find operation ${action}.${notHere(known)}`),
  unknownParameter: (name) => new Refusal('InvalidArgsException', `The parameter ${name} is not recognized`),
  missing: (name) => new Refusal('InvalidArgsException', `The parameter ${name} is missing`),
  invalid: (name) => new Refusal('InvalidArgsException', `The parameter ${name} is not valid`),
  unread: (name) => new Refusal('InvalidArgsException', `The parameter ${name} is not supported by this practice cloud.`),
};

/** The complaints of one service. */
export function complaintsOf(api: Api): Complaints {
  if (api.dialect === 'ec2') return ec2;
  if (api.dialect === 'json') return json;
  return api.title === 'RDS' ? rds : query;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
