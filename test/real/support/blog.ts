import type { Instance } from '@aws-sdk/client-ec2';
import { createAws } from '../../../src/aws/clients.ts';
import { findServers, serverName } from '../../../src/aws/find/servers.ts';
import { createBlogAccess, type BlogAccess } from '../../../src/blog/access.ts';
import { systemClock } from '../../../src/clock.ts';
import { en } from '../../../src/ui/language/en.ts';
import { defaultPrompts } from '../../../src/ui/prompts-defaults.ts';
import { listeningSay } from '../../support/say.ts';
import type { Place } from '../../support/program.ts';

/** The ways into a lab that the program started: what a person with the key has. */
export async function wayInto(place: Place): Promise<{ readonly blog: BlogAccess; readonly server1: Instance; close(): Promise<void> }> {
  const { stdout } = await place.run(['lab', 'env']);
  const env = new Map([...stdout.matchAll(/^export (\w+)='?([^'\n]*)'?$/gm)].map(([, name = '', value = '']) => [name, value]));
  const value = (name: string) => env.get(name) ?? '';
  const { signal } = new AbortController();
  const clock = systemClock(1);
  const credentials = { accessKeyId: value('AWS_ACCESS_KEY_ID'), secretAccessKey: value('AWS_SECRET_ACCESS_KEY') };
  const aws = createAws({ region: value('AWS_REGION'), endpoint: value('AWS_ENDPOINT_URL'), credentials, clock, signal });
  const say = listeningSay();
  const blog = createBlogAccess({ aws, prompts: defaultPrompts(say, en), say, words: en, clock, signal, keyPath: value('REDUNDANT_BLOG_KEY') });
  const server1 = (await findServers({ aws })).find((one) => serverName(one) === 'Web Server1');
  if (server1 === undefined) throw new Error('no Web Server1');
  return { blog, server1, close: () => blog.close() };
}
