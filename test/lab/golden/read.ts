import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One operation as AWS's reference writes it: the parameters of its request, and what its answer holds. */
export interface Golden {
  readonly operation: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly answer: string;
}

export type GoldenService = 'ec2' | 'elasticloadbalancing' | 'rds' | 'sts' | 'iam';

/** The golden texts of a service. */
export function readGolden(service: GoldenService): Golden[] {
  const text = readFileSync(join(import.meta.dirname, `${service}.golden`), 'utf8').replaceAll(/^#.*\n/gm, '');
  return text
    .split(/^== /m)
    .slice(1)
    .map((part) => {
      const [head = '', answer = ''] = part.split(/^--$/m);
      const [operation = '', ...lines] = head.trim().split('\n');
      const parameters = lines.map((line): [string, string] => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
      return { operation, parameters, answer: answer.trim() };
    });
}

/** The request's body, as a client of the query protocol sends it. */
export function bodyOf({ operation, parameters }: Golden, version: string): string {
  const all = [['Action', operation], ['Version', version], ...parameters];
  return all.map(([name = '', value = '']) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}

/** The whole answer, in the service's envelope. */
export function answerOf(service: GoldenService, { operation, answer }: Golden, namespace: string): string {
  const xmlns = `xmlns="${namespace}"`;
  if (service === 'ec2') return `<${operation}Response ${xmlns}><requestId>request-1</requestId>${answer}</${operation}Response>`;
  const result = answer === '' ? `<${operation}Result/>` : `<${operation}Result>${answer}</${operation}Result>`;
  return `<${operation}Response ${xmlns}>${result}<ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata></${operation}Response>`;
}
