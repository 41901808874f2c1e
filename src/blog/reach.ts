import type { Instance } from '@aws-sdk/client-ec2';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Where a server's port can be reached from here: where the server says it is published (a tag, as container tools
 * publish ports), else its public address. Undefined: nowhere (stopped, or without a public address).
 */
export function reach(server: Instance, port: 22 | 80): Address | undefined {
  const published = server.Tags?.find((tag) => tag.Key === `redundant-blog:lab:${port}`)?.Value;
  const at = published?.lastIndexOf(':') ?? -1;
  if (published !== undefined && at > 0) return { host: published.slice(0, at), port: Number(published.slice(at + 1)) };
  return server.PublicIpAddress === undefined ? undefined : { host: server.PublicIpAddress, port };
}

/** The address as one would type it into a browser; undefined as `reach`. */
export function httpAddress(server: Instance): string | undefined {
  const address = reach(server, 80);
  if (address === undefined) return undefined;
  return address.port === 80 ? `http://${address.host}` : `http://${address.host}:${address.port}`;
}
