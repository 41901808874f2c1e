import type { ServerResponse } from 'node:http';

const titles = {
  501: '501 Not Implemented',
  502: '502 Bad Gateway',
  503: '503 Service Temporarily Unavailable',
  504: '504 Gateway Time-out',
} as const;

/** What an ALB answers by itself when no target can. */
export type OwnStatus = keyof typeof titles;

/** Answers with the balancer's own small page. */
export function answerSelf(response: ServerResponse, status: OwnStatus): void {
  const title = titles[status];
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  response.writeHead(status, title.slice(4), { Server: 'awselb/2.0', 'Content-Type': 'text/html', 'Content-Length': Buffer.byteLength(body) });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
