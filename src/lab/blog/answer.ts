/** One HTTP answer, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly host: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** What was sent along with a POST. */
  readonly body?: string;
  /** Whoever asked has hung up. */
  readonly gone?: () => boolean;
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  503: 'Service Unavailable',
};

/** The web server's own page for a status. */
export function plainAnswer(status: number): Answer {
  const title = `${status} ${titles[status] ?? ''}`.trim();
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=iso-8859-1' },
    body: `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
  };
}
