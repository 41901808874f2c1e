import type { Client, MetadataBearer } from '@smithy/types';

/** The endpoint answered, but with a web page: a proxy, a login portal or a web server stands there, not AWS's API. */
export class NotAws extends Error {
  override readonly name = 'NotAws';
  readonly status: number;
  readonly contentType: string;

  constructor(status: number, contentType: string) {
    super(`a web page (HTTP ${status}, ${contentType}) in place of AWS's answer`);
    this.status = status;
    this.contentType = contentType;
  }
}

/** Makes a client throw `NotAws` on pages: the SDK itself reads some of them as an empty success. */
export function refuseWebPages<In extends object, Out extends MetadataBearer, Config>(client: Client<In, Out, Config>): Client<In, Out, Config> {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { status, contentType } = described(result.response);
      // A 5xx page is a gateway in trouble, which the SDK retries.
      if (status < 500 && (contentType.startsWith('text/html') || (status >= 300 && status < 400))) throw new NotAws(status, contentType);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'refuseWebPages' },
  );
  return client;
}

function described(response: unknown): { status: number; contentType: string } {
  if (typeof response !== 'object' || response === null) return { status: 0, contentType: '' };
  const status = 'statusCode' in response && typeof response.statusCode === 'number' ? response.statusCode : 0;
  const headers = 'headers' in response && typeof response.headers === 'object' && response.headers !== null ? response.headers : {};
  const contentType = 'content-type' in headers && typeof headers['content-type'] === 'string' ? headers['content-type'] : '';
  return { status, contentType: contentType.toLowerCase() };
}
