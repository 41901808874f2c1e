import type { ServerResponse } from 'node:http';
import type { Dispatched } from '../dispatch.ts';

/** Sends the answer, or what a fault leaves of it. */
export function deliver(answer: Dispatched, response: ServerResponse): void {
  if (answer.delivery === 'never') return;
  if (answer.delivery === 'reset') return void response.socket?.resetAndDestroy();
  // Made once: its length and its bytes are both wanted.
  const bytes = Buffer.from(answer.body);
  response.writeHead(answer.status, { 'content-type': answer.contentType, 'x-amzn-requestid': answer.requestId, 'content-length': bytes.length });
  if (answer.delivery !== 'half') return void response.end(bytes);
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.socket?.end());
}
