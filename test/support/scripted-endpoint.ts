import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

export interface Sent {
  readonly action: string;
  readonly parameters: URLSearchParams;
}

export type Reply = (response: ServerResponse) => void;

export interface ScriptedEndpoint {
  readonly url: string;
  /** Every request that arrived, in order. */
  readonly sent: readonly Sent[];
}

/** An HTTP server that answers its requests by a script; the last reply is repeated. */
export async function scriptedEndpoint(...replies: readonly Reply[]): Promise<ScriptedEndpoint> {
  const sent: Sent[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const parameters = new URLSearchParams(body);
      sent.push({ action: parameters.get('Action') ?? '', parameters });
      replies[Math.min(sent.length, replies.length) - 1]?.(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, sent };
}

const xml =
  (status: number, body: string): Reply =>
  (response) =>
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);

export const reply = {
  ok: (body: string): Reply => xml(200, body),
  identity: (arn: string): Reply =>
    xml(
      200,
      `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>x</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    ),
  vpcs: (...ids: readonly string[]): Reply =>
    xml(
      200,
      `<DescribeVpcsResponse><requestId>r</requestId><vpcSet>${ids.map((id) => `<item><vpcId>${id}</vpcId></item>`).join('')}</vpcSet></DescribeVpcsResponse>`,
    ),
  group: (id: string): Reply => xml(200, `<CreateSecurityGroupResponse><requestId>r</requestId><groupId>${id}</groupId></CreateSecurityGroupResponse>`),
  refused: (status: number, code: string, message = code): Reply =>
    xml(status, `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`),
  refusedQuery: (status: number, code: string, message = code): Reply =>
    xml(status, `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`),
  html:
    (status: number): Reply =>
    (response) =>
      response.writeHead(status, { 'content-type': 'text/html' }).end('<html><body><h1>hello</h1></body></html>'),
  lost: ((response) => void response.socket?.destroy()) satisfies Reply,
  silence: (() => undefined) satisfies Reply,
};
