import type { NormalizedSchema } from '@smithy/core/schema';
import type { Refusal } from '../operation.ts';
import type { Api } from './apis.ts';
import { element, escapeText, writeMembers } from './write.ts';

/** What goes back over HTTP. */
export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const xmlType = 'text/xml;charset=UTF-8';
const jsonType = 'application/x-amz-json-1.1';
const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A successful answer in the service's dialect. */
export function successAnswer(api: Api, action: string, schema: NormalizedSchema, output: unknown, requestId: string): WireAnswer {
  if (api.dialect === 'json') return { status: 200, contentType: jsonType, body: JSON.stringify(jsonMembers(schema, output)) };
  const members = schema.isUnitSchema() ? '' : writeMembers(schema, output);
  const inner =
    api.dialect === 'ec2'
      ? // An EC2 call with nothing to say answers `true`.
        element('requestId', requestId) + (schema.isUnitSchema() ? element('return', 'true') : members)
      : (schema.isUnitSchema() ? '' : element(`${action}Result`, members)) + element('ResponseMetadata', element('RequestId', requestId));
  const root = `${action}Response`;
  return { status: 200, contentType: xmlType, body: `${prolog}<${root} xmlns="${api.namespace}">${inner}</${root}>` };
}

/** A refusal in the service's dialect. */
export function refusalAnswer(api: Api, refusal: Refusal, requestId: string): WireAnswer {
  const { code, message, status } = refusal;
  if (api.dialect === 'json') return { status, contentType: jsonType, body: JSON.stringify({ __type: code, Message: message }) };
  const said = element('Code', escapeText(code)) + element('Message', escapeText(message));
  if (api.dialect === 'ec2') {
    const body = element('Response', element('Errors', element('Error', said)) + element('RequestID', requestId));
    return { status, contentType: xmlType, body: prolog + body };
  }
  const error = element('Error', element('Type', status < 500 ? 'Sender' : 'Receiver') + said);
  const body = `<ErrorResponse xmlns="${api.namespace}">${error}${element('RequestId', requestId)}</ErrorResponse>`;
  return { status, contentType: xmlType, body: prolog + body };
}

function jsonMembers(schema: NormalizedSchema, output: unknown): Record<string, unknown> {
  if (schema.isUnitSchema() || typeof output !== 'object' || output === null) return {};
  return Object.fromEntries([...schema.structIterator()].map(([name]) => [name, Reflect.get(output, name)]));
}
